import type { Envelope, EventType } from '../../events/envelope.ts';
import { parseStream } from '../../events/stream.ts';
import type { UserStatus } from '../../projections/queries/types.ts';
import { placeKey } from '../collections.ts';
import type { Timing } from '../live/timing.ts';
import type { Following, Session, SessionObserver, Sessions } from '../sessions.ts';
import { Telling } from './fan-out.ts';
import type { SeenStatus } from './status-notice.ts';
import { Watchers } from './watchers.ts';

/** What there is to know for it: of the projections, and of the app. */
export interface StatusLookup {
  /** How a user is seen at this moment. */
  now(app: number, user: string): UserStatus;
  /** Friends of a user who are told without asking: nobody where the app does not want that. */
  friendsToTell(app: number, user: string): Promise<readonly string[]>;
}

/**
 * How long a user who has lost his last connection is given before others are told: a page that is loaded anew, a client
 * that changes its network and a logout on its way to the disk are one change, or none.
 */
const SETTLE_MS = 200;

/** Tells the sessions of those who watch a user of his status, and his own devices of his own words (product.md §2.3). */
export class StatusDelivery implements SessionObserver {
  readonly #watchers = new Watchers();
  /** What was told last of users who are online or watched: no change, no notice. */
  readonly #told = new Map<string, SeenStatus>();
  readonly #settling = new Set<string>();
  readonly #sessions: Sessions;
  readonly #lookup: StatusLookup;
  readonly #timing: Pick<Timing, 'after'>;
  readonly #report: (error: unknown) => void;

  constructor(
    sessions: Sessions,
    lookup: StatusLookup,
    report: (error: unknown) => void,
    timing: Pick<Timing, 'after'>,
  ) {
    this.#sessions = sessions;
    this.#lookup = lookup;
    this.#report = report;
    this.#timing = timing;
    sessions.observe(this);
  }

  /** A session that comes back learns how those it watches are seen now: it has missed what was told meanwhile. */
  opened(session: Session, _groups: readonly Following[], _discarded: unknown, watched: readonly string[]): void {
    const { app, user } = session.caller;
    if (watched.length > 0) {
      this.#watch([session], watched);
      // Behind the answer to the login.
      this.#timing.after(SETTLE_MS, () => this.#tellAll(session, watched));
    }
    this.#check(app, user);
  }

  closed(session: Session): void {
    const { app, user } = session.caller;
    for (const one of this.#watchers.forget(session)) this.#forget(app, one);
    this.#checkLater(app, user);
  }

  event(event: Envelope): void {
    const handle = this.#table[event.type] as ((event: Envelope, app: number, user: string) => void) | undefined;
    if (handle === undefined) return;
    const { app, ids } = parseStream(event.stream);
    handle(event, app, ids[0] ?? '');
  }

  readonly #later = (_event: unknown, app: number, user: string) => this.#checkLater(app, user);

  readonly #table: {
    readonly [T in EventType]?: (event: Envelope<T>, app: number, user: string) => void;
  } = {
    InstanceLoggedIn: (_event, app, user) => this.#checkLater(app, user),
    InstanceLoggedOut: this.#later,
    InstanceKicked: this.#later,
    InstanceUnreachable: this.#later,
    AccountDeleted: this.#later,
    CustomStatusSet: (_event, app, user) => {
      const own = this.#sessions.of(app, user);
      if (own.length > 0) this.#check(app, user, own);
      else this.#checkLater(app, user);
    },
    StatusesSubscribed: ({ data: { users, dropped } }, app, user) => {
      const own = this.#sessions.of(app, user);
      this.#watch(own, users);
      this.#unwatch(own, dropped, app);
    },
    StatusesUnsubscribed: ({ data: { users } }, app, user) => this.#unwatch(this.#sessions.of(app, user), users, app),
  };

  #tellAll(session: Session, watched: readonly string[]): void {
    const { app, user, instance } = session.caller;
    if (this.#sessions.find(app, user, instance) !== session) return;
    const statuses = watched.flatMap((one) => this.#told.get(placeKey(app, one)) ?? []);
    new Telling({ kind: 'statuses', app, statuses }, 'peer', 0).tell(session);
  }

  #watch(sessions: readonly Session[], users: readonly string[]): void {
    for (const session of sessions) {
      this.#watchers.add(session, users);
      const { app } = session.caller;
      for (const user of users) {
        const key = placeKey(app, user);
        if (!this.#told.has(key)) this.#told.set(key, this.#seen(app, user));
      }
    }
  }

  #unwatch(sessions: readonly Session[], users: readonly string[], app: number): void {
    for (const session of sessions) this.#watchers.remove(session, users);
    for (const user of users) this.#forget(app, user);
  }

  /** Of whom nobody hears, and who is not online, nothing is kept. */
  #forget(app: number, user: string): void {
    if (this.#watchers.of(app, user) === undefined && this.#sessions.of(app, user).length === 0) {
      this.#told.delete(placeKey(app, user));
    }
  }

  #seen(app: number, user: string): SeenStatus {
    const { status, customStatus } = this.#lookup.now(app, user);
    return { user, status, customStatus };
  }

  #checkLater(app: number, user: string): void {
    const key = placeKey(app, user);
    if (this.#settling.has(key)) return;
    this.#settling.add(key);
    this.#timing.after(SETTLE_MS, () => {
      this.#settling.delete(key);
      this.#check(app, user);
    });
  }

  /** Tells of a user when he is seen otherwise than before. `own`: his sessions that hear of it too. */
  #check(app: number, user: string, own: readonly Session[] = []): void {
    try {
      const key = placeKey(app, user);
      const before = this.#told.get(key);
      const seen = this.#seen(app, user);
      this.#told.set(key, seen);
      this.#forget(app, user);
      if (before !== undefined && isSame(before, seen)) return;
      const telling = new Telling({ kind: 'statuses', app, statuses: [seen] }, 'peer', 0);
      const told = new Set([...own, ...(this.#watchers.of(app, user) ?? [])]);
      for (const session of told) telling.tell(session);
      this.#tellFriends(app, user, telling, told).catch(this.#report);
    } catch (error) {
      // A status that cannot be found out must not end the delivery of everything else.
      this.#report(error);
    }
  }

  async #tellFriends(app: number, user: string, telling: Telling, told: ReadonlySet<Session>): Promise<void> {
    for (const friend of await this.#lookup.friendsToTell(app, user)) {
      for (const session of this.#sessions.of(app, friend)) if (!told.has(session)) telling.tell(session);
    }
  }
}

function isSame(one: SeenStatus, other: SeenStatus): boolean {
  return one.status === other.status && one.customStatus === other.customStatus;
}
