import { groupDecider } from '../../actors/group/decider.ts';
import type { Actor } from '../../actors/group/rights.ts';
import type { GroupDraft } from '../../actors/group/sequence.ts';
import { type GroupRules, groupRules } from '../../actors/group/types.ts';
import type { NewEvent } from '../../events/envelope.ts';
import type { GroupType } from '../../events/group/events.ts';
import { Given, NOW } from './given.ts';

export const types = Object.keys(groupRules) as GroupType[];
export const rulesFor = (type: GroupType): GroupRules => groupRules[type];

/** Who tries: one of each standing. */
export const people = {
  appAdmin: { user: 'root', admin: true },
  owner: { user: 'olga', admin: false },
  admin: { user: 'adam', admin: false },
  // Where members are not stored, who is there counts as one.
  member: { user: 'mia', admin: false, present: true },
  stranger: { user: 'sam', admin: false },
} as const satisfies Record<string, Actor>;
export type Standing = keyof typeof people;

export const seconds = Math.floor(NOW / 1000);

/** A group of a type with an owner, two admins (where the type has any) and two members. */
export function group(type: GroupType, ...more: NewEvent[]) {
  const role = groupRules[type].hasAdmins ? 'Admin' : 'Member';
  const join = (user: string, as: 'Owner' | 'Admin' | 'Member') => ({ user, role: as, joinedAt: seconds, custom: [] });
  const members: NewEvent = {
    type: 'MembersJoined',
    data: {
      members: [
        join('olga', 'Owner'),
        join('adam', role),
        join('anna', role),
        join('mia', 'Member'),
        join('max', 'Member'),
      ],
      how: 'created',
      by: 'olga',
      seq: 0,
    },
  };
  const admin = (user: string): NewEvent => ({
    type: 'MemberRoleChanged',
    data: { user, role: 'Admin', by: 'olga', seq: 0 },
  });
  const { joinOption, inviteOption } = {
    joinOption: groupRules[type].join.default,
    inviteOption: groupRules[type].invite.default,
  };
  return new Given(
    groupDecider,
    ['g1'],
    [
      {
        type: 'GroupCreated',
        data: {
          groupId: 'g1',
          type,
          owner: 'olga',
          profile: {
            name: 'Group',
            introduction: '',
            notification: '',
            faceUrl: '',
            joinOption,
            inviteOption,
            maxMembers: 10,
            muteAll: false,
            custom: [],
            enablePermission: false,
            defaultPermission: '0',
            historyBeforeJoin: '',
          },
          supportTopic: false,
          createdAt: seconds,
          imported: false,
          by: 'olga',
        },
      },
      ...(groupRules[type].storesMembers ? [members] : [admin('adam'), admin('anna')]),
      ...more,
    ],
  );
}

let random = 0;
export function draft(from: string, fields: Partial<GroupDraft> = {}): GroupDraft {
  return {
    from,
    random: ++random,
    msgSeq: random,
    clientTime: seconds,
    priority: 'Normal',
    flags: 0,
    nick: '',
    faceUrl: '',
    at: [],
    to: [],
    offlinePush: '',
    body: new Uint8Array([1]),
    ...fields,
  };
}
