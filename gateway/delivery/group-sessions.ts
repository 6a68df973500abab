import type { Remind } from '../../events/group/events.ts';
import { placeKey, removeAt, valueAt } from '../collections.ts';
import type { Session } from '../sessions.ts';
import { TopicOptions } from './topic-options.ts';

/** Receive options that keep messages from connected devices (product.md §2.10); the others are about push alone. */
const selective: ReadonlySet<string> = new Set<Remind>(['Discard', 'NotReceiveMsgExceptAt']);

/**
 * Which live sessions follow which group: fan-out walks the members who are online, never the members. Filled when a
 * session opens and when its user joins, emptied when either ends. Beside them, who among them does not want every
 * message: few, so a group in which nobody is so costs nothing for it.
 */
export class GroupSessions {
  readonly #byGroup = new Map<string, Set<Session>>();
  readonly #bySession = new Map<Session, Set<string>>();
  readonly #selective = new Map<string, Map<Session, Remind>>();
  readonly topics = new TopicOptions();

  /** The sessions of a group, grouped by nothing in particular. */
  of(app: number, group: string): ReadonlySet<Session> {
    return this.#byGroup.get(placeKey(app, group)) ?? NOBODY;
  }

  /**
   * Why a session does not get every message of a group, or of a topic: what is set for the topic goes before what is set
   * for its community. The function gives undefined for who gets all; there is none when all get all.
   */
  selective(app: number, group: string, topic?: string): ((session: Session) => Remind | undefined) | undefined {
    const options = this.#selective.get(placeKey(app, group));
    const own = topic === undefined ? undefined : this.topics.of(app, topic);
    if (options === undefined && own === undefined) return undefined;
    return (session) => {
      const remind = own?.get(session) ?? options?.get(session);
      return remind !== undefined && selective.has(remind) ? remind : undefined;
    };
  }

  add(session: Session, group: string, remind: Remind | '' = ''): void {
    const key = placeKey(session.caller.app, group);
    valueAt(this.#byGroup, key, () => new Set<Session>()).add(session);
    valueAt(this.#bySession, session, () => new Set<string>()).add(key);
    this.#hear(session, key, remind);
  }

  /** The user of a session has set how he hears of a group's messages. */
  hear(session: Session, group: string, remind: Remind): void {
    const key = placeKey(session.caller.app, group);
    if (this.#byGroup.get(key)?.has(session)) this.#hear(session, key, remind);
  }

  remove(session: Session, group: string): void {
    const key = placeKey(session.caller.app, group);
    this.#drop(key, session);
    this.topics.leave(session, group);
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
    this.topics.close(session);
  }

  #hear(session: Session, key: string, remind: Remind | ''): void {
    if (remind !== '' && selective.has(remind)) {
      valueAt(this.#selective, key, () => new Map<Session, Remind>()).set(session, remind);
    } else {
      removeAt(this.#selective, key, session);
    }
  }

  #drop(key: string, session: Session): void {
    removeAt(this.#byGroup, key, session);
    removeAt(this.#selective, key, session);
  }
}

const NOBODY: ReadonlySet<Session> = new Set();
