import type { Test } from 'tap';
import { connect, text } from '../binary/server.ts';
import { Told } from '../binary/told.ts';

/** Two well-behaved clients that talk while others misbehave: nothing of it may reach them. */
export class Witness {
  readonly #receiver = new Told();
  readonly #sender = new Told();
  readonly #done: Promise<number>;
  #stopped = false;

  private constructor(done: (witness: Witness) => Promise<number>) {
    this.#done = done(this);
  }

  static async start(port: number): Promise<Witness> {
    return new Witness(async (witness) => {
      const to = await connect(port, 'witness', { listener: witness.#receiver });
      const from = await connect(port, 'speaker', { listener: witness.#sender });
      let sent = 0;
      do await from.send('witness', text(String(++sent)));
      while (!witness.#stopped);
      await witness.#receiver.until(({ messages }) => messages.length >= sent);
      from.close();
      to.close();
      return sent;
    });
  }

  /** Ends the talk and asserts that it went as if nobody else were there. */
  async check(t: Test): Promise<void> {
    this.#stopped = true;
    const sent = await this.#done;
    const expected = Array.from({ length: sent }, (_, n) => String(n + 1));
    t.strictSame(this.#receiver.texts, expected, `${sent} messages of others arrived once, in order`);
    t.equal(this.#receiver.onlines + this.#sender.onlines, 2, 'nobody else lost the connection');
  }
}
