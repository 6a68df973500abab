import t from 'tap';
import type { NewEvent } from '../../events/envelope.ts';
import type { GroupType } from '../../events/group/events.ts';
import type { Outcome } from './given.ts';
import { draft, group, people, rulesFor, type Standing, types } from './group-stories.ts';

type Try = (type: GroupType, by: (typeof people)[Standing]) => Outcome;

/** A message of mia, where messages are kept. */
function written(type: GroupType): NewEvent[] {
  const outcome = group(type).when('send', { by: people.member, draft: draft('mia'), onlineOnly: false });
  return 'events' in outcome ? [...outcome.events] : [];
}

/** What is tried, on somebody below or beside the one who tries. */
const operations: Readonly<Record<string, Try>> = {
  rename: (type, by) => group(type).when('changeProfile', { by, changes: { name: 'New' } }),
  changeJoinOption: (type, by) => group(type).when('changeProfile', { by, changes: { joinOption: 'DisableApply' } }),
  muteAll: (type, by) => group(type).when('changeProfile', { by, changes: { muteAll: true } }),
  dissolve: (type, by) => group(type).when('dissolve', { by }),
  transfer: (type, by) => group(type).when('changeOwner', { by, owner: 'max' }),
  appoint: (type, by) =>
    group(type).when('changeMember', {
      by,
      user: 'max',
      role: 'Admin',
      nameCard: undefined,
      remind: undefined,
      custom: undefined,
    }),
  kickMember: (type, by) => group(type).when('kick', { by, users: ['max'], reason: '', silent: false }),
  kickOwner: (type, by) => group(type).when('kick', { by, users: ['olga'], reason: '', silent: false }),
  kickAdmin: (type, by) => group(type).when('kick', { by, users: ['anna'], reason: '', silent: false }),
  muteMember: (type, by) => group(type).when('mute', { by, users: ['max'], seconds: 60 }),
  ban: (type, by) => group(type).when('ban', { by, users: ['max'], seconds: 60, reason: '' }),
  invite: (type, by) =>
    group(type).when('add', {
      by,
      users: ['newbie'],
      impossible: new Map(),
      silent: false,
      imported: undefined,
      authentications: ['a'],
    }),
  send: (type, by) => group(type).when('send', { by, draft: draft(by.user), onlineOnly: false }),
  attributes: (type, by) =>
    group(type).when('changeAttributes', { by, operation: 'clear', writes: [], mainSeq: undefined }),
  pin: (type, by) => group(type, ...written(type)).when('pin', { by, messageSeq: 1 }),
  counters: (type, by) => group(type).when('changeCounters', { by, operation: 'set', values: [['n', 1]], random: 0 }),
};

const everybody: readonly Standing[] = ['appAdmin', 'owner', 'admin', 'member', 'stranger'];
const [root, owner, admins, members] = [
  everybody.slice(0, 1),
  everybody.slice(0, 2),
  everybody.slice(0, 3),
  everybody.slice(0, 4),
];

/** Who may, by operation and type: the matrix of product.md §2.21, written out a second time and by hand. */
const may: Readonly<Record<string, Readonly<Record<GroupType, readonly Standing[]>>>> = {
  rename: { Work: members, Public: admins, Meeting: admins, AVChatRoom: admins, Community: admins },
  changeJoinOption: { Work: owner, Public: admins, Meeting: admins, AVChatRoom: admins, Community: admins },
  muteAll: { Work: root, Public: admins, Meeting: admins, AVChatRoom: admins, Community: admins },
  dissolve: { Work: root, Public: owner, Meeting: owner, AVChatRoom: owner, Community: owner },
  transfer: { Work: owner, Public: owner, Meeting: owner, AVChatRoom: [], Community: owner },
  appoint: { Work: [], Public: owner, Meeting: owner, AVChatRoom: owner, Community: owner },
  kickMember: { Work: owner, Public: admins, Meeting: admins, AVChatRoom: root, Community: admins },
  kickAdmin: { Work: owner, Public: owner, Meeting: owner, AVChatRoom: root, Community: owner },
  kickOwner: { Work: root, Public: root, Meeting: root, AVChatRoom: root, Community: root },
  muteMember: { Work: root, Public: admins, Meeting: admins, AVChatRoom: owner, Community: admins },
  ban: { Work: root, Public: root, Meeting: root, AVChatRoom: admins, Community: root },
  invite: { Work: members, Public: admins, Meeting: admins, AVChatRoom: [], Community: members },
  send: { Work: members, Public: members, Meeting: members, AVChatRoom: members, Community: members },
  attributes: { Work: members, Public: members, Meeting: members, AVChatRoom: members, Community: members },
  counters: { Work: members, Public: members, Meeting: members, AVChatRoom: members, Community: [] },
  pin: { Work: members, Public: admins, Meeting: admins, AVChatRoom: [], Community: admins },
};

for (const type of types) {
  t.test(`who may do what in a group of type ${type}`, async (t) => {
    for (const [name, attempt] of Object.entries(operations)) {
      for (const standing of everybody) {
        // A Work group has no admins: those who would be are members.
        const as = standing === 'admin' && !rulesFor(type).hasAdmins ? 'member' : standing;
        const outcome = attempt(type, people[standing]);
        const allowed = may[name]?.[type].includes(as) ?? false;
        t.equal('code' in outcome ? outcome.code : 0, allowed ? 0 : 10007, `${standing}: ${name}`);
      }
    }
  });
}

t.test('nothing can be done in a group that is not there, or not any more', async (t) => {
  const gone = group('Public').after('dissolve', { by: people.owner });
  t.match(gone.when('send', { by: people.owner, draft: draft('olga'), onlineOnly: false }), { code: 10010 });
  t.match(gone.when('quit', { by: people.member }), { code: 10010 });
  t.match(gone.when('kick', { by: people.owner, users: ['max'], reason: '', silent: false }), { code: 10010 });
  t.match(gone.when('describe', {}), { code: 10010 });
});
