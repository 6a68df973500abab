import type { Remind } from '../../events/group/events.ts';
import { TOPIC_MARK } from '../../events/stream.ts';
import { placeKey, removeAt, valueAt } from '../collections.ts';
import type { Session } from '../sessions.ts';

/**
 * How the users of live sessions want to hear of single topics (product.md row 551). Who has set nothing for a topic hears
 * of it as of its community, and is not here.
 */
export class TopicOptions {
  readonly #byTopic = new Map<string, Map<Session, Remind>>();
  readonly #bySession = new Map<Session, Set<string>>();

  /** Undefined: nobody who is connected has set anything for the topic. */
  of(app: number, topic: string): ReadonlyMap<Session, Remind> | undefined {
    return this.#byTopic.get(placeKey(app, topic));
  }

  set(session: Session, topic: string, remind: Remind): void {
    const key = placeKey(session.caller.app, topic);
    valueAt(this.#byTopic, key, () => new Map<Session, Remind>()).set(session, remind);
    valueAt(this.#bySession, session, () => new Set<string>()).add(key);
  }

  /** The session follows the community no more. */
  leave(session: Session, community: string): void {
    const topics = `${placeKey(session.caller.app, community)}${TOPIC_MARK}`;
    for (const key of this.#bySession.get(session) ?? []) if (key.startsWith(topics)) this.#drop(key, session);
  }

  close(session: Session): void {
    for (const key of this.#bySession.get(session) ?? []) this.#drop(key, session);
  }

  /** The topic is gone. */
  end(app: number, topic: string): void {
    const key = placeKey(app, topic);
    for (const session of this.#byTopic.get(key)?.keys() ?? []) this.#drop(key, session);
  }

  #drop(key: string, session: Session): void {
    removeAt(this.#byTopic, key, session);
    removeAt(this.#bySession, session, key);
  }
}
