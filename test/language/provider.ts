import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A language service of one's own, as docs/language-services.md asks for it: it turns texts around and measures sounds. */
export class TestProvider {
  readonly asked: { readonly url: string; readonly body: Buffer }[] = [];
  /** Milliseconds until it answers. */
  delayMs = 0;
  /** Said instead of an answer. */
  instead: { readonly status: number; readonly body: string } | undefined;
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
    server.on('request', async (request: IncomingMessage, response) => {
      const body = await bodyOf(request);
      const url = request.url ?? '';
      this.asked.push({ url, body });
      const answer = this.instead ?? { status: 200, body: JSON.stringify(answerTo(url, body)) };
      setTimeout(() => response.writeHead(answer.status).end(answer.body), this.delayMs);
    });
  }

  static async start(): Promise<TestProvider> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new TestProvider(server);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}

function answerTo(url: string, body: Buffer): object {
  const { pathname, searchParams } = new URL(url, 'http://x');
  if (pathname === '/speech') return { text: `${body.length} bytes of ${searchParams.get('format')}` };
  const { texts, target } = JSON.parse(body.toString()) as { texts: string[]; target: string };
  return { texts: texts.map((text) => `${target}: ${[...text].reverse().join('')}`) };
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
