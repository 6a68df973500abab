import t from 'tap';
import { groupDecider } from '../../actors/group/decider.ts';
import type { Actor } from '../../actors/group/rights.ts';
import { accepted, Given, NOW, refused } from './given.ts';
import { draft } from './group-stories.ts';

const owner: Actor = { user: 'olga', admin: false };
const viewer: Actor = { user: 'vic', admin: false };
const root: Actor = { user: 'root', admin: true };
const here = (actor: Actor): Actor => ({ ...actor, present: true });

const room = new Given(groupDecider, ['live'], []).after('create', {
  by: owner,
  type: 'AVChatRoom',
  owner: 'olga',
  profile: { name: 'Live' },
  supportTopic: false,
  members: [],
  maxMembers: 100,
  importedAt: undefined,
});
const application = (by: Actor) => ({ by, text: '', authentication: 'key', inviter: '' });
const change = { nameCard: undefined, remind: undefined, custom: undefined };
const roleOf = (user: string, role: 'Admin' | 'Member', by = owner) => ({ ...change, by, user, role });
const say = (by: Actor) => ({ by, draft: draft(by.user), onlineOnly: false });

t.test('the creator of a live room is its owner, in it or not #439', async (t) => {
  accepted(t, room.when('dissolve', { by: owner }), [
    { type: 'GroupDissolved', data: { by: 'olga', type: 'AVChatRoom', name: 'Live' } },
  ]);
  refused(t, room.when('dissolve', { by: viewer }), 10007);
});

t.test('coming and going is free and makes no event, however often #569', async (t) => {
  for (const one of [viewer, owner, here(viewer)]) accepted(t, room.when('join', application(one)), [], 'joined');
  accepted(t, room.when('quit', { by: here(viewer) }), []);
  refused(t, room.when('quit', { by: viewer }), 10007);
  refused(t, room.when('quit', { by: here(owner) }), 10009);
});

t.test('only who is there, owner, admins and administrators of the app write', async (t) => {
  const staffed = room.after('changeMember', roleOf('adam', 'Admin'));
  for (const one of [here(viewer), owner, { user: 'adam', admin: false }, root]) {
    accepted(t, staffed.when('send', say(one)), [], { dropped: false, transient: { from: one.user, seq: 0 } });
  }
  refused(t, staffed.when('send', say(viewer)), 10007);
});

t.test('being there means nothing where members are stored', async (t) => {
  const group = new Given(groupDecider, ['g'], []).after('create', {
    by: owner,
    type: 'Public',
    owner: 'olga',
    profile: { name: 'Hikers' },
    supportTopic: false,
    members: [],
    maxMembers: 100,
    importedAt: undefined,
  });
  refused(t, group.when('send', say(here(viewer))), 10007);
  refused(t, group.when('quit', { by: here(viewer) }), 10007);
});

t.test('at most 5 admins, who need not be there; they are admins until somebody says otherwise', async (t) => {
  const names = ['a', 'b', 'c', 'd', 'e'];
  const staffed = names.reduce((all, user) => all.after('changeMember', roleOf(user, 'Admin')), room);
  refused(t, staffed.when('changeMember', roleOf('f', 'Admin')), 10004);
  accepted(t, staffed.when('changeMember', roleOf('e', 'Admin')), []);
  const changed = staffed.after('changeMember', roleOf('e', 'Member')).after('changeMember', roleOf('f', 'Admin'));
  const kept = Object.assign(new Given(groupDecider, ['live'], changed.events), { state: () => changed.thawed() });
  accepted(t, kept.when('permit', { by: { user: 'f', admin: false }, right: 'ban' }), [], { type: 'AVChatRoom' });
  refused(t, kept.when('permit', { by: { user: 'e', admin: false }, right: 'ban' }), 10007);
  refused(t, kept.when('changeMember', roleOf('vic', 'Admin', viewer)), 10007);
});

t.test('members have no data of their own', async (t) => {
  const nameCard = { ...change, by: here(viewer), user: 'vic', role: undefined, nameCard: 'Vic' };
  refused(t, room.when('changeMember', nameCard), 10007);
});

t.test('who is banned is kept out until the ban ends or is lifted; admins lose their role by it', async (t) => {
  const seconds = Math.floor(NOW / 1000);
  const ban = { by: owner, users: ['vic'], seconds: 60, reason: 'loud' };
  accepted(t, room.when('ban', ban), [
    { type: 'MembersBanned', data: { users: ['vic'], until: seconds + 60, by: 'olga', reason: 'loud', seq: -1 } },
  ]);
  const banned = room.after('changeMember', roleOf('vic', 'Admin')).after('ban', ban);
  refused(t, banned.when('join', application(viewer)), 10007);
  refused(t, banned.when('send', say(viewer)), 10007);
  accepted(t, banned.when('join', application(viewer), NOW + 60_000), [], 'joined');
  const lifted = banned.after('ban', { ...ban, seconds: 0 });
  accepted(t, lifted.when('join', application(viewer)), [], 'joined');
  accepted(t, room.when('ban', { ...ban, seconds: 0 }), []);
  refused(t, room.when('ban', { ...ban, by: here({ user: 'max', admin: false }) }), 10007);
});

t.test('the owner mutes; it holds for who comes and goes #576', async (t) => {
  const muted = room.after('mute', { by: owner, users: ['vic'], seconds: 60 });
  refused(t, muted.when('send', say(here(viewer))), 10017);
  accepted(t, muted.when('send', say(here(viewer)), NOW + 60_000), [], { dropped: false });
});

t.test('an application that is agreed to lets in without an event', async (t) => {
  const closed = room.after('changeProfile', { by: owner, changes: { joinOption: 'NeedPermission' } });
  const asked = closed.after('join', application(viewer));
  accepted(t, closed.when('join', application(owner)), [], 'joined');
  const answer = { by: owner, applicant: 'vic', agreed: true, text: '', authentication: 'key', inviter: '' };
  const handled = { applicant: 'vic', agreed: true, by: 'olga', text: '', authentication: 'key', inviter: '' };
  accepted(t, asked.when('handle', answer), [{ type: 'JoinRequestHandled', data: handled }], { enters: true });
});

t.test('without a login only an open live room is watched', async (t) => {
  accepted(t, room.when('visit', {}), []);
  for (const joinOption of ['NeedPermission', 'DisableApply'] as const) {
    refused(t, room.after('changeProfile', { by: owner, changes: { joinOption } }).when('visit', {}), 10007);
  }
  refused(t, room.after('dissolve', { by: owner }).when('visit', {}), 10010);
});

t.test('kicked for a time: out at once, back when it is over #528', async (t) => {
  const group = new Given(groupDecider, ['g'], []).after('create', {
    by: owner,
    type: 'Meeting',
    owner: 'olga',
    profile: { name: 'Hikers' },
    supportTopic: false,
    members: [{ user: 'vic', role: 'Member', custom: [] }],
    maxMembers: 100,
    importedAt: undefined,
  });
  const kicked = group.after('kick', { by: owner, users: ['vic'], reason: 'loud', silent: false, banSeconds: 60 });
  refused(t, kicked.when('send', say(viewer)), 10007);
  refused(t, kicked.when('join', application(viewer)), 10007);
  const outcome = kicked.when('join', application(viewer), NOW + 60_000);
  t.match(outcome, { reply: 'joined', events: [{ type: 'MembersJoined' }] });
});

t.test('nobody is removed from a live room, unless the app lets owner and admins #573', async (t) => {
  const kick = { by: owner, users: ['vic', 'gone'], reason: 'loud', silent: false };
  refused(t, room.when('kick', kick), 10007);
  const data = { users: ['vic'], by: 'olga', reason: 'loud', seq: -1 };
  accepted(t, room.when('kick', { ...kick, present: ['vic'] }), [{ type: 'MembersKicked', data }]);
  refused(t, room.when('kick', { ...kick, by: here({ user: 'max', admin: false }), present: ['vic'] }), 10007);
  const adam = { user: 'adam', admin: false };
  const staffed = room.after('changeMember', roleOf('adam', 'Admin'));
  refused(t, staffed.when('kick', { ...kick, by: adam, present: ['olga'] }), 10007);
});
