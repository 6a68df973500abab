import type { Caller } from '../../events/caller.ts';
import { Refused } from '../../events/refused.ts';
import type { Files } from '../files/files.ts';
import type { Logger } from '../services.ts';
import { ProviderFailed, type SpeechRecognizer, type Translator } from './providers.ts';

/** Texts of one call, and characters of all of them. */
const MAX_TEXTS = 100;
const MAX_CHARACTERS = 50_000;
/** Longest recording that is turned into text: some minutes. */
const MAX_AUDIO_BYTES = 5 * 1024 * 1024;

export interface LanguageOptions {
  readonly translator: Translator | undefined;
  readonly recognizer: SpeechRecognizer | undefined;
  readonly files: Files;
  readonly logger: Logger;
}

/** Translation and voice to text (product.md §2.16): what may be asked, and what a caller is told when it fails. */
export class Language {
  readonly #options: LanguageOptions;

  constructor(options: LanguageOptions) {
    this.#options = options;
  }

  /** @throws Refused 60020 no provider, 20001 too much at once, 60008 no answer in time, 20005 the provider failed. */
  async translate(wish: { texts: readonly string[]; source: string; target: string }): Promise<readonly string[]> {
    const { translator } = this.#options;
    if (translator === undefined) throw new Refused(60020, 'translation is not configured on this server');
    const characters = wish.texts.reduce((sum, text) => sum + text.length, 0);
    if (wish.texts.length === 0 || wish.texts.length > MAX_TEXTS || characters > MAX_CHARACTERS) {
      throw new Refused(20001, `1 to ${MAX_TEXTS} texts of ${MAX_CHARACTERS} characters together can be translated`);
    }
    return this.#ask('translation', translator.translate(wish));
  }

  /**
   * Turns a recording of the app into text; other addresses are not fetched. @throws Refused 60020 no provider, 20001 not a
   * recording of this server, blocked or too long, 60008 no answer in time, 20005 the provider failed.
   */
  async recognize({ app }: Caller, wish: { url: string; format: string; language: string }): Promise<string> {
    const { recognizer, files } = this.#options;
    if (recognizer === undefined) throw new Refused(60020, 'voice to text is not configured on this server');
    const record = files.find(app, wish.url);
    if (record === undefined || record.blocked)
      throw new Refused(20001, 'the URL is none of a recording of this server');
    const size = await files.store.size(record.blob);
    if (size === undefined || size > MAX_AUDIO_BYTES) {
      throw new Refused(20001, `recordings of up to ${MAX_AUDIO_BYTES} bytes can be turned into text`);
    }
    const audio = (await files.store.get(record.blob)) ?? Buffer.alloc(0);
    return this.#ask('voice to text', recognizer.recognize({ audio, format: wish.format, language: wish.language }));
  }

  async #ask<T>(what: string, work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      if (!(error instanceof ProviderFailed)) throw error;
      this.#options.logger.warn({ err: error, what }, 'a language provider failed');
      throw error.timedOut
        ? new Refused(60008, `${what}: ${error.message}`, true, { cause: error })
        : new Refused(20005, `${what} failed: ${error.message}`, true, { cause: error });
    }
  }
}
