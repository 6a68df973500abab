import type WebSocket from 'ws';

/** What one client says and hears on the wire: commands and error codes, no contents. */
export class Traffic {
  readonly sockets: WebSocket[] = [];
  /** `servcmd` of every packet the client has sent. */
  readonly sent: string[] = [];
  /** ErrorCode of every answer, by `servcmd`. */
  readonly answers = new Map<string, number[]>();
  readonly #asked = new Set<string>();
  readonly #onFrame: () => void;

  constructor(onFrame: () => void) {
    this.#onFrame = onFrame;
  }

  watch(socket: WebSocket): void {
    this.sockets.push(socket);
    // The client asks for ArrayBuffers on /binfo.
    socket.on('message', (data) => this.#coming(textOf(data)));
  }

  leaving(data: unknown): void {
    const packet = read(textOf(data));
    if (packet === undefined) return;
    this.sent.push(packet.servcmd);
    this.#asked.add(packet.key);
    this.#onFrame();
  }

  #coming(text: string): void {
    const packet = read(text);
    if (packet === undefined || !this.#asked.delete(packet.key)) return;
    const codes = this.answers.get(packet.servcmd) ?? [];
    codes.push(packet.code);
    this.answers.set(packet.servcmd, codes);
    this.#onFrame();
  }
}

function textOf(data: unknown): string {
  if (data instanceof ArrayBuffer) return Buffer.from(data).toString('utf8');
  if (!ArrayBuffer.isView(data)) return String(data);
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('utf8');
}

function read(text: string): { servcmd: string; key: string; code: number } | undefined {
  try {
    const { head, body } = JSON.parse(text) as {
      head: { servcmd: string; seq: number };
      body: { ErrorCode?: number };
    };
    return { servcmd: head.servcmd, key: `${head.servcmd}${head.seq}`, code: body.ErrorCode ?? 0 };
  } catch {
    return undefined;
  }
}
