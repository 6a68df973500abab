import type { Envelope } from '../envelope.ts';
import type { SubscribeOptions, Subscription } from '../log.ts';
import { categoryOf } from '../stream.ts';

/** What a subscriber catches up from. */
interface Source {
  lastPosition(): number;
  page(after: number, size: number): Envelope[];
}

/** Events handed over per turn while catching up. */
const PAGE = 512;

interface Subscriber {
  readonly categories: readonly string[] | undefined;
  readonly onEvents: (events: readonly Envelope[]) => void;
}

/** Everybody who follows the log: catching up block by block, then told of each commit on the turn it became durable. */
export class Subscribers {
  readonly #live = new Set<Subscriber>();
  readonly #source: Source;
  readonly #defer: (run: () => void) => void;
  readonly #onError: (error: unknown) => void;
  #closed = false;

  constructor(source: Source, defer: (run: () => void) => void, onError: (error: unknown) => void) {
    this.#source = source;
    this.#defer = defer;
    this.#onError = onError;
  }

  add(options: SubscribeOptions, onEvents: (events: readonly Envelope[]) => void): Subscription {
    const subscriber: Subscriber = { categories: options.categories, onEvents };
    let open = true;
    const caughtUp = this.#catchUp(subscriber, options.after, () => open && !this.#closed);
    // The caller may look at `caughtUp` late or never: a failure is reported either way.
    caughtUp.catch((error: unknown) => this.#onError(error));
    return {
      caughtUp,
      close: () => {
        open = false;
        this.#live.delete(subscriber);
      },
    };
  }

  publish(events: readonly Envelope[]): void {
    for (const subscriber of this.#live) {
      try {
        deliver(subscriber, events);
      } catch (error) {
        this.#onError(error);
      }
    }
  }

  close(): void {
    this.#closed = true;
    this.#live.clear();
  }

  async #catchUp(subscriber: Subscriber, after: number, open: () => boolean): Promise<void> {
    let position = after;
    while (open() && position < this.#source.lastPosition()) {
      const events = this.#source.page(position, PAGE);
      deliver(subscriber, events);
      position = events.at(-1)?.position ?? position;
      // Other work gets its turn between pages.
      await new Promise<void>((resolve) => this.#defer(resolve));
    }
    // On this very turn nothing can be committed between the last block read and joining the live ones.
    if (open()) this.#live.add(subscriber);
  }
}

function deliver(subscriber: Subscriber, events: readonly Envelope[]): void {
  const wanted =
    subscriber.categories === undefined
      ? events
      : events.filter((event) => subscriber.categories?.includes(categoryOf(event.stream)));
  if (wanted.length > 0) subscriber.onEvents(wanted);
}
