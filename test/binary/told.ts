import type { Listener, Message, ReadMark } from '../../gateway/binary/client/index.ts';

/** A listener that keeps what it was told and lets a test wait for it. */
export class Told implements Listener {
  readonly messages: Message[] = [];
  readonly reads: ReadMark[] = [];
  readonly ends: Error[] = [];
  resyncs = 0;
  onlines = 0;
  #wake: (() => void)[] = [];

  onMessage(message: Message): void {
    this.messages.push(message);
    this.#stir();
  }

  onRead(mark: ReadMark): void {
    this.reads.push(mark);
    this.#stir();
  }

  onResync(): void {
    this.resyncs++;
    this.#stir();
  }

  onOnline(): void {
    this.onlines++;
    this.#stir();
  }

  onEnd(reason: Error): void {
    this.ends.push(reason);
    this.#stir();
  }

  /** Texts of the messages so far. */
  get texts(): readonly unknown[] {
    return this.messages.map(({ body }) => (body.elements[0]?.MsgContent as { Text?: unknown } | undefined)?.Text);
  }

  /** Resolves when the condition holds; the test's own timeout ends it when it never does. */
  async until(condition: (told: this) => boolean): Promise<void> {
    while (!condition(this)) await new Promise<void>((resolve) => this.#wake.push(resolve));
  }

  #stir(): void {
    for (const wake of this.#wake.splice(0)) wake();
  }
}
