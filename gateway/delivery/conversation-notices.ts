import type { Envelope } from '../../events/envelope.ts';
import {
  type ConversationEvent,
  type ConversationEventType,
  conversationEventTypes,
} from '../../events/user/conversations.ts';
import type { Notice } from './notice.ts';

/** What a user has arranged in his list of conversations: to his other devices, in the order of the log. */
export interface ConversationNotice {
  readonly kind: 'arranged';
  readonly app: number;
  readonly event: ConversationEvent;
  readonly position: number;
}

/** Whose devices hear of it, and which of them caused it. */
interface ToldToHimself {
  readonly notice: Notice;
  readonly audience: { readonly actor: string; readonly peer: undefined; readonly origin: number };
}

type About = { readonly app: number; readonly user: string; readonly origin: number };

/** One row per fact: each is told as it is. `about`: whose stream it is of. */
export function arrangedNotices(
  about: (event: Envelope<ConversationEventType>) => About,
): Readonly<Record<ConversationEventType, (event: Envelope<ConversationEventType>) => ToldToHimself>> {
  const tell = (event: Envelope<ConversationEventType>): ToldToHimself => {
    const { app, user, origin } = about(event);
    // The envelope pairs each type with its data, and so does ConversationEvent.
    const fact = { type: event.type, data: event.data } as ConversationEvent;
    return {
      notice: { kind: 'arranged', app, event: fact, position: event.position },
      audience: { actor: user, peer: undefined, origin },
    };
  };
  const rows = conversationEventTypes.map((type) => [type, tell] as const);
  return Object.fromEntries(rows) as Record<ConversationEventType, typeof tell>;
}
