import type { CounterEntry } from '../../events/group/data.ts';
import type { GroupProfile, GroupType } from '../../events/group/events.ts';
import type { SentGroupMessage } from '../commands/group-types.ts';
import { accept, type Decider } from '../host/decider.ts';
import { type FrozenChanges, RecentChanges } from '../message/changes.ts';
import { type FrozenRecent, RecentMessages } from '../message/recent.ts';
import { type ChangedAttributes, changeAttributes, type WriteAttributes, weighAttributes } from './attributes.ts';
import { changeCounters, deleteCounters, type WriteCounters } from './counters.ts';
import { type Add, type Added, add, type Handle, handle, type Join, join, visit } from './entering.ts';
import { ban, type Kick, kick, mute, quit, type Silence } from './leaving.ts';
import { type Create, changeOwner, changeProfile, create, dissolve } from './life.ts';
import { type FrozenMembers, MemberTable } from './members.ts';
import { type Change, change } from './membership.ts';
import { type OnMessages, onMessages } from './message-life.ts';
import { importMessage, read, send } from './messages.ts';
import {
  addPermissionMembers,
  type ChangePermissionGroup,
  type CreatePermissionGroup,
  changePermissionGroup,
  createPermissionGroup,
  deletePermissionGroups,
  type ItemResult,
  removePermissionMembers,
  removeTopicPermissions,
  type SetTopicPermissions,
  setTopicPermissions,
} from './permission-groups.ts';
import { type FrozenPermissions, PermissionGroups } from './permissions.ts';
import { type PinCommand, pin, unpin } from './pinning.ts';
import { type Recycle, recycle } from './recycling.ts';
import { type Actor, noSuchGroup, permit } from './rights.ts';
import type { GroupDraft, Sent } from './sequence.ts';
import { evolveGroup, type GroupState, initialGroup } from './state.ts';
import {
  type CreateTopic,
  createTopic,
  deleteTopics,
  type EnterTopic,
  enterTopic,
  type KnownTopic,
  type TopicGrant,
  type TopicResults,
} from './topics.ts';
import type { Right } from './types.ts';
import { type SetUnread, setUnread } from './unread.ts';

export type GroupDecisions = {
  /** What kind of group it is, and how much has happened in it (`GroupState.activity`). */
  describe: { data: object; reply: { readonly type: GroupType; readonly activity: number } };
  permit: { data: { readonly by: Actor; readonly right: Right }; reply: { readonly type: GroupType } };
  visit: { data: object; reply: undefined };
  create: { data: Create; reply: undefined };
  dissolve: { data: { readonly by: Actor }; reply: undefined };
  changeProfile: { data: { readonly by: Actor; readonly changes: Partial<GroupProfile> }; reply: undefined };
  changeOwner: { data: { readonly by: Actor; readonly owner: string }; reply: undefined };
  join: { data: Join; reply: 'joined' | 'waiting' };
  add: { data: Add; reply: Added };
  handle: { data: Handle; reply: { readonly enters: boolean } };
  quit: { data: { readonly by: Actor }; reply: undefined };
  kick: { data: Kick; reply: undefined };
  mute: { data: Silence; reply: undefined };
  ban: { data: Silence & { readonly reason: string }; reply: undefined };
  changeMember: { data: Change; reply: undefined };
  send: { data: { readonly by: Actor; readonly draft: GroupDraft; readonly onlineOnly: boolean }; reply: Sent };
  import: { data: { readonly draft: GroupDraft; readonly time: number }; reply: SentGroupMessage };
  read: {
    data: { readonly user: string; readonly upToSeq: number | undefined };
    reply: { readonly upToSeq: number };
  };
  changeAttributes: { data: WriteAttributes; reply: ChangedAttributes };
  changeCounters: { data: WriteCounters; reply: readonly CounterEntry[] };
  recycle: { data: Recycle; reply: boolean };
  setUnread: { data: SetUnread; reply: undefined };
  pin: { data: PinCommand; reply: undefined };
  unpin: { data: PinCommand; reply: undefined };
  deleteCounters: { data: { readonly by: Actor; readonly keys: readonly string[] | undefined }; reply: undefined };
  createTopic: { data: CreateTopic; reply: undefined };
  deleteTopics: { data: { readonly by: Actor; readonly topics: readonly string[] }; reply: TopicResults };
  enterTopic: { data: EnterTopic; reply: TopicGrant };
} & PermissionDecisions &
  OnMessages;

type Items = readonly ItemResult[];
type OfMembers = { readonly by: Actor; readonly id: string; readonly users: readonly string[] };
type PermissionDecisions = {
  createPermissionGroup: { data: CreatePermissionGroup; reply: undefined };
  changePermissionGroup: { data: ChangePermissionGroup; reply: undefined };
  deletePermissionGroups: { data: { readonly by: Actor; readonly ids: readonly string[] }; reply: Items };
  addPermissionMembers: { data: OfMembers; reply: Items };
  removePermissionMembers: { data: OfMembers; reply: Items };
  setTopicPermissions: { data: SetTopicPermissions; reply: Items };
  removeTopicPermissions: {
    data: { readonly by: Actor; readonly id: string; readonly topics: readonly string[] };
    reply: Items;
  };
};

type Collections =
  | 'members'
  | 'recent'
  | 'mutes'
  | 'bans'
  | 'requests'
  | 'unreadSet'
  | 'fieldKeys'
  | 'topics'
  | 'changed'
  | 'permissions';
type Frozen = Omit<GroupState, Collections> & {
  readonly members: FrozenMembers;
  readonly recent: FrozenRecent;
  readonly mutes: readonly [string, number][];
  readonly bans: readonly [string, number][];
  readonly unreadSet: readonly string[];
  readonly fieldKeys: readonly [string, readonly string[]][];
  readonly requests: readonly [string, GroupState['requests'] extends Map<string, infer R> ? R : never][];
  readonly topics: readonly [string, KnownTopic][];
  readonly permissions: FrozenPermissions;
  readonly changed: FrozenChanges;
};

/** A group of any type: what it lets whom do is in `types.ts`, what happens then in one file per family of commands. */
export const groupDecider: Decider<GroupState, GroupDecisions> = {
  category: 'group',
  fingerprint: 'group-4',
  initial: (ids) => initialGroup(ids[0] ?? ''),
  decide: {
    ...onMessages,
    describe: (state) =>
      state.phase === 'alive' ? accept([], { type: state.type, activity: state.activity }) : noSuchGroup(state),
    permit,
    visit,
    create,
    dissolve,
    changeProfile,
    changeOwner,
    join,
    add,
    handle,
    quit,
    kick,
    mute,
    ban,
    changeMember: change,
    send,
    import: importMessage,
    read,
    createTopic,
    deleteTopics,
    enterTopic,
    createPermissionGroup,
    changePermissionGroup,
    deletePermissionGroups,
    addPermissionMembers,
    removePermissionMembers,
    setTopicPermissions,
    removeTopicPermissions,
    changeAttributes,
    changeCounters,
    deleteCounters,
    pin,
    unpin,
    setUnread,
    recycle,
  },
  evolve: evolveGroup,
  freeze: (state): Frozen => ({
    ...state,
    members: state.members.freeze(),
    recent: state.recent.freeze(),
    mutes: [...state.mutes],
    bans: [...state.bans],
    unreadSet: [...state.unreadSet],
    fieldKeys: [...state.fieldKeys],
    requests: [...state.requests],
    topics: [...state.topics],
    permissions: state.permissions.freeze(),
    changed: state.changed.freeze(),
  }),
  thaw(frozen) {
    const state = frozen as Frozen;
    return {
      ...state,
      members: MemberTable.thaw(state.members),
      recent: RecentMessages.thaw(state.recent),
      mutes: new Map(state.mutes),
      bans: new Map(state.bans),
      unreadSet: new Set(state.unreadSet),
      fieldKeys: new Map(state.fieldKeys),
      requests: new Map(state.requests),
      topics: new Map(state.topics),
      permissions: PermissionGroups.thaw(state.permissions),
      changed: RecentChanges.thaw(state.changed),
    };
  },
  weigh: (state) =>
    800 +
    state.members.weight +
    state.recent.weight +
    state.changed.weight +
    state.permissions.weight +
    state.topics.size * 500 +
    (state.mutes.size + state.bans.size + state.unreadSet.size) * 60 +
    state.fieldKeys.size * 200 +
    weighAttributes(state.attributes) +
    state.counters.entries.length * 120,
};
