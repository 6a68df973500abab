import type { Remind } from '../../events/group/events.ts';
import { TOPIC_MARK } from '../../events/stream.ts';
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
    return this.#byTopic.get(keyOf(app, topic));
  }

  set(session: Session, topic: string, remind: Remind): void {
    const key = keyOf(session.caller.app, topic);
    const options = this.#byTopic.get(key) ?? new Map<Session, Remind>();
    this.#byTopic.set(key, options.set(session, remind));
    this.#bySession.set(session, (this.#bySession.get(session) ?? new Set()).add(key));
  }

  /** The session follows the community no more. */
  leave(session: Session, community: string): void {
    const topics = `${keyOf(session.caller.app, community)}${TOPIC_MARK}`;
    for (const key of this.#bySession.get(session) ?? []) if (key.startsWith(topics)) this.#drop(key, session);
  }

  close(session: Session): void {
    for (const key of this.#bySession.get(session) ?? []) this.#drop(key, session);
  }

  /** The topic is gone. */
  end(app: number, topic: string): void {
    const key = keyOf(app, topic);
    for (const session of this.#byTopic.get(key)?.keys() ?? []) this.#drop(key, session);
  }

  #drop(key: string, session: Session): void {
    const options = this.#byTopic.get(key);
    options?.delete(session);
    if (options?.size === 0) this.#byTopic.delete(key);
    const keys = this.#bySession.get(session);
    keys?.delete(key);
    if (keys?.size === 0) this.#bySession.delete(session);
  }
}

function keyOf(app: number, id: string): string {
  return `${app} ${id}`;
}
