import uWS from 'uWebSockets.js';
import WebSocket from 'ws';
import { mountWebSdk } from '../../gateway/websdk/index.ts';
import { APP, type Fake, fakeSig } from './fake-services.ts';

export type Json = Record<string, unknown>;

export interface Frame {
  readonly head: Json;
  readonly body: Json;
}

/** Starts the dialect on a free port; returns its WebSocket origin and how to stop it. */
export async function serve(fake: Fake): Promise<{ url: string; stop: () => void }> {
  const app = uWS.App();
  mountWebSdk(app, fake.services);
  const socket = await new Promise<uWS.us_listen_socket | false>((resolve) => {
    app.listen('127.0.0.1', 0, resolve);
  });
  if (socket === false) throw new Error('no free port');
  return { url: `ws://127.0.0.1:${uWS.us_socket_local_port(socket)}`, stop: () => app.close() };
}

/** A raw client of the dialect: sends packets as the web SDK does and hands back what comes. */
export class WireClient {
  /** Frames that answer nothing. */
  readonly pushes: Frame[] = [];
  a2 = '';
  tinyid = '';
  /** Whose user it is. */
  app = APP;
  closedWith: { code: number; reason: string } | undefined;
  /** Whether frames came as binary frames. */
  readonly binary = new Set<boolean>();
  #seq = 1000;
  readonly #answers = new Map<string, (frame: Frame) => void>();
  #wake: (() => void)[] = [];

  private constructor(readonly socket: WebSocket) {
    socket.on('error', () => {});
    socket.on('message', (data: Buffer, isBinary) => {
      this.binary.add(isBinary);
      const frame = JSON.parse(data.toString('utf8')) as Frame;
      const key = `${frame.head.servcmd}${frame.head.seq}`;
      const answer = this.#answers.get(key);
      this.#answers.delete(key);
      if (answer === undefined) this.pushes.push(frame);
      else answer(frame);
      this.#stir();
    });
    socket.on('close', (code, reason) => {
      this.closedWith = { code, reason: reason.toString() };
      this.#stir();
    });
  }

  /** Opens a socket at `url` + `path`; rejects with the HTTP status when the upgrade is refused. */
  static open(
    url: string,
    path = '/binfo',
    query = `sdkappid=${APP}&instanceid=${'a'.repeat(32)}`,
  ): Promise<WireClient> {
    const socket = new WebSocket(`${url}${path}?${query}`);
    return new Promise((resolve, reject) => {
      socket.once('open', () => resolve(new WireClient(socket)));
      socket.once('unexpected-response', (_request, response) => reject(new Error(String(response.statusCode))));
      socket.once('error', reject);
    });
  }

  head(servcmd: string, user = ''): Json {
    const identity =
      this.a2 === '' || user !== ''
        ? { identifier: user, usersig: user === '' ? '' : fakeSig(user) }
        : { a2: this.a2, tinyid: this.tinyid };
    return { ver: 'v4', platform: 7, sdkappid: this.app, servcmd, seq: ++this.#seq, ...identity };
  }

  /** Sends one packet and resolves with the body of its answer. */
  async ask(servcmd: string, body: Json = {}, head: Json = {}): Promise<Json> {
    const full = { ...this.head(servcmd), ...head };
    const answer = new Promise<Frame>((resolve) => {
      this.#answers.set(`${servcmd}${full.seq}`, resolve);
    });
    this.raw(JSON.stringify({ head: full, body }));
    return (await answer).body;
  }

  /** Sends one packet that gets no answer. */
  say(servcmd: string, body: Json = {}): void {
    this.raw(JSON.stringify({ head: this.head(servcmd), body }));
  }

  raw(data: string | Buffer): void {
    this.socket.send(data, { binary: true });
  }

  async login(user: string, head: Json = {}): Promise<Json> {
    const answer = await this.ask(
      'im_open_status.wslogin',
      { State: 'Online' },
      { identifier: user, usersig: fakeSig(user), a2: undefined, tinyid: undefined, ...head },
    );
    if (answer.ErrorCode === 0) {
      this.a2 = String(answer.A2Key);
      this.tinyid = String(answer.TinyId);
    }
    return answer;
  }

  /** Resolves when `condition` holds, looked at again after every frame. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      await new Promise<void>((resolve) => {
        this.#wake.push(resolve);
      });
    }
  }

  close(): void {
    this.socket.terminate();
  }

  #stir(): void {
    const wake = this.#wake;
    this.#wake = [];
    for (const resolve of wake) resolve();
  }
}
