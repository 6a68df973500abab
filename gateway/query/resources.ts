import { decodeBody } from '../../actors/message/body.ts';
import type { Caller } from '../../events/caller.ts';
import { Refused } from '../../events/refused.ts';
import type { Conversation, HistoryMessage } from '../../projections/queries/types.ts';
import type { Services } from '../services.ts';
import { integerOf } from './authenticate.ts';

type Parameters = ReadonlyMap<string, string>;
export type Resource = (services: Services, caller: Caller, query: Parameters) => Promise<object>;

const DEFAULT_PAGE = 20;
const MAX_PAGE = 100;
const MAX_TIME = 0xffff_ffff;

/** `GET /query/<name>`: the projection query API. `user` is the caller, or anybody for an administrator. */
export const resources: Readonly<Record<string, Resource>> = {
  /** `peer`, `limit`, `direction` older|newer, `fromSeq`, `fromTime`, `minTime`, `maxTime`. */
  async history({ queries }, caller, query) {
    const peer = query.get('peer');
    if (!peer) throw new Refused(70402, 'peer is missing');
    const direction = query.get('direction') ?? 'older';
    if (direction !== 'older' && direction !== 'newer') throw new Refused(70402, 'direction must be older or newer');
    const page = await queries.c2cHistory(caller, {
      viewer: userOf(caller, query),
      peer,
      direction,
      limit: integerOf(query, 'limit', 1, MAX_PAGE) ?? DEFAULT_PAGE,
      ...optional(query, 'fromSeq', Number.MAX_SAFE_INTEGER),
      ...optional(query, 'fromTime', MAX_TIME),
      ...optional(query, 'minTime', MAX_TIME),
      ...optional(query, 'maxTime', MAX_TIME),
    });
    return { messages: page.messages.map(messageView), complete: page.complete };
  },
  async unread({ queries }, caller, query) {
    return queries.unread(caller, { user: userOf(caller, query) });
  },
  /** `limit`, `cursor`. */
  async conversations({ queries }, caller, query) {
    const cursor = query.get('cursor');
    const page = await queries.conversations(caller, {
      user: userOf(caller, query),
      limit: integerOf(query, 'limit', 1, MAX_PAGE) ?? DEFAULT_PAGE,
      ...(cursor && { cursor }),
    });
    return { conversations: page.conversations.map(conversationView), cursor: page.cursor };
  },
};

function userOf(caller: Caller, query: Parameters): string {
  return query.get('user') ?? caller.user;
}

function optional(query: Parameters, name: string, high: number): Readonly<Record<string, number>> {
  const value = integerOf(query, name, 0, high);
  return value === undefined ? {} : { [name]: value };
}

/** A message for people and scripts: the body as JSON. */
function messageView({ message, position, peerRead }: HistoryMessage): object {
  const { body, ...fact } = message;
  const { elements, cloudCustomData } = decodeBody(body);
  return { position, ...fact, peerRead, msgBody: elements, cloudCustomData };
}

function conversationView({ lastMessage, ...conversation }: Conversation): object {
  return { ...conversation, lastMessage: lastMessage && messageView(lastMessage) };
}
