import { groupRules } from '../../actors/group/types.ts';
import type { Fields } from '../../events/group/events.ts';
import type { GroupView, MemberView } from '../../projections/queries/group-types.ts';
import { pairsOf } from '../group-fields.ts';
import type { Answer } from './command.ts';

type Table<T> = Readonly<Record<string, (subject: T) => unknown>>;

/** The fields that a call wants: undefined = everything, otherwise only what is named. */
export interface Filter {
  readonly fields: readonly string[];
  /** Keys of custom fields. */
  readonly custom: readonly string[];
}

/** A mask as a number, as long as it is one that JSON readers keep. */
export function wireMask(decimal: string): number | string {
  const number = Number(decimal);
  return Number.isSafeInteger(number) ? number : decimal;
}

const onOff = (on: boolean) => (on ? 'On' : 'Off');

/** The group object (rest-api.md §14) without `GroupId`, which is always there, and custom fields. */
const groupFields: Table<GroupView> = {
  Type: ({ type }) => groupRules[type].wireName,
  Name: ({ name }) => name,
  Introduction: ({ introduction }) => introduction,
  Notification: ({ notification }) => notification,
  FaceUrl: ({ faceUrl }) => faceUrl,
  Owner_Account: ({ owner }) => owner,
  CreateTime: ({ createdAt }) => createdAt,
  InfoSeq: ({ infoSeq }) => infoSeq,
  LastInfoTime: ({ lastInfoTime }) => lastInfoTime,
  LastMsgTime: ({ lastMessageTime }) => lastMessageTime,
  NextMsgSeq: ({ lastSeq }) => lastSeq + 1,
  MemberNum: ({ memberCount }) => memberCount,
  MaxMemberNum: ({ maxMembers }) => maxMembers,
  ApplyJoinOption: ({ joinOption }) => joinOption,
  InviteJoinOption: ({ inviteOption }) => inviteOption,
  MuteAllMember: ({ muteAll }) => onOff(muteAll),
  SupportTopic: ({ supportTopic }) => (supportTopic ? 1 : 0),
  EnablePermission: ({ enablePermission }) => (enablePermission ? 1 : undefined),
  DefaultPermission: ({ enablePermission, defaultPermission }) =>
    enablePermission ? wireMask(defaultPermission) : undefined,
};

/** The member object without `Member_Account` and custom fields. */
const memberFields: Table<MemberView> = {
  Role: ({ role }) => role,
  JoinTime: ({ joinedAt }) => joinedAt,
  LastSendMsgTime: ({ lastSentAt }) => lastSentAt,
  MsgSeq: ({ readSeq }) => readSeq,
  MsgFlag: ({ remind }) => remind,
  MuteUntil: ({ mutedUntil }) => mutedUntil,
  NameCard: ({ nameCard }) => nameCard,
};

/** Older names of fields: answered to those who ask for them. */
const olderGroupFields: Table<GroupView> = { ShutUpAllMember: ({ muteAll }) => onOff(muteAll) };
const olderMemberFields: Table<MemberView> = { ShutUpUntil: ({ mutedUntil }) => mutedUntil };

export function groupObject(group: GroupView, filter: Filter | undefined): Answer {
  return {
    GroupId: group.groupId,
    ...pick(group, groupFields, olderGroupFields, filter),
    ...customFields('AppDefinedData', group.custom, filter),
  };
}

export function memberObject(member: MemberView, filter: Filter | undefined): Answer {
  return { Member_Account: member.user, ...selfObject(member, filter) };
}

/** A member as he sees himself: who he is, he knows. */
export function selfObject(member: MemberView, filter: Filter | undefined): Answer {
  return {
    ...pick(member, memberFields, olderMemberFields, filter),
    ...customFields('AppMemberDefinedData', member.custom, filter),
  };
}

/** Names that no field has are passed over: clients ask for what other versions know. */
function pick<T>(subject: T, table: Table<T>, older: Table<T>, filter: Filter | undefined): Answer {
  const all = Object.entries(filter === undefined ? table : { ...table, ...older });
  const wanted = filter === undefined ? all : all.filter(([name]) => filter.fields.includes(name));
  return Object.fromEntries(wanted.map(([name, read]) => [name, read(subject)]));
}

function customFields(name: string, custom: Fields, filter: Filter | undefined): Answer {
  const all = filter === undefined || filter.fields.includes(name);
  if (!all && filter.custom.length === 0) return {};
  const wanted = all ? custom : custom.filter(([key]) => filter.custom.includes(key));
  return { [name]: pairsOf(wanted) };
}
