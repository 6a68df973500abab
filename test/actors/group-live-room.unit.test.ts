import t from 'tap';
import { groupDecider } from '../../actors/group/decider.ts';
import { accepted, Given, refused } from './given.ts';

const owner = { user: 'olga', admin: false };
const viewer = { user: 'vic', admin: false };

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

t.test('the creator of a live room is its owner, in it or not #439', async (t) => {
  accepted(t, room.when('dissolve', { by: owner }), [
    { type: 'GroupDissolved', data: { by: 'olga', type: 'AVChatRoom', name: 'Live' } },
  ]);
  refused(t, room.when('dissolve', { by: viewer }), 10007);
});

t.test('who joins a live room is a member, its owner is the owner', async (t) => {
  const application = (by: typeof owner) => ({ by, text: '', authentication: 'key' });
  const roles = room
    .after('join', application(viewer))
    .after('join', application(owner))
    .events.flatMap((event) => (event.type === 'MembersJoined' ? event.data.members : []))
    .map(({ user, role }) => [user, role]);
  t.strictSame(roles, [
    ['vic', 'Member'],
    ['olga', 'Owner'],
  ]);
});
