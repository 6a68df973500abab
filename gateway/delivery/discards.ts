import type { ConversationEvents } from '../../events/user/conversations.ts';
import type { Session, SessionObserver, Sessions } from '../sessions.ts';

/**
 * Whose messages a connected user does not want at all (product.md §2.10, `Discard`): history keeps them. Few have any, so
 * the others cost nothing.
 */
export class Discards implements SessionObserver {
  readonly #bySession = new Map<Session, ReadonlySet<string>>();
  readonly #sessions: Sessions;

  constructor(sessions: Sessions) {
    this.#sessions = sessions;
    sessions.observe(this);
  }

  /** Whether a message of this sender is kept from a session. */
  has(session: Session, sender: string): boolean {
    return this.#bySession.size > 0 && this.#bySession.get(session)?.has(sender) === true;
  }

  opened(session: Session, _groups: unknown, discarded: readonly string[]): void {
    if (discarded.length > 0) this.#bySession.set(session, new Set(discarded));
  }

  closed(session: Session): void {
    this.#bySession.delete(session);
  }

  changed(app: number, user: string, { peers, remind }: ConversationEvents['PeerRemindSet']): void {
    for (const session of this.#sessions.of(app, user)) {
      const discarded = new Set(this.#bySession.get(session));
      for (const peer of peers) {
        if (remind === 'Discard') discarded.add(peer);
        else discarded.delete(peer);
      }
      if (discarded.size > 0) this.#bySession.set(session, discarded);
      else this.#bySession.delete(session);
    }
  }
}
