import type { Session } from '../sessions.ts';

/**
 * Which live sessions follow which group: fan-out walks the members who are online, never the members. Filled when a
 * session opens and when its user joins, emptied when either ends.
 */
export class GroupSessions {
  readonly #byGroup = new Map<string, Set<Session>>();
  readonly #bySession = new Map<Session, Set<string>>();

  /** The sessions of a group, grouped by nothing in particular. */
  of(app: number, group: string): ReadonlySet<Session> {
    return this.#byGroup.get(keyOf(app, group)) ?? NOBODY;
  }

  add(session: Session, group: string): void {
    const key = keyOf(session.caller.app, group);
    setOf(this.#byGroup, key).add(session);
    setOf(this.#bySession, session).add(key);
  }

  remove(session: Session, group: string): void {
    const key = keyOf(session.caller.app, group);
    this.#drop(key, session);
    this.#bySession.get(session)?.delete(key);
  }

  /** The group is gone: returns who followed it. */
  clear(app: number, group: string): readonly Session[] {
    const sessions = [...this.of(app, group)];
    for (const session of sessions) this.remove(session, group);
    return sessions;
  }

  /** The session is gone. */
  close(session: Session): void {
    for (const key of this.#bySession.get(session) ?? []) this.#drop(key, session);
    this.#bySession.delete(session);
  }

  #drop(key: string, session: Session): void {
    const sessions = this.#byGroup.get(key);
    sessions?.delete(session);
    if (sessions?.size === 0) this.#byGroup.delete(key);
  }
}

const NOBODY: ReadonlySet<Session> = new Set();

function keyOf(app: number, group: string): string {
  return `${app} ${group}`;
}

function setOf<K, V>(map: Map<K, Set<V>>, key: K): Set<V> {
  let set = map.get(key);
  if (set === undefined) {
    set = new Set();
    map.set(key, set);
  }
  return set;
}
