import Type, { type Static } from 'typebox';
import { typeByName } from '../../actors/group/types.ts';
import type { Caller } from '../../events/caller.ts';
import { Refused } from '../../events/refused.ts';
import type { GroupView } from '../../projections/queries/group-types.ts';
import type { ConversationHits } from '../../projections/queries/search-types.ts';
import { foundGroup, foundMember, foundUser, gendersOf, namesOf } from '../found.ts';
import { type CommandTable, type Faults, forSession, type SessionContext } from './command.ts';
import { wireEntry } from './group-history.ts';
import type { Body } from './protocol.ts';
import { seconds, userId } from './schemas.ts';
import { historyMessage } from './wire-message.ts';

/** Cloud search (wire-messages.md §12.4, wire-users.md §12). Its codes are the client's own: 27003 whatever is wrong. */
const faults: Faults = { otherwise: 27003 };

const words = Type.Array(Type.String());
const page = {
  Count: Type.Optional(Type.Integer({ minimum: 1 })),
  Cursor: Type.Optional(Type.String({ maxLength: 512 })),
};
const names = { Keywords: words, KeywordMatchType: Type.Optional(Type.Integer()), ...page };

const messages = Type.Object({
  KeywordList: Type.Optional(words),
  MatchType: Type.Optional(Type.String()),
  PeerAccount: Type.Optional(userId),
  GroupID: Type.Optional(userId),
  MsgTypeList: Type.Optional(words),
  SendUserIDList: Type.Optional(words),
  StartTime: Type.Optional(seconds),
  EndTime: Type.Optional(seconds),
  ...page,
});
const users = Type.Object({
  ...names,
  UserGenderType: Type.Optional(Type.Union([Type.String(), words])),
  UserBirthStart: Type.Optional(seconds),
  UserBirthEnd: Type.Optional(seconds),
});
const groups = Type.Object({ ...names, GroupType: Type.Optional(Type.Union([Type.String(), words])) });
const members = Type.Object({ ...names, GroupIdList: Type.Optional(words) });

/** What the client asks for when the app says nothing. */
const MESSAGES = 100;
const NAMES = 20;

export const searchCommands: CommandTable = {
  'message_search.query': forSession(messages, faults, searchMessages),
  'user_search.query': forSession(users, faults, async ({ services, caller }, body) => {
    const page = await services.queries.searchUsers(caller, {
      ...namesOf(body, NAMES),
      genders: gendersOf(body.UserGenderType),
      bornFrom: body.UserBirthStart,
      bornTo: body.UserBirthEnd,
    });
    return { ...pageOf(page), Users: page.found.map(foundUser) };
  }),
  'group_search.query': forSession(groups, faults, async ({ services, caller }, body) => {
    const page = await services.queries.searchGroups(caller, {
      ...namesOf(body, NAMES),
      types: listOf(body.GroupType).map(typeNamed),
    });
    return { ...pageOf(page), Groups: page.found.map(groupItem) };
  }),
  'group_member_search.query': forSession(members, faults, async ({ services, caller }, body) => {
    const page = await services.queries.searchMembers(caller, { ...namesOf(body, NAMES), groups: body.GroupIdList });
    return { ...pageOf(page), GroupMembers: page.found.map(foundMember) };
  }),
};

async function searchMessages({ services, caller }: SessionContext, body: Static<typeof messages>): Promise<Body> {
  const page = await services.queries.searchMessages(caller, {
    user: caller.user,
    keywords: body.KeywordList ?? [],
    match: body.MatchType === 'and' ? 'all' : 'any',
    peer: body.PeerAccount,
    group: body.GroupID,
    senders: body.SendUserIDList,
    types: body.MsgTypeList,
    since: body.StartTime || undefined,
    until: body.EndTime || undefined,
    count: body.Count ?? MESSAGES,
    cursor: body.Cursor,
  });
  return {
    ...pageOf(page),
    ConversationMsgs: await Promise.all(page.conversations.map((hits) => conversationItem(services, caller, hits))),
  };
}

/** Ascending, of groups too: a client turns those round twice, so that it shows them in the order in which they came (seen). */
async function conversationItem(
  services: SessionContext['services'],
  caller: Caller,
  hits: ConversationHits,
): Promise<Body> {
  const { count: Count } = hits;
  if ('messages' in hits) {
    const MsgList = hits.messages.map((message) => historyMessage(services.auth, caller.app, message));
    return { UserID: hits.peer, Count, MsgList };
  }
  const { group: groupId, topic, entries } = hits;
  const [group] = entries.length === 0 ? [] : await services.queries.groups(caller, { groups: [groupId] });
  const label = group && { ...group, topic };
  const MsgList = label
    ? entries.toReversed().map((entry) => wireEntry(services, caller, label, entry, new Map()))
    : [];
  return { GroupID: topic ?? groupId, Count, MsgList };
}

/** `Cursor` '' ends the paging. */
function pageOf({ total, cursor }: { readonly total: number; readonly cursor: string | undefined }): Body {
  return { TotalCount: total, Cursor: cursor ?? '' };
}

function listOf(value: string | string[] | undefined): string[] {
  return typeof value === 'string' ? [value] : (value ?? []);
}

function typeNamed(name: string) {
  const type = typeByName.get(name);
  if (type === undefined) throw new Refused(27003, `${name.slice(0, 40)} is not a type of groups`);
  return type;
}

function groupItem(group: GroupView): Body {
  return {
    ...foundGroup(group),
    GroupNotification: group.notification,
    GroupAddOption: group.joinOption,
    GroupInviteOption: group.inviteOption,
    CreateTime: group.createdAt,
  };
}
