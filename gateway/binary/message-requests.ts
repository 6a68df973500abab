import { decodeBody, encodeBody, type MessageElement } from '../../actors/message/body.ts';
import type { Caller } from '../../events/caller.ts';
import type { MessagePlace } from '../../events/message/place.ts';
import { Refused } from '../../events/refused.ts';
import { bytes, type Field, integer, listOf, may, need, oneOf, safeInteger, text, uint32 } from './fields.ts';
import { flag, groupId, place as groupPlace } from './group-fields.ts';
import { pageSize, userId } from './message-fields.ts';
import { Request } from './protocol.ts';
import type { Handler } from './requests.ts';

const kind = oneOf('peer', 'group');
const seq = integer(1, Number.MAX_SAFE_INTEGER);
const seqs = listOf(seq, 100);
const note = text(300);
const words = text(16_384);
const operation = oneOf('set', 'delete', 'clear');
/** What a key or a reaction may be is the command's to judge. */
const anyText = text(8192);
const cursorText = text(128);

const pair: Field<{ readonly key: string; readonly value: string; readonly seq: number }> = (value) => {
  if (!Array.isArray(value)) return undefined;
  const [key, given, known] = value as readonly unknown[];
  return {
    key: need(anyText, 'key', key),
    value: may(anyText, 'value', given) ?? '',
    seq: may(safeInteger, 'seq', known) ?? 0,
  };
};
const pairs = listOf(pair, 100);

/** A conversation with a user, or a group or topic. @throws Refused 20001. */
function where({ user }: Caller, value: unknown): MessagePlace {
  if (!Array.isArray(value)) throw new Refused(20001, 'the place of the message is missing');
  const [of, id] = value as readonly unknown[];
  if (need(kind, 'place', of) === 'group') return groupPlace(id);
  return { users: [user, need(userId, 'peer', id)] };
}

/** The numbers are those of the conversation or group, as the history has them. */
const one = (caller: Caller, place: unknown, number: unknown) => ({
  place: where(caller, place),
  message: need(seq, 'seq', number),
});
const some = (caller: Caller, place: unknown, numbers: unknown) => ({
  place: where(caller, place),
  messages: need(seqs, 'seqs', numbers),
});

/** Requests about messages that are there, by number. Adding one is adding a row. */
export const messageRequests: readonly (readonly [number, Handler])[] = [
  [
    Request.revoke,
    async ({ commands }, caller, [, , place, numbers, reason]) => {
      const command = { ...some(caller, place, numbers), reason: may(note, 'reason', reason) };
      const results = await commands.revokeMessages(caller, command);
      return results.map(({ message, code, problem }) => [message, code, problem]);
    },
  ],
  [
    Request.modify,
    async ({ commands }, caller, [, , place, number, version, body, custom]) => {
      const {
        version: now,
        body: said,
        conflict,
      } = await commands.modifyMessage(caller, {
        ...one(caller, place, number),
        version: need(uint32, 'version', version),
        elements: elementsOf(may(bytes, 'elements', body)),
        cloudCustomData: may(words, 'custom', custom),
      });
      return [now, encodeBody(said), conflict];
    },
  ],
  [
    Request.deleteMessages,
    ({ commands }, caller, [, , place, numbers]) =>
      commands.deleteMessages(caller, { ...some(caller, place, numbers), user: caller.user }),
  ],
  [
    Request.clearHistory,
    ({ commands }, caller, [, , place]) =>
      commands.clearHistory(caller, { place: where(caller, place), user: caller.user }),
  ],
  [
    Request.confirm,
    ({ commands }, caller, [, , place, numbers]) =>
      commands.confirmMessages(caller, { ...some(caller, place, numbers), reader: caller.user }),
  ],
  [
    Request.receipts,
    async ({ queries }, caller, [, , group, numbers]) => {
      const query = { group: need(groupId, 'group', group), seqs: need(seqs, 'seqs', numbers) };
      const receipts = await queries.receipts(caller, query);
      return receipts.map(({ seq: number, code, read, unread }) => [number, code, read, unread]);
    },
  ],
  [
    Request.receiptMembers,
    async ({ queries }, caller, [, , group, number, read, cursor, limit]) => {
      const page = await queries.receiptMembers(caller, {
        group: need(groupId, 'group', group),
        seq: need(seq, 'seq', number),
        read: need(flag, 'read', read),
        cursor: may(cursorText, 'cursor', cursor) ?? '',
        limit: need(pageSize, 'limit', limit),
      });
      return [page.members.map(({ user, time }) => [user, time]), page.cursor];
    },
  ],
  [
    Request.changeExtensions,
    async ({ commands }, caller, [, , place, number, what, list]) => {
      const { lastSeq, entries } = await commands.changeExtensions(caller, {
        ...one(caller, place, number),
        operation: need(operation, 'operation', what),
        entries: may(pairs, 'pairs', list) ?? [],
      });
      return [lastSeq, entries.map(({ code, entry }) => [code, ...entry])];
    },
  ],
  [
    Request.extensions,
    async ({ queries }, caller, [, , place, number, startSeq]) => {
      const query = { ...one(caller, place, number), startSeq: may(safeInteger, 'startSeq', startSeq) ?? 0 };
      const { lastSeq, clearSeq, entries, complete } = await queries.extensions(caller, query);
      return [lastSeq, clearSeq, entries, complete];
    },
  ],
  [
    Request.react,
    ({ commands }, caller, [, , place, number, reaction, added]) =>
      commands.react(caller, {
        ...one(caller, place, number),
        reaction: need(anyText, 'reaction', reaction),
        added: need(flag, 'added', added),
      }),
  ],
  [
    Request.reactions,
    async ({ queries }, caller, [, , place, numbers, users]) => {
      const query = { ...some(caller, place, numbers), users: may(pageSize, 'users', users) ?? 10 };
      const found = await queries.reactions(caller, query);
      return found.map(({ message, reactions }) => [
        message,
        reactions.map(({ reaction, count, users: some, mine }) => [reaction, count, some, mine]),
      ]);
    },
  ],
  [
    Request.reactionUsers,
    async ({ queries }, caller, [, , place, number, reaction, after, limit]) => {
      const { users, next } = await queries.reactionUsers(caller, {
        ...one(caller, place, number),
        reaction: need(anyText, 'reaction', reaction),
        after: may(uint32, 'after', after) ?? 0,
        limit: need(pageSize, 'limit', limit),
      });
      return [users, next];
    },
  ],
];

/** MessagePack of `[MsgBody, …]`: checked by the command, as a new body is. */
function elementsOf(body: Uint8Array | undefined): readonly MessageElement[] | undefined {
  if (body === undefined) return undefined;
  try {
    return decodeBody(body).elements;
  } catch (error) {
    throw new Refused(90001, 'the message body is not valid', false, { cause: error });
  }
}
