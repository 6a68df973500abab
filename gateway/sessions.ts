import type { Caller } from '../events/caller.ts';
import type { Remind } from '../events/group/events.ts';
import type { Platform } from '../events/user/events.ts';
import type { Connections } from '../projections/queries/types.ts';
import type { Connection, Frame } from './connection.ts';
import type { Kick, Notice, Side } from './delivery/notice.ts';

/** How one wire form tells its sessions things. Encoded once per notice and side, not once per session. */
export interface Dialect {
  readonly name: 'websdk' | 'binary';
  /** Undefined: this dialect has nothing to tell on this side. */
  encode(notice: Notice, side: Side): Frame | undefined;
  /** Tells the session it is over and lets it go (when and how the socket closes is the dialect's business). */
  kick(session: Session, kick: Kick): void;
}

/** One logged-in instance of a user on one socket. */
export interface Session {
  readonly caller: Caller;
  readonly dialect: Dialect;
  readonly connection: Connection;
}

/**
 * A group that a session hears of. `remind`: as its user has set it, '' for what is usual in the group. `topics`: those of a
 * community for which he has set it apart.
 */
export interface Following {
  readonly group: string;
  readonly remind: Remind | '';
  readonly topics?: readonly { readonly topic: string; readonly remind: Remind }[];
}

/** Told of sessions that come and go. */
export interface SessionObserver {
  /** `discarded`: users whose messages its user does not want; `watched`: those of whose status he is told. */
  opened(
    session: Session,
    groups: readonly Following[],
    discarded: readonly string[],
    watched: readonly string[],
  ): void;
  closed(session: Session): void;
}

/** What is known of the people in live rooms. */
export interface LivePresence {
  /** Unix seconds; undefined: he is not there. */
  joinedAt(app: number, group: string, user: string): number | undefined;
  count(app: number, group: string): number;
}

/** All live sessions of this node. One session per (app, user, instance): a newer socket of the same instance takes over. */
export class Sessions implements Connections {
  readonly #apps = new Map<number, Map<string, Session[]>>();
  readonly #observers: SessionObserver[] = [];
  #rooms: LivePresence | undefined;
  #count = 0;

  observe(observer: SessionObserver): void {
    this.#observers.push(observer);
  }

  /** Who knows who is in live rooms. */
  watchRooms(rooms: LivePresence): void {
    this.#rooms = rooms;
  }

  joinedLiveRoom(app: number, group: string, user: string): number | undefined {
    return this.#rooms?.joinedAt(app, group, user);
  }

  inLiveRoom(app: number, group: string): number {
    return this.#rooms?.count(app, group) ?? 0;
  }

  get count(): number {
    return this.#count;
  }

  /**
   * Registers a session and returns the one it replaces (same instance, older socket). `groups`: those its user is in, as
   * read right before, so that there is no moment between being told of one's own messages and of those of one's groups.
   * `discarded`: users whose messages he does not want; `watched`: those of whose status he is told.
   */
  open(
    session: Session,
    groups: readonly Following[],
    discarded: readonly string[] = [],
    watched: readonly string[] = [],
  ): Session | undefined {
    const { app, user, instance } = session.caller;
    const list = this.#listOf(app, user);
    const index = list.findIndex((other) => other.caller.instance === instance);
    const [replaced] = index < 0 ? [] : list.splice(index, 1);
    // Sessions of one dialect stay together: whoever walks them encodes once per dialect.
    const last = list.findLastIndex((other) => other.dialect === session.dialect);
    list.splice(last + 1, 0, session);
    if (replaced === undefined) this.#count++;
    else for (const observer of this.#observers) observer.closed(replaced);
    for (const observer of this.#observers) observer.opened(session, groups, discarded, watched);
    return replaced;
  }

  /** Forgets a session; nothing happens when another one has taken its place. */
  close(session: Session): void {
    const { app, user } = session.caller;
    const users = this.#apps.get(app);
    const list = users?.get(user);
    const index = list?.indexOf(session) ?? -1;
    if (list === undefined || index < 0) return;
    list.splice(index, 1);
    this.#count--;
    if (list.length === 0) users?.delete(user);
    for (const observer of this.#observers) observer.closed(session);
  }

  of(app: number, user: string): readonly Session[] {
    return this.#apps.get(app)?.get(user) ?? NOBODY;
  }

  /** Everybody of an app. */
  ofApp(app: number): readonly Session[] {
    return [...(this.#apps.get(app)?.values() ?? [])].flat();
  }

  find(app: number, user: string, instance: number): Session | undefined {
    return this.of(app, user).find((session) => session.caller.instance === instance);
  }

  connectedPlatforms(app: number, user: string): readonly Platform[] {
    return [...new Set(this.of(app, user).map((session) => session.caller.platform))];
  }

  #listOf(app: number, user: string): Session[] {
    let users = this.#apps.get(app);
    if (users === undefined) {
      users = new Map();
      this.#apps.set(app, users);
    }
    let list = users.get(user);
    if (list === undefined) {
      list = [];
      users.set(user, list);
    }
    return list;
  }
}

const NOBODY: readonly Session[] = [];
