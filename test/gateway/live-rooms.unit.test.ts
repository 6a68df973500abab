import t from 'tap';
import { GroupMessageFlag } from '../../events/group/events.ts';
import { holdMs } from '../../gateway/delivery/fan-out.ts';
import { APP, messageOf, RoomWorld } from './room-world.ts';

function withThree(): RoomWorld {
  const world = new RoomWorld();
  for (const user of ['ann', 'bob', 'cid']) {
    world.open(user);
    world.enter(user);
  }
  world.told();
  return world;
}

t.test('who joins is told to those who are there, with their number; messages reach them all #569 #538', async (t) => {
  const world = withThree();
  world.open('dan');
  world.say(1);
  t.same(world.told(), ['ann1 groupMessage 1', 'bob1 groupMessage 1', 'cid1 groupMessage 1'], 'dan is not in');
  world.enter('dan');
  t.same(
    world.told(),
    ['ann1', 'bob1', 'cid1', 'dan1'].map((who) => `${who} MembersJoined dan of 4`),
  );
  t.equal(world.delivery.online(APP, 'g1'), 4);
  world.leave('dan');
  t.same(
    world.told(),
    ['ann1', 'bob1', 'cid1'].map((who) => `${who} MemberQuit dan of 3`),
  );
  t.equal(world.delivery.online(APP, 'g1'), 3);
});

t.test('several devices count once; leaving with one says nothing to the others #581', async (t) => {
  const world = withThree();
  world.open('bob', 2);
  world.enter('bob', 2);
  t.same(world.told(), []);
  t.equal(world.rooms.count(APP, 'g1'), 3);
  world.leave('bob', 1);
  t.same(world.told(), []);
  world.say(1);
  t.same(world.told(), ['ann1 groupMessage 1', 'bob2 groupMessage 1', 'cid1 groupMessage 1']);
  world.leave('bob', 2);
  t.same(world.told(), ['ann1 MemberQuit bob of 2', 'cid1 MemberQuit bob of 2']);
});

t.test('a broken connection may come back; one that stays away is out, and so is one that logged out', async (t) => {
  const world = withThree();
  const [session] = world.sessions.of(APP, 'bob');
  if (session === undefined) throw new Error('bob is there');
  world.sessions.close(session);
  world.timing.pass(19_000);
  world.open('bob');
  world.say(1);
  t.ok(world.told().includes('bob1 groupMessage 1'), 'without joining again');
  world.timing.pass(60_000);
  t.same(world.told(), []);
  for (const one of world.sessions.of(APP, 'bob')) world.sessions.close(one);
  world.timing.pass(19_999);
  t.equal(world.rooms.count(APP, 'g1'), 3);
  world.timing.pass(1);
  t.same(world.told(), ['ann1 MemberQuit bob of 2', 'cid1 MemberQuit bob of 2']);
  world.rooms.gone({ app: APP, user: 'cid', instance: 1 });
  t.same(world.told(), ['ann1 MemberQuit cid of 1']);
});

t.test('nobody is in any room after a restart #577', async (t) => {
  const world = new RoomWorld();
  world.open('bob');
  t.notOk(world.rooms.has(APP, 'g1', 'bob'));
  t.equal(world.delivery.online(APP, 'g1'), 0);
  world.say(1);
  t.same(world.told(), []);
});

t.test('a storm of joins is told together, and who came and went in it not at all #568', async (t) => {
  const world = new RoomWorld();
  world.crowd(300);
  for (let i = 0; i < 50; i++) {
    world.open(`n${i}`);
    world.enter(`n${i}`);
  }
  world.leave('n49');
  t.same(world.told(), [], 'nothing yet');
  world.timing.pass(310);
  const told = world.told();
  t.equal(told.length, 349, 'one tip each, not fifty');
  t.match(told[0], 'MembersJoined n39+n40+n41+n42+n43+n44+n45+n46+n47+n48 of 349');
});

t.test('100,000 viewers: joining, counting and leaving cost the same at any size #568', async (t) => {
  const world = new RoomWorld();
  for (let i = 0; i < 100_000; i++) world.enter(`v${i}`);
  t.equal(world.rooms.count(APP, 'g1'), 100_000);
  const { viewers } = world.rooms.page(APP, 'g1', { after: 0, limit: 2 });
  t.same(
    viewers.map(({ user }) => user),
    ['v99999', 'v99998'],
  );
  for (let i = 0; i < 100_000; i++) world.leave(`v${i}`);
  t.equal(world.rooms.count(APP, 'g1'), 0);
});

t.test('the member list: the newest first, 1,000 at most, in pages #572', async (t) => {
  const world = new RoomWorld();
  for (let i = 1; i <= 1005; i++) world.enter(`v${i}`);
  const seen: string[] = [];
  let after = 0;
  do {
    const page = world.rooms.page(APP, 'g1', { after, limit: 300 });
    seen.push(...page.viewers.map(({ user }) => user));
    after = page.next;
    world.leave('v500');
    world.enter(`late${after}`);
  } while (after > 0);
  t.equal(seen[0], 'v1005');
  t.equal(new Set(seen).size, seen.length, 'nobody twice');
  t.ok(seen.length >= 990 && seen.length <= 1000, `${seen.length}`);
});

t.test('marks: of those who are there, listed by mark, lost on leaving #574 #575', async (t) => {
  const world = withThree();
  const mark = (user: string, ...marks: number[]) => world.rooms.mark(APP, 'g1', true, [{ user, marks }]);
  t.same(mark('bob', 1000, 1001), ['bob']);
  t.same(mark('ann', 1000), ['ann']);
  t.same(mark('stranger', 1000), []);
  const having = (wanted: number) =>
    world.rooms.page(APP, 'g1', { after: 0, limit: 9, mark: wanted }).viewers.map(({ user }) => user);
  t.same(having(1000), ['bob', 'ann']);
  t.same(having(1001), ['bob']);
  t.same(world.rooms.mark(APP, 'g1', false, [{ user: 'bob', marks: [1001] }]), ['bob']);
  t.same(having(1001), []);
  for (let i = 0; i < 9; i++) t.same(mark('cid', 2000 + i), ['cid']);
  t.same(mark('cid', 3000), [], 'a room knows 10 marks');
  world.leave('cid');
  world.enter('cid');
  t.same(having(2000), []);
  t.same(mark('cid', 3000), ['cid'], 'a mark nobody has is forgotten');
});

t.test('at most 1,000 have one mark', async (t) => {
  const world = new RoomWorld();
  const items = Array.from({ length: 1001 }, (_, i) => ({ user: `v${i}`, marks: [1000] }));
  for (const { user } of items) world.enter(user);
  t.equal(world.rooms.mark(APP, 'g1', true, items).length, 1000);
});

t.test('who is banned is out at once: a notice to him, a tip to the others', async (t) => {
  const world = withThree();
  const until = Math.floor(world.timing.now() / 1000) + 60;
  world.happen('MembersBanned', { users: ['bob'], until, by: 'ann', reason: 'loud', seq: -1 }, 'ann');
  t.same(world.told(), ['ann1 MembersBanned bob of 2', 'bob1 banned loud', 'cid1 MembersBanned bob of 2']);
  t.notOk(world.rooms.has(APP, 'g1', 'bob'));
  world.say(1);
  t.notOk(world.told().includes('bob1 groupMessage 1'));
  world.happen('MembersBanned', { users: ['bob'], until: 0, by: 'ann', reason: '', seq: -1 }, 'ann');
  t.same(world.told(), ['ann1 MembersBanned bob of 2', 'cid1 MembersBanned bob of 2'], 'lifted: told, nobody is in');
});

t.test('the end of a room empties it', async (t) => {
  const world = withThree();
  world.happen('GroupDissolved', { by: 'ann', type: 'AVChatRoom', name: 'G' }, 'ann');
  t.same(world.told(), ['bob1 dissolved', 'cid1 dissolved', 'ann1 dissolved'].sort());
  t.notOk(world.rooms.has(APP, 'g1', 'bob'));
});

t.test('a system notice reaches who is online, or the chosen ones among them #245 #246 #271', async (t) => {
  const world = withThree();
  const notice = { app: APP, group: 'g1', content: 'hello', by: 'root' };
  world.delivery.systemNotice({ ...notice, to: undefined });
  t.same(world.told(), ['ann1 custom hello', 'bob1 custom hello', 'cid1 custom hello']);
  world.open('dan');
  world.delivery.systemNotice({ ...notice, to: ['bob', 'dan', 'bob', 'nobody'] });
  t.same(world.told(), ['bob1 custom hello']);
});

t.test('a broadcast reaches everybody in any room once #270', async (t) => {
  const world = withThree();
  world.enter('bob', 1, 'g2');
  world.open('dan');
  world.told();
  world.delivery.broadcast({ app: APP, message: messageOf(5) });
  t.same(world.told(), ['ann1 liveBroadcast 5', 'bob1 liveBroadcast 5', 'cid1 liveBroadcast 5']);
  world.delivery.broadcast({ app: APP + 1, message: messageOf(6) });
  t.same(world.told(), [], 'nothing crosses apps');
});

t.test('small rooms are told at once, large ones together and in order, never later than 50 ms', async (t) => {
  t.same([1, 99, 100, 1000, 5000, 1_000_000].map(holdMs), [0, 0, 1, 10, 50, 50]);
  const world = new RoomWorld();
  world.crowd(1000);
  world.encoded = 0;
  world.say(1);
  world.timing.pass(2);
  world.say(2);
  t.same(world.told(), []);
  world.timing.pass(8);
  t.same(world.toldTo('c71'), ['groupMessage 1', 'groupMessage 2']);
  t.equal(world.told().length, 2000);
  t.equal(world.encoded, 2, 'encoded once, whatever the audience');
});

t.test('a viewer who cannot follow misses the least messages first #580', async (t) => {
  const world = withThree();
  const send = () => {
    for (const [random, priority] of (['High', 'Normal', 'Low', 'Lowest'] as const).entries()) {
      world.say(random + 1, { priority, from: 'x' });
    }
    return world.told().flatMap((one) => (one.startsWith('bob') ? [one.slice(-1)] : []));
  };
  t.same(send(), ['1', '2', '3', '4']);
  world.waiting.set('bob', 20 * 1024);
  t.same(send(), ['1', '2', '3']);
  world.waiting.set('bob', 100 * 1024);
  t.same(send(), ['1', '2']);
  world.waiting.set('bob', 200 * 1024);
  t.same(send(), ['1']);
  world.waiting.set('bob', 300 * 1024);
  t.same(send(), []);
});

t.test('who discards gets no messages, but tips and notices; except mentions if he wants those #259', async (t) => {
  const world = new RoomWorld('Public');
  world.open('ann', 1, [['g1', '']]);
  world.open('bob', 1, [['g1', 'Discard']]);
  world.open('cid', 1, [['g1', 'NotReceiveMsgExceptAt']]);
  world.open('dan', 1, [['g1', 'AcceptNotNotify']]);
  const hears = (fields: object) => {
    world.say(1, { from: 'x', ...fields });
    return world.told().map((one) => one.slice(0, 3));
  };
  t.same(hears({}), ['ann', 'dan']);
  t.same(hears({ at: ['bob', 'cid'] }), ['ann', 'cid', 'dan']);
  t.same(hears({ flags: GroupMessageFlag.atAll }), ['ann', 'cid', 'dan']);
  t.same(hears({ from: 'bob' }), ['ann', 'bob', 'dan'], 'his own reach his devices');
  world.happen('GroupMessageSent', messageOf(2, { from: 'x', seq: 3, at: ['bob', 'cid'] }));
  t.same(world.told(), ['ann1 groupMessage 2', 'cid1 groupMention', 'cid1 groupMessage 2', 'dan1 groupMessage 2']);
  world.happen('MembersMuted', { users: ['dan'], until: 1, by: 'ann', seq: 4 });
  t.equal(world.told().length, 4, 'a tip reaches all');
});

t.test(
  'a receive option holds from the moment it is set, on every device and after a reconnect #258 #259',
  async (t) => {
    const world = new RoomWorld('Public');
    world.open('ann', 1, [['g1', '']]);
    world.open('bob', 1, [['g1', '']]);
    world.open('bob', 2, [['g1', '']]);
    const set = (remind: 'Discard' | 'AcceptAndNotify') => {
      world.happen('MemberDataChanged', { user: 'bob', remind, by: 'bob' }, 'bob');
      world.told();
    };
    const hears = () => {
      world.say(1, { from: 'x' });
      return world.told().map((one) => one.slice(0, 4));
    };
    set('Discard');
    t.same(hears(), ['ann1']);
    world.open('bob', 1, [['g1', 'Discard']]);
    t.same(hears(), ['ann1']);
    set('AcceptAndNotify');
    t.same(hears(), ['ann1', 'bob1', 'bob2']);
    set('Discard');
    world.happen('MembersKicked', { users: ['bob'], by: 'ann', reason: '', seq: 1 });
    const members = [{ user: 'bob', role: 'Member', joinedAt: 1, custom: [] }] as const;
    world.happen('MembersJoined', { members, how: 'invited', by: 'ann', seq: 2 });
    world.told();
    t.same(hears(), ['ann1', 'bob1', 'bob2'], 'a new membership begins anew');
  },
);

t.test('what waits is told before a room ends, in order and once', async (t) => {
  const world = new RoomWorld();
  world.crowd(4500);
  world.say(1);
  world.say(2);
  world.timing.pass(45);
  t.same(world.toldTo('c44441'), ['groupMessage 1', 'groupMessage 2']);
  t.equal(new Set(world.told()).size, 9000);
  world.say(3);
  world.happen('GroupDissolved', { by: 'olga', type: 'AVChatRoom', name: 'G' });
  t.same(world.toldTo('c44441'), ['groupMessage 3', 'dissolved']);
  t.equal(world.told().length, 9000);
  world.timing.pass(100);
  t.same(world.told(), []);
});
