import { isHiddenFrom } from '../../events/c2c/events.ts';
import type { Caller } from '../../events/caller.ts';
import type { Extension } from '../../events/message/events.ts';
import { streamOfPlace } from '../../events/message/place.ts';
import { Refused } from '../../events/refused.ts';
import { c2cStream } from '../../events/stream.ts';
import type { ConversationRow } from '../conversations/row.ts';
import { sentMessage } from '../messages/find.ts';
import { extensionsOf, extensionsPartition } from '../messages/life.ts';
import { receiptRows } from '../messages/receipts.ts';
import { viewOf } from '../messages/views.ts';
import { idKey, userPartition } from '../row-keys.ts';
import { messagesNow } from './c2c-history.ts';
import type { QueryDeps } from './deps.ts';
import { groupHistory } from './group-history.ts';
import { groupRecalls } from './group-recalls.ts';
import { groupOfMember } from './group-rows.ts';
import { seenBy, seenOne } from './message-target.ts';
import type { MessageQueries, MessageReactions } from './message-types.ts';
import { readMessages } from './messages.ts';
import { mayRead } from './permission.ts';

/** Pairs per answer (rest-api.md §6). */
const EXTENSIONS_PAGE = 200;

/** Reads about messages that are there. */
export function createMessageQueries(deps: QueryDeps): MessageQueries {
  return {
    peerMessages: (caller, query) => peerMessages(deps, caller, query),

    async groupMessages(caller, { viewer, group, topic, seqs }) {
      const pages = await Promise.all(
        seqs.map((upTo) => groupHistory(deps, caller, { group, topic, viewer, upTo, count: 1 })),
      );
      return pages.flatMap(({ entries }) => entries);
    },

    async extensions(caller, { place, message, startSeq }) {
      const { sent, life } = await seenOne(deps, caller, place, message);
      const { lastSeq = 0, clearSeq = 0 } = life?.extensions ?? {};
      const partition = extensionsPartition(streamOfPlace(caller.app, place));
      const rows = await deps.runner.reader('message-life').range<Extension>(partition, extensionsOf(sent.seq));
      const entries = rows
        .map(({ value }) => value)
        .filter(([, , seq]) => seq >= startSeq)
        .sort(([, , one], [, , other]) => one - other);
      const page = entries.slice(0, EXTENSIONS_PAGE);
      return { lastSeq, clearSeq, entries: page, complete: page.length === entries.length };
    },

    async reactions(caller, { place, messages, users: most }) {
      const seen = await seenBy(deps, caller, place, messages);
      return seen.flatMap((one, at): MessageReactions[] => {
        const message = messages[at];
        if (one === undefined || message === undefined) return [];
        const { msgSeq, random, time } = one.sent;
        const reactions = (one.life?.reactions ?? []).map(([reaction, users]) => ({
          reaction,
          count: users.length,
          users: users.slice(0, most),
          mine: users.includes(caller.user),
        }));
        return [{ message, key: { msgSeq, random, time }, reactions }];
      });
    },

    async reactionUsers(caller, { place, message, reaction, after, limit }) {
      const { life } = await seenOne(deps, caller, place, message);
      const users = life?.reactions.find(([name]) => name === reaction)?.[1] ?? [];
      const end = after + limit;
      return { users: users.slice(after, end), next: end < users.length ? end : 0 };
    },

    groupRecalls: (caller, query) => groupRecalls(deps, caller, query),

    async receipts(caller, { group, seqs }) {
      await groupOfMember(deps, caller, group);
      return Promise.all(
        seqs.map(async (seq) => {
          const rows = await ownReceipts(deps, caller, group, seq);
          if (rows === undefined) return { seq, code: 10062, read: 0, unread: 0 };
          return { seq, code: 0, read: rows.read.length, unread: rows.unread.length };
        }),
      );
    },

    async receiptMembers(caller, { group, seq, read, cursor, limit }) {
      await groupOfMember(deps, caller, group);
      const rows = await ownReceipts(deps, caller, group, seq);
      if (rows === undefined) throw new Refused(10062, 'the message has no receipts');
      const all = read ? rows.read : rows.unread.map((user) => ({ user, time: 0 }));
      const rest = all.filter(({ user }) => idKey(user) > cursor);
      const members = rest.slice(0, limit);
      const last = members.at(-1);
      return { members, cursor: last !== undefined && rest.length > limit ? idKey(last.user) : '' };
    },
  };
}

/** Who has read a message is its author's to know (product.md §2.14), and administrators'. */
async function ownReceipts(deps: QueryDeps, { app, user, admin }: Caller, group: string, seq: number) {
  const rows = await receiptRows(deps, app, group, seq);
  return admin || rows?.from === user ? rows : undefined;
}

async function peerMessages(
  deps: QueryDeps,
  caller: Caller,
  { viewer, peer, seqs }: { readonly viewer: string; readonly peer: string; readonly seqs: readonly number[] },
) {
  mayRead(caller, viewer);
  const { app } = caller;
  const row = await deps.runner
    .reader('conversations')
    .get<ConversationRow>(userPartition(app, idKey(viewer)), idKey(peer));
  if (row === undefined || seqs.length === 0) return [];
  const { firstSeq, readSeq, readTime, peerReadSeq, peerReadTime } = row;
  const stream = c2cStream(app, viewer, peer);
  const view = await viewOf(
    deps.runner.reader('message-views'),
    { app, user: viewer, stream },
    Math.min(...seqs),
    Math.max(...seqs),
  );
  const found = await Promise.all(seqs.map((seq) => sentMessage(deps, app, { users: [viewer, peer] }, seq)));
  const there = found
    .filter((message) => message !== undefined)
    .filter(({ seq }) => seq >= firstSeq && seq > view.clearedSeq && !view.hides(seq))
    .filter((message) => !isHiddenFrom(message, viewer));
  const messages = await readMessages(
    deps.log,
    stream,
    there.map(({ revision }) => revision),
  );
  const envelopes = there.flatMap(({ revision }) => messages.get(revision) ?? []);
  const marks = { readSeq, readTime, peerReadSeq, peerReadTime };
  return messagesNow(deps, stream, envelopes, viewer, caller.admin, marks);
}
