import type { ConversationResult } from '../../actors/commands/conversation-types.ts';
import type { ConversationId, DoNotDisturb, PeerRemind } from '../../events/user/conversations.ts';
import type {
  ConversationFilter,
  ListedConversation,
  ListPlace,
} from '../../projections/queries/conversation-types.ts';
import { conversationRow } from './encode.ts';
import { type Field, integer, listOf, may, need, needMap, oneOf, safeInteger, text } from './fields.ts';
import { fieldsOf, flag, longText } from './group-fields.ts';
import { pageSize, userId } from './message-fields.ts';
import { type ListedRow, Request } from './protocol.ts';
import type { Handler } from './requests.ts';

const conversation: Field<ConversationId> = (value) =>
  typeof value === 'string' && value.length <= 100 && /^(C2C|GROUP)./.test(value)
    ? (value as ConversationId)
    : undefined;
const conversations = listOf(conversation, 1000);
const name = text(1000);
const remind = oneOf<PeerRemind>('AcceptAndNotify', 'AcceptNotNotify', 'Discard');
const bits = listOf(integer(0, 63), 64);
const marking: Field<Parameters<typeof fieldsOf<Marking>>[0]> = (value) =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
interface Marking {
  readonly conversation: ConversationId;
  readonly set: readonly number[];
  readonly clear: readonly number[];
  readonly custom: string;
}
const markingFields: Parameters<typeof fieldsOf<Marking>>[1] = {
  conversation,
  set: bits,
  clear: bits,
  custom: longText,
};
const filterFields: Parameters<typeof fieldsOf<ConversationFilter>>[1] = {
  kind: oneOf('c2c', 'group'),
  mark: integer(0, 63),
  group: safeInteger,
  unread: flag,
  mentioned: flag,
};
const place: Field<ListPlace> = (value) => {
  if (!Array.isArray(value)) return undefined;
  const [pinned, time, order] = [flag(value[0]), safeInteger(value[1]), safeInteger(value[2])];
  return pinned === undefined || time === undefined || order === undefined ? undefined : { pinned, time, order };
};

/** Requests about a user's own list of conversations. Adding one is adding a row. */
export const conversationRequests: readonly (readonly [number, Handler])[] = [
  [
    Request.conversationList,
    async ({ queries }, caller, [, , limit, behind, filter]) => {
      const page = await queries.conversationList(caller, {
        user: caller.user,
        limit: need(pageSize, 'limit', limit),
        behind: may(place, 'place', behind),
        filter: filterOf(filter),
      });
      const { next } = page;
      return {
        conversations: page.conversations.map(listedRow),
        next: next ? [next.pinned, next.time, next.order] : null,
      };
    },
  ],
  [
    Request.unreadTotal,
    async ({ queries }, caller, [, , filter]) => {
      const { total, conversations } = await queries.unreadTotal(caller, {
        user: caller.user,
        filter: filterOf(filter),
      });
      return [total, conversations];
    },
  ],
  [
    Request.pinConversations,
    ({ commands }, caller, [, , ids, pinned]) =>
      commands.pinConversations(caller, {
        user: caller.user,
        conversations: need(conversations, 'conversations', ids),
        pinned: need(flag, 'pinned', pinned),
      }),
  ],
  [
    Request.deleteConversations,
    async ({ commands }, caller, [, , ids, withHistory]) => {
      const command = {
        user: caller.user,
        conversations: need(conversations, 'conversations', ids),
        withHistory: may(flag, 'withHistory', withHistory) ?? false,
      };
      return (await commands.deleteConversations(caller, command)).map(resultRow);
    },
  ],
  [
    Request.markConversations,
    async ({ commands }, caller, [, , list]) => {
      const items = need(listOf(marking, 1000), 'items', list).map((item) => {
        const { set = [], clear = [], ...fields } = fieldsOf<Marking>(item, markingFields);
        return { ...fields, conversation: need(conversation, 'conversation', fields.conversation), set, clear };
      });
      return (await commands.markConversations(caller, { user: caller.user, items })).map(resultRow);
    },
  ],
  [
    Request.conversationGroups,
    async ({ queries }, caller) =>
      (await queries.conversationGroups(caller, { user: caller.user })).map(({ id, name }) => [id, name]),
  ],
  [
    Request.createConversationGroup,
    async ({ commands }, caller, [, , title, ids]) => {
      const { id, results } = await commands.createConversationGroup(caller, {
        user: caller.user,
        name: need(name, 'name', title),
        conversations: may(conversations, 'conversations', ids) ?? [],
      });
      return [id, results.map(resultRow)];
    },
  ],
  [
    Request.deleteConversationGroups,
    async ({ commands }, caller, [, , names]) => {
      await commands.deleteConversationGroups(caller, {
        user: caller.user,
        names: need(listOf(name, 100), 'names', names),
      });
    },
  ],
  [
    Request.renameConversationGroup,
    async ({ commands }, caller, [, , title, newTitle]) => {
      const renamed = { name: need(name, 'name', title), newName: need(name, 'newName', newTitle) };
      await commands.renameConversationGroup(caller, { user: caller.user, ...renamed });
    },
  ],
  [
    Request.changeConversationGroup,
    async ({ commands }, caller, [, , title, ids, into]) => {
      const way = need(flag, 'into', into);
      const changes = need(conversations, 'conversations', ids).map((one) => ({ conversation: one, into: way }));
      const command = { user: caller.user, name: need(name, 'name', title), changes };
      return (await commands.changeConversationGroup(caller, command)).results.map(resultRow);
    },
  ],
  [
    Request.setPeerRemind,
    async ({ commands }, caller, [, , list, option]) => {
      const peers = need(listOf(userId, 100), 'peers', list);
      const command = { user: caller.user, peers, remind: need(remind, 'remind', option) };
      return (await commands.setPeerRemind(caller, command)).map(({ peer, code }) => [peer, code]);
    },
  ],
  [
    Request.peerReminds,
    async ({ queries }, caller, [, , list]) => {
      const peers = may(listOf(userId, 1000), 'peers', list);
      const found = await queries.peerReminds(caller, { user: caller.user, peers });
      return found.map((one) => [one.peer, one.remind]);
    },
  ],
  [
    Request.setDoNotDisturb,
    ({ commands }, caller, [, , option, start, end, daily]) => {
      const window: DoNotDisturb = {
        remind: need(remind, 'remind', option),
        start: may(safeInteger, 'start', start) ?? 0,
        end: may(safeInteger, 'end', end) ?? 0,
        daily: may(flag, 'daily', daily) ?? false,
      };
      return commands.setDoNotDisturb(caller, { user: caller.user, ...window });
    },
  ],
  [Request.doNotDisturb, ({ queries }, caller) => queries.doNotDisturb(caller, { user: caller.user })],
];

function filterOf(value: unknown): ConversationFilter | undefined {
  return value === undefined || value === null ? undefined : fieldsOf<ConversationFilter>(needMap(value), filterFields);
}

const resultRow = ({ conversation, code, problem }: ConversationResult) => [conversation, code, problem];

/** Of a group the last entry is read by its history: what a list needs of it is its number and time. */
function listedRow(one: ListedConversation): ListedRow {
  const { id, pinned, marks, custom, groups, remind, unread, lastTime } = one;
  const common = { id, pinned, marks, custom, groups, remind, unread, lastTime };
  if (one.kind === 'c2c') return { ...common, ...conversationRow(one.conversation) };
  const { group, self } = one.conversation;
  return { ...common, name: group.name, type: group.type, lastSeq: group.lastSeq, readSeq: self.readSeq };
}
