import type { Caller } from '../events/caller.ts';
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

/** All live sessions of this node. One session per (app, user, instance): a newer socket of the same instance takes over. */
export class Sessions implements Connections {
  readonly #byUser = new Map<string, Session[]>();
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** Registers a session and returns the one it replaces (same instance, older socket). */
  open(session: Session): Session | undefined {
    const key = keyOf(session.caller.app, session.caller.user);
    const list = this.#byUser.get(key);
    if (list === undefined) {
      this.#byUser.set(key, [session]);
      this.#count++;
      return undefined;
    }
    const index = list.findIndex((other) => other.caller.instance === session.caller.instance);
    if (index < 0) {
      list.push(session);
      this.#count++;
      return undefined;
    }
    const replaced = list[index];
    list[index] = session;
    return replaced;
  }

  /** Forgets a session; nothing happens when another one has taken its place. */
  close(session: Session): void {
    const key = keyOf(session.caller.app, session.caller.user);
    const list = this.#byUser.get(key);
    const index = list?.indexOf(session) ?? -1;
    if (list === undefined || index < 0) return;
    list.splice(index, 1);
    this.#count--;
    if (list.length === 0) this.#byUser.delete(key);
  }

  of(app: number, user: string): readonly Session[] {
    return this.#byUser.get(keyOf(app, user)) ?? [];
  }

  find(app: number, user: string, instance: number): Session | undefined {
    return this.of(app, user).find((session) => session.caller.instance === instance);
  }

  connectedPlatforms(app: number, user: string): readonly Platform[] {
    return [...new Set(this.of(app, user).map((session) => session.caller.platform))];
  }
}

function keyOf(app: number, user: string): string {
  return `${app}.${user}`;
}
