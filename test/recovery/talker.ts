import type { Message } from '../../gateway/binary/client/index.ts';
import { BinaryClient } from '../../gateway/binary/client/index.ts';
import { clientOptions, text } from '../binary/server.ts';
import { Told } from '../binary/told.ts';
import { between } from './random.ts';

/** Messages of one talker that are under way. */
const WINDOW = 6;

export interface Acknowledged {
  readonly content: string;
  readonly seq: number;
}

/** A user who writes to one peer all the time, and sometimes marks what he got as read. */
export class Talker {
  readonly acknowledged: Acknowledged[] = [];
  /** What was sent, in order. */
  readonly sent: string[] = [];
  /** Highest acknowledged read mark. */
  readSeq = 0;
  readonly told = new Told();
  readonly failures: unknown[] = [];
  readonly client: BinaryClient;
  readonly #random: () => number;
  #talking = true;
  readonly #connected: Promise<void>;
  #workers: readonly Promise<void>[] = [];

  constructor(
    port: number,
    readonly user: string,
    readonly peer: string,
    random: () => number,
  ) {
    this.#random = random;
    this.client = new BinaryClient(clientOptions(port, user, { listener: this.told, random, deadlineMs: 200_000 }));
    this.#connected = this.client.connect();
  }

  /** Resolves when the user is there: what is said from then on reaches him. */
  get connected(): Promise<void> {
    return this.#connected;
  }

  start(): void {
    this.#workers = Array.from({ length: WINDOW }, () => this.#talk());
  }

  get received(): readonly Message[] {
    return this.told.messages;
  }

  /** Says nothing more; resolves when everything that was said is acknowledged. */
  async finish(): Promise<void> {
    this.#talking = false;
    await Promise.all(this.#workers);
  }

  async #talk(): Promise<void> {
    while (this.#talking) {
      const content = `${this.user} ${this.sent.length}`;
      this.sent.push(content);
      try {
        const { seq } = await this.client.send(this.peer, text(content));
        this.acknowledged.push({ content, seq });
        const last = this.told.messages.at(-1);
        if (last !== undefined && this.#random() < 0.02) {
          const { upToSeq } = await this.client.read(this.peer, last.seq);
          this.readSeq = Math.max(this.readSeq, upToSeq);
        }
      } catch (error) {
        this.failures.push(error);
        return;
      }
      // Not faster than a test needs: the log is read as a whole in the end.
      await new Promise((resolve) => setTimeout(resolve, between(this.#random, 1, 12)));
    }
  }
}
