import { placeKey, valueAt } from '../collections.ts';
import type { Session } from '../sessions.ts';

/**
 * Which live sessions are told of which users' status: a change walks those who are online, never all who have ever
 * subscribed. Filled when a session opens and when its user subscribes.
 */
export class Watchers {
  readonly #byUser = new Map<string, Set<Session>>();
  readonly #bySession = new Map<Session, Set<string>>();

  of(app: number, user: string): ReadonlySet<Session> | undefined {
    return this.#byUser.get(placeKey(app, user));
  }

  add(session: Session, users: readonly string[]): void {
    if (users.length === 0) return;
    const watched = valueAt(this.#bySession, session, () => new Set<string>());
    for (const user of users) {
      watched.add(user);
      valueAt(this.#byUser, placeKey(session.caller.app, user), () => new Set<Session>()).add(session);
    }
  }

  remove(session: Session, users: readonly string[]): void {
    const watched = this.#bySession.get(session);
    if (watched === undefined) return;
    for (const user of users) {
      watched.delete(user);
      const key = placeKey(session.caller.app, user);
      const watchers = this.#byUser.get(key);
      watchers?.delete(session);
      if (watchers?.size === 0) this.#byUser.delete(key);
    }
    if (watched.size === 0) this.#bySession.delete(session);
  }

  /** The session is over: returns whom it watched. */
  forget(session: Session): readonly string[] {
    const users = [...(this.#bySession.get(session) ?? [])];
    this.remove(session, users);
    return users;
  }
}
