import type { ConversationEvent, ConversationId } from '../../events/user/conversations.ts';
import { contactOf, remindNumbers, standardMark } from '../conversations/fields.ts';
import type { Body, PushEvent } from './protocol.ts';

/** wire-messages.md §4.11. */
const PushType = {
  deleted: 1,
  pinned: 2,
  unpinned: 3,
  marked: 4,
  groupCreated: 5,
  groupDeleted: 6,
  groupUpdated: 7,
} as const;

/** What of a contact has changed: marks, custom data, or both. */
const OptType = { marks: 1, custom: 2, both: 3 } as const;
const UpdateType = { group: 1 } as const;
const UpdateGroupType = { renamed: 1, members: 2 } as const;
const ContactOptType = { add: 1, remove: 2 } as const;

type Encoders = {
  readonly [E in ConversationEvent as E['type']]: (data: E['data']) => readonly PushEvent[];
};

/** One row per fact. */
const encoders: Encoders = {
  ConversationsDeleted: ({ conversations }) =>
    modified(PushType.deleted, { RecentContactDeleteItem: { RecentContactList: contacts(conversations) } }),
  ConversationsPinned: ({ conversations }) =>
    modified(PushType.pinned, { RecentContactTopItem: { RecentContactList: contacts(conversations) } }),
  ConversationsUnpinned: ({ conversations }) =>
    modified(PushType.unpinned, { RecentContactTopItem: { RecentContactList: contacts(conversations) } }),
  ConversationsMarked: ({ items }) =>
    modified(PushType.marked, {
      RecentContactMarkContact: {
        RecentContactMarkContactItem: items.map(({ conversation, marks, custom }) => ({
          RecentContactItem: contact(conversation),
          OptType: marks === undefined ? OptType.custom : custom === undefined ? OptType.marks : OptType.both,
          ...(marks !== undefined && { StandardMark: standardMark(marks) }),
          ...(custom !== undefined && { CustomMark: custom }),
        })),
      },
    }),
  ConversationGroupCreated: ({ id, name, conversations }) =>
    modified(PushType.groupCreated, {
      RecentContactCreateContactGroup: {
        MsgContactGroupContactItem: [
          { MsgGroupItem: { GroupId: id, GroupName: name }, MsgRecentContactItem: contacts(conversations) },
        ],
      },
    }),
  ConversationGroupsDeleted: ({ groups }) =>
    modified(PushType.groupDeleted, {
      RecentContactDelContactGroup: { MsgGroupItem: groups.map(({ id, name }) => ({ GroupId: id, GroupName: name })) },
    }),
  ConversationGroupRenamed: ({ id, name, oldName }) =>
    groupUpdated({
      UpdateGroupType: UpdateGroupType.renamed,
      GroupId: id,
      GroupName: name,
      OldGroupName: oldName,
    }),
  ConversationGroupChanged: ({ id, name, added, removed }) =>
    groupUpdated({
      UpdateGroupType: UpdateGroupType.members,
      GroupId: id,
      GroupName: name,
      OldGroupName: name,
      RecentContactUpdateGroupItem: [
        ...regrouped(ContactOptType.add, added),
        ...regrouped(ContactOptType.remove, removed),
      ],
    }),
  PeerRemindSet: ({ peers, remind }) =>
    peers.map((peer) => ({
      Event: 10,
      C2cNotifyMsgArray: [
        { MuteNotificationsSync: { To_Account: peer, MuteNotifications: remindNumbers[remind] } },
      ] as const,
    })),
  DoNotDisturbSet: ({ remind, start, end, daily }) => [
    { Event: 24, Level: remindNumbers[remind], StartTime: start, EndTime: end, IsRepeated: daily ? 1 : 0 },
  ],
};

/** What the user's other devices are told of something he has arranged: one element of a push, or several. */
export function arrangedEvents({ type, data }: ConversationEvent): readonly PushEvent[] {
  return (encoders[type] as (data: ConversationEvent['data']) => readonly PushEvent[])(data);
}

function modified(type: number, fields: Body): readonly PushEvent[] {
  return [{ Event: 11, RecentContactMod: [{ PushType: type, ...fields }] }];
}

function groupUpdated(MsgUpdateGroup: Body): readonly PushEvent[] {
  return modified(PushType.groupUpdated, {
    RecentContactUpdateContactGroup: { UpdateType: UpdateType.group, MsgUpdateGroup },
  });
}

function regrouped(optType: number, conversations: readonly ConversationId[]): readonly Body[] {
  return conversations.map((conversation) => ({
    ContactOptType: optType,
    RecentContactItem: contact(conversation),
  }));
}

const contact = (conversation: ConversationId): Body => contactOf(conversation, 'GroupId', 'UserId');
const contacts = (conversations: readonly ConversationId[]): readonly Body[] => conversations.map(contact);
