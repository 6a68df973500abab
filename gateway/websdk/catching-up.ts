import type { Connection, Frame } from '../connection.ts';
import { isRecord } from './packet.ts';
import type { Body } from './protocol.ts';

/** A client that has not asked for what it missed by then is told what there is all the same. */
const PATIENCE_MS = 5000;

/**
 * What a client that comes back may not be told yet. It takes the conversation list, compares the last number of each
 * group with the last message it holds itself, and fetches what lies between (wire-groups.md §12.4). A push, or the
 * answer to its own message, that comes before this comparison is the last message then, and hides the gap: what was
 * missed is never fetched (seen in both versions). `openim.getmsg` is the first request that is behind the comparison.
 *
 * So pushes, and answers that number a group message, wait for that request.
 */
export class CatchingUp {
  /** Position of the log that the conversation list was read at: what lies up to it is counted there. */
  countedTo: number | undefined;
  #ended = false;
  #timer: NodeJS.Timeout | undefined;
  #waiting: (() => void)[] = [];
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** A login came back here, or one of its requests did before it. */
  begin(): void {
    if (this.#ended || this.#timer !== undefined) return;
    this.#connection.hold();
    this.#timer = setTimeout(() => this.end(), PATIENCE_MS);
  }

  /**
   * Last position that may be told as missed. What lies behind it is told as new: a client counts what is new, and nothing
   * that it fetches.
   */
  get missedTo(): number {
    return this.#ended ? Number.POSITIVE_INFINITY : (this.countedTo ?? Number.POSITIVE_INFINITY);
  }

  /** Resolves when the client has compared. */
  over(): Promise<void> {
    if (this.#ended) return Promise.resolve();
    this.begin();
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
    });
  }

  /** The client has compared, or has nothing to compare with: it is new, or gone. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    clearTimeout(this.#timer);
    for (const resolve of this.#waiting) resolve();
    this.#waiting = [];
    // The client keeps messages in the order in which they come: first its own, which were numbered before.
    setImmediate(() => this.#connection.release((frame) => uncounted(frame, this.countedTo ?? 0)));
  }
}

/** A push as it is told to who has its unread message in the numbers of the conversation list already. */
function uncounted(frame: Frame, countedTo: number): Frame {
  const push: unknown = JSON.parse(String(frame));
  if (!isRecord(push) || !isRecord(push.body) || !(Number(push.body.SessionData) <= countedTo)) return frame;
  const { EventArray: events } = push.body;
  if (!Array.isArray(events)) return frame;
  for (const { Event, GroupMsgArray, GroupTips } of events as Body[]) {
    const items = Event === 3 ? GroupMsgArray : Event === 4 ? GroupTips : undefined;
    for (const item of (items ?? []) as Body[]) {
      Object.assign(item, { SendMsgControl: { ...(item.SendMsgControl as Body | undefined), NoUnread: 1 } });
    }
  }
  return JSON.stringify(push);
}
