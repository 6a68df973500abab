import { randomBytes } from 'node:crypto';
import type { Connection } from '../connection.ts';
import { CatchingUp } from './catching-up.ts';
import type { WebSdkSession } from './session.ts';

/** What the URL of a connection says (wire-core.md §1.1). */
export interface Origin {
  /** Random id of the client object: the same on every reconnect, new after a page reload. '' when not given. */
  readonly instanceid: string;
  /** `3.6.6`, `2.27.6` or ''. */
  readonly sdkversion: string;
  /** Where the client has reached this server: `http://host:port`. */
  readonly base: string;
}

/** Kinds of complaint that one socket may cause in the log: a flood must not flood the log too. */
const MAX_COMPLAINTS = 20;

/** One client connection of this dialect: anonymous until `wslogin`, and again after logout (wire-core.md §3.5). */
export class WebSdkSocket {
  /** Session key of a login whose end the client has been told of on this socket: told once, see `authenticate`. */
  over: string | undefined;
  /** Frames in a row that could not be answered. */
  unreadable = 0;
  /** Position of the log when `getmsg` was last answered on this socket: acknowledgements count behind it (sync.ts). */
  syncedAt: number | undefined;
  /** A client that comes back learns what it missed before what is new. */
  readonly catchingUp: CatchingUp;
  /** Who this client is in live rooms before it logs in: one visitor to each, however often it joins. */
  readonly guest = randomBytes(9).toString('hex');
  #session: WebSdkSession | undefined;
  #device: string | undefined;
  #logins: Promise<unknown> = Promise.resolve();
  readonly #complaints = new Set<string>();

  constructor(
    readonly connection: Connection,
    readonly origin: Origin,
  ) {
    this.catchingUp = new CatchingUp(connection);
  }

  /** The login that this socket carries. */
  get session(): WebSdkSession | undefined {
    return this.#session;
  }

  set session(session: WebSdkSession | undefined) {
    this.#session = session;
    this.syncedAt = undefined;
  }

  /** The client's own id of page or device; one of ours for a client that has none, so that it is nobody else's. */
  get device(): string {
    this.#device ??= this.origin.instanceid === '' ? randomBytes(16).toString('hex') : this.origin.instanceid;
    return this.#device;
  }

  /** Runs logins and logouts of this socket one after the other. */
  inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#logins.then(work);
    this.#logins = turn.catch(() => {});
    return turn;
  }

  /** True the first time a complaint of this kind is made: then it deserves its log line. */
  firstComplaint(kind: string): boolean {
    if (this.#complaints.has(kind) || this.#complaints.size >= MAX_COMPLAINTS) return false;
    this.#complaints.add(kind);
    return true;
  }
}
