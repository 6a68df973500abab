import type { Priority } from '../../events/group/events.ts';
import type { Frame } from '../connection.ts';
import type { Dialect, Session } from '../sessions.ts';
import type { Notice, Side } from './notice.ts';

/** One notice to sessions: encoded once per dialect, whatever their number. */
export class Telling {
  readonly #encoded = new Map<Dialect, Frame | undefined>();

  constructor(
    readonly notice: Notice,
    readonly side: Side,
    /** An instance of `user` (of anybody, without one) that needs no echo; 0: everybody is told. */
    readonly except: number,
    readonly user?: string | undefined,
  ) {}

  tell(session: Session): void {
    const { dialect, caller } = session;
    if (caller.instance === this.except && (this.user === undefined || caller.user === this.user)) return;
    if (!this.#encoded.has(dialect)) this.#encoded.set(dialect, dialect.encode(this.notice, this.side));
    const frame = this.#encoded.get(dialect);
    if (frame !== undefined) session.connection.send(frame);
  }
}

/** Whom a telling of a room is for. */
type Wants = (session: Session) => boolean;

interface Held {
  readonly telling: Telling;
  /** Undefined: the whole room. */
  readonly wants: Wants | undefined;
  readonly bearsBytes: number;
}

/** Viewers per millisecond of holding, and the longest hold. */
const VIEWERS_PER_MS = 100;
const MAX_HOLD_MS = 50;

/**
 * Most bytes that may wait in the socket of a viewer before he gets no more of a kind: the less a message matters, the
 * sooner. A viewer who cannot follow misses messages, least ones first, and costs no more memory than this.
 */
const bearable: Readonly<Record<Priority, number>> = {
  High: 256 * 1024,
  Normal: 128 * 1024,
  Low: 32 * 1024,
  Lowest: 16 * 1024,
};
/** Tips and notices: only the limit of every socket holds. */
const ALWAYS = Number.POSITIVE_INFINITY;

/** Milliseconds that frames of a room wait for others: none for less than 100 viewers, 50 for 5,000 and more. */
export function holdMs(viewers: number): number {
  return Math.min(Math.floor(viewers / VIEWERS_PER_MS), MAX_HOLD_MS);
}

/**
 * Tells live rooms. A write to a socket costs far more than what is written, so what a large room is told within some
 * milliseconds leaves together, in one write per viewer; in the order it came. Small rooms are told at once.
 */
export class RoomFanOut {
  /** What waits, by room. */
  readonly #held = new Map<string, Held[]>();
  readonly #after: (ms: number, run: () => void) => void;

  constructor(after: (ms: number, run: () => void) => void) {
    this.#after = after;
  }

  /** `viewers`: those of the room at the time of telling. */
  tell(room: string, viewers: () => ReadonlySet<Session>, telling: Telling, wants?: Wants): void {
    const entry = { telling, wants, bearsBytes: bearableBy(telling.notice) };
    const held = this.#held.get(room);
    if (held !== undefined) {
      held.push(entry);
      return;
    }
    const hold = holdMs(viewers().size);
    if (hold === 0) {
      write(viewers(), [entry]);
      return;
    }
    this.#held.set(room, [entry]);
    this.#after(hold, () => this.flush(room, viewers));
  }

  /** What waits leaves now. */
  flush(room: string, viewers: () => ReadonlySet<Session>): void {
    const held = this.#held.get(room);
    this.#held.delete(room);
    if (held !== undefined) write(viewers(), held);
  }
}

function write(viewers: Iterable<Session>, held: readonly Held[]): void {
  for (const session of viewers) {
    const waiting = session.connection.waitingBytes;
    for (const { telling, wants, bearsBytes } of held) {
      if (waiting > bearsBytes || wants?.(session) === false) continue;
      telling.tell(session);
    }
  }
}

function bearableBy(notice: Notice): number {
  return notice.kind === 'groupMessage' ? bearable[notice.message.priority] : ALWAYS;
}
