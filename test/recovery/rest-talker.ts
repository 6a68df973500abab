import { setTimeout as pause } from 'node:timers/promises';
import { APP, sigOf } from '../binary/server.ts';
import type { Acknowledged } from './talker.ts';

const ADMIN = 'administrator';
/** Codes of REST that ask for another try (error-codes.md: overloaded, internal). */
const TEMPORARY = [20004, 20005, 60008];

/** A program of the app's own that sends in a user's name over REST, one message after the other. */
export class RestTalker {
  readonly acknowledged: Acknowledged[] = [];
  readonly sent: string[] = [];
  readonly failures: unknown[] = [];
  readonly #url: string;
  #talking = true;
  readonly #random: () => number;
  #worker: Promise<void> = Promise.resolve();

  constructor(
    port: number,
    readonly user: string,
    readonly peer: string,
    random: () => number,
  ) {
    const query = { sdkappid: APP, identifier: ADMIN, usersig: sigOf(ADMIN), random: 1, contenttype: 'json' };
    this.#url = `http://127.0.0.1:${port}/v4/openim/sendmsg?${Object.entries(query)
      .map(([key, value]) => `${key}=${encodeURIComponent(value)}`)
      .join('&')}`;
    this.#random = random;
  }

  start(): void {
    this.#worker = this.#talk().catch((error: unknown) => void this.failures.push(error));
  }

  async finish(): Promise<void> {
    this.#talking = false;
    await this.#worker;
  }

  async #talk(): Promise<void> {
    while (this.#talking) {
      const content = `${this.user} ${this.sent.length}`;
      this.sent.push(content);
      await this.#send({
        SyncOtherMachine: 1,
        From_Account: this.user,
        To_Account: this.peer,
        MsgSeq: this.sent.length,
        MsgRandom: Math.floor(this.#random() * 0xffff_ffff),
        MsgBody: [{ MsgType: 'TIMTextElem', MsgContent: { Text: content } }],
      });
      // The answer names no conversation seq: one message after the other, so the order says it.
      this.acknowledged.push({ content, seq: this.sent.length });
    }
  }

  /** Sends until it is acknowledged, with the same MsgSeq and MsgRandom. */
  async #send(message: object): Promise<void> {
    for (;;) {
      const code = await fetch(this.#url, { method: 'POST', body: JSON.stringify(message) }).then(
        async (response) => ((await response.json()) as { readonly ErrorCode: number }).ErrorCode,
        () => undefined, // the server is down, or went away before it answered
      );
      if (code === 0) return;
      if (code !== undefined && !TEMPORARY.includes(code)) throw new Error(`REST refused with ${code}`);
      await pause(30);
    }
  }
}
