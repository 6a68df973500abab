import type { GroupProfile, GroupType } from '../../events/group/events.ts';
import type { SentGroupMessage } from '../commands/group-types.ts';
import { accept, type Decider } from '../host/decider.ts';
import { type FrozenRecent, RecentMessages } from '../message/recent.ts';
import { type Add, type Added, add, type Handle, handle, type Join, join, visit } from './entering.ts';
import { ban, type Kick, kick, mute, quit, type Silence } from './leaving.ts';
import { type Create, changeOwner, changeProfile, create, dissolve } from './life.ts';
import { type FrozenMembers, MemberTable } from './members.ts';
import { type Change, change } from './membership.ts';
import { type GroupDraft, importMessage, read, type Sent, send } from './messages.ts';
import { type Actor, noSuchGroup, permit } from './rights.ts';
import { evolveGroup, type GroupState, initialGroup } from './state.ts';
import type { Right } from './types.ts';

export type GroupDecisions = {
  /** What kind of group it is. */
  describe: { data: object; reply: { readonly type: GroupType } };
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
};

type Frozen = Omit<GroupState, 'members' | 'recent' | 'mutes' | 'bans' | 'requests'> & {
  readonly members: FrozenMembers;
  readonly recent: FrozenRecent;
  readonly mutes: readonly [string, number][];
  readonly bans: readonly [string, number][];
  readonly requests: readonly [string, GroupState['requests'] extends Map<string, infer R> ? R : never][];
};

/** A group of any type: what it lets whom do is in `types.ts`, what happens then in one file per family of commands. */
export const groupDecider: Decider<GroupState, GroupDecisions> = {
  category: 'group',
  fingerprint: 'group-2',
  initial: (ids) => initialGroup(ids[0] ?? ''),
  decide: {
    describe: (state) => (state.phase === 'alive' ? accept([], { type: state.type }) : noSuchGroup(state)),
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
  },
  evolve: evolveGroup,
  freeze: (state): Frozen => ({
    ...state,
    members: state.members.freeze(),
    recent: state.recent.freeze(),
    mutes: [...state.mutes],
    bans: [...state.bans],
    requests: [...state.requests],
  }),
  thaw(frozen) {
    const state = frozen as Frozen;
    return {
      ...state,
      members: MemberTable.thaw(state.members),
      recent: RecentMessages.thaw(state.recent),
      mutes: new Map(state.mutes),
      bans: new Map(state.bans),
      requests: new Map(state.requests),
    };
  },
  weigh: (state) => 800 + state.members.weight + state.recent.weight + (state.mutes.size + state.bans.size) * 60,
};
