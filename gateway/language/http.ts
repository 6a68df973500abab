import { ProviderFailed, type SpeechRecognizer, type Translator } from './providers.ts';

/** Longest answer of a provider that is read, in bytes. */
const MAX_ANSWER_BYTES = 1024 * 1024;

/** A translator behind a URL: docs/language-services.md. */
export function httpTranslator(url: string, timeoutMs: number): Translator {
  return {
    async translate({ texts, source, target }) {
      const body = JSON.stringify({ texts, source, target });
      const answer = await post(url, 'application/json', body, timeoutMs);
      const found = answer.texts;
      const fits =
        Array.isArray(found) && found.length === texts.length && found.every((one) => typeof one === 'string');
      if (!fits) throw new ProviderFailed(false, 'the answer holds no `texts`, one for each');
      return found;
    },
  };
}

/** A speech recognizer behind a URL: docs/language-services.md. */
export function httpRecognizer(url: string, timeoutMs: number): SpeechRecognizer {
  return {
    async recognize({ audio, format, language }) {
      const address = new URL(url);
      address.searchParams.set('format', format);
      address.searchParams.set('language', language);
      const { text } = await post(address.href, 'application/octet-stream', audio, timeoutMs);
      if (typeof text !== 'string') throw new ProviderFailed(false, 'the answer holds no `text`');
      return text;
    },
  };
}

async function post(
  url: string,
  type: string,
  body: string | Uint8Array,
  timeoutMs: number,
): Promise<Readonly<Record<string, unknown>>> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': type },
      body: typeof body === 'string' ? body : new Uint8Array(body),
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
    const value: unknown = JSON.parse(await limited(answer));
    const fields = typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
    if (answer.ok) return fields;
    throw new ProviderFailed(false, `status ${answer.status}: ${String(fields.error ?? '').slice(0, 200)}`);
  } catch (error) {
    if (error instanceof ProviderFailed) throw error;
    const timedOut = error instanceof Error && error.name === 'TimeoutError';
    throw new ProviderFailed(timedOut, timedOut ? `no answer within ${timeoutMs} ms` : 'no answer that can be read', {
      cause: error,
    });
  }
}

async function limited(answer: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of answer.body ?? []) {
    size += chunk.length;
    if (size > MAX_ANSWER_BYTES) throw new ProviderFailed(false, 'the answer is too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
