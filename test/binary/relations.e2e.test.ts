import t, { type Test } from 'tap';
import type { BinaryClient } from '../../gateway/binary/client/index.ts';
import { Packet, Request } from '../../gateway/binary/protocol.ts';
import { BinarySocket } from '../fuzz/binary-socket.ts';
import { People } from './people.ts';
import { connect, TestServer, text } from './server.ts';

const source = 'AddSource_Type_Test';
const wording = 'w'.repeat(256);
const remark = 'r'.repeat(96);

t.test('friends, requests and blocklists over the binary protocol', async (t) => {
  const startedAt = Math.floor(Date.now() / 1000);
  const server = await TestServer.start(t.testdir());
  const { port } = server;
  const heard = { phone: new People(), page: new People(), bob: new People(), carol: new People() };
  const [phone, page, bob, carol] = await Promise.all([
    connect(port, 'alice', { listener: heard.phone, platform: 'Android', device: 'phone' }),
    connect(port, 'alice', { listener: heard.page, platform: 'Web', device: 'page' }),
    connect(port, 'bob', { listener: heard.bob }),
    connect(port, 'carol', { listener: heard.carol }),
  ]);
  t.teardown(async () => {
    for (const client of [phone, page, bob, carol]) client.close();
    await server.stop();
  });
  const { friends, requests, groups, blocklist } = phone.relations;
  /** What both of alice's devices were told, which is the same. */
  const told = async (t: Test, count: number) => {
    const [one, other] = await Promise.all([heard.phone.changes(count), heard.page.changes(count)]);
    t.same(one, other, 'all devices are told the same, the one that did it as well');
    return one;
  };
  const peersOf = async (client: BinaryClient) =>
    (await client.relations.friends.page(100)).friends.map(({ peer }) => peer);

  await t.test(
    'who lets anybody in is a friend at once, in both lists or in one #104 #107 #109 #111 #112',
    async (t) => {
      const results = await friends.add([
        { peer: 'bob', source, wording, remark: 'Bobby', group: 'work' },
        { peer: 'nobody', source },
        { peer: 'alice', source },
        { peer: 'carol', source: `${source}Source` },
        { peer: 'carol', source, wording: `${wording}x` },
      ]);
      t.same(
        results.map(([peer, code]) => [peer, code]),
        [
          ['bob', 0],
          ['nobody', 30003],
          ['alice', 30001],
          ['carol', 30001],
          ['carol', 30001],
        ],
      );
      t.match(await told(t, 2), [
        ['FriendGroupsCreated', { names: ['work'] }],
        ['FriendsAdded', { friends: [{ peer: 'bob', remark: 'Bobby', groups: ['work'], source, wording }] }],
      ]);
      t.match(await heard.bob.changes(1), [
        ['FriendsAdded', { friends: [{ peer: 'alice', remark: '', groups: [], wording }] }],
      ]);
      t.match(await friends.add([{ peer: 'carol', source }], false), [['carol', 0, '']]);
      t.match(await told(t, 1), [['FriendsAdded', { friends: [{ peer: 'carol' }] }]]);
      t.same(await peersOf(carol), []);
      t.match(await friends.add([{ peer: 'bob', source }]), [['bob', 30001]]);
    },
  );

  await t.test('pages in the order of adding, entries, what stands between two #127 #130 #134 #135 #136', async (t) => {
    const first = await friends.page(1);
    t.match(first, { friends: [{ peer: 'bob', remark: 'Bobby', groups: ['work'], profile: { nick: '' } }], total: 2 });
    const second = await friends.page(1, first.next);
    t.match(second, { friends: [{ peer: 'carol' }], next: 0, total: 2, sequence: first.sequence });
    t.match(await friends.get(['carol', 'nobody', 'bob']), [{ peer: 'carol' }, null, { peer: 'bob', source }]);
    const { addedAt = 0 } = first.friends[0] ?? {};
    t.ok(addedAt >= startedAt && addedAt <= Date.now() / 1000, 'the server says since when');
    t.same(await friends.check(['bob', 'carol', 'nobody', 'alice']), ['both', 'mine', null, 'none']);
    t.same(await friends.check(['bob', 'carol'], false), ['mine', 'mine']);
    t.same(await carol.relations.friends.check(['alice', 'bob']), ['theirs', 'none']);
    t.same(await carol.relations.friends.check(['alice'], false), ['none']);
  });

  await t.test('what is kept about friends is for its owner alone #131', async (t) => {
    const results = await friends.change([
      { peer: 'bob', remark, groups: ['work', 'chess'] },
      { peer: 'carol', remark: `${remark}r` },
      { peer: 'carol', custom: { none: 'x' } },
      { peer: 'nobody', remark: 'x' },
    ]);
    t.same(
      results.map(([, code]) => code),
      [0, 30001, 30001, 30003],
    );
    t.same(await told(t, 2), [
      ['FriendGroupsCreated', { names: ['chess'], friends: [] }],
      ['FriendsChanged', { friends: [{ peer: 'bob', remark, groups: ['work', 'chess'] }] }],
    ]);
    t.match(await friends.get(['bob', 'carol']), [{ remark }, { remark: '' }]);
    t.match(await bob.relations.friends.get(['alice']), [{ remark: '', groups: [] }]);
  });

  await t.test('groups of friends #137 #138 #139 #140 #141 #142 #143', async (t) => {
    t.same(await groups.create(['work', 'music'], ['carol', 'dave']), [
      ['carol', 0, ''],
      ['dave', 32216, 'Err_SNS_GroupAdd_ToTinyId_Not_Friend'],
    ]);
    t.same(await groups.list(), [
      ['work', ['bob', 'carol']],
      ['chess', ['bob']],
      ['music', ['carol']],
    ]);
    await groups.rename('chess', 'go');
    t.match(await groups.add('go', ['carol', 'dave']), [
      ['carol', 0],
      ['dave', 32216],
    ]);
    t.match(await groups.remove('work', ['bob']), [['bob', 0]]);
    await groups.delete(['music']);
    t.same(await page.relations.groups.list(['go', 'music', 'work']), [
      ['go', ['bob', 'carol']],
      null,
      ['work', ['carol']],
    ]);
    t.same(
      (await told(t, 5)).map(([event]) => event),
      ['FriendGroupsCreated', 'FriendGroupRenamed', 'FriendGroupChanged', 'FriendGroupChanged', 'FriendGroupsDeleted'],
    );
    t.same(await peersOf(phone), ['bob', 'carol'], 'friends stay friends');
    await t.rejects(groups.rename('go', 'work'), { code: 30001 });
    await t.rejects(groups.add('none', ['bob']), { code: 30001 });
    await t.rejects(groups.create(['x'.repeat(31)]), { code: 30001 });
    await t.rejects(groups.create([]), { code: 30001 });
    await t.rejects(groups.create(Array.from({ length: 32 }, (_, n) => `group ${n}`)), { code: 30011 });
  });

  await t.test('friends go, from one list or from both #124 #125 #126 #155', async (t) => {
    t.same(await friends.delete(['carol', 'dave']), [
      ['carol', 0, ''],
      ['dave', 31704, 'the user is not a friend'],
    ]);
    t.same(await told(t, 1), [['FriendsRemoved', { peers: ['carol'] }]]);
    t.same(await bob.relations.friends.check(['alice']), ['both']);
    t.match(await bob.relations.friends.delete(['alice']), [['alice', 0]]);
    t.same(await heard.bob.changes(1), [['FriendsRemoved', { peers: ['alice'] }]]);
    t.same(await friends.check(['bob']), ['mine']);
    await bob.relations.friends.add([{ peer: 'alice', source }]);
    await heard.bob.changes(1);
    t.match(await friends.deleteAll(true), [['bob', 0]]);
    t.same(await told(t, 1), [['FriendsRemoved', { peers: ['bob'] }]]);
    t.same(await heard.bob.changes(1), [['FriendsRemoved', { peers: ['alice'] }]]);
    t.same([await peersOf(phone), await peersOf(bob)], [[], []]);
  });

  await t.test('who wants to be asked is asked, and answers #105 #108 #110 #116 #117 #118 #121', async (t) => {
    await phone.profiles.change({ nick: 'Alice', fields: { AllowType: 'AllowType_Type_NeedConfirm' } });
    await carol.profiles.change({ nick: 'Carol' });
    const asked = { peer: 'alice', source, wording: 'it is me', remark: 'A' };
    t.match(await bob.relations.friends.add([{ peer: 'alice', source }]), [['alice', 30539]]);
    t.match(await carol.relations.friends.add([asked]), [['alice', 30539]]);
    t.match(await told(t, 2), [
      ['RequestsAdded', { requests: [{ peer: 'bob', direction: 'in', wording: '' }] }],
      ['RequestsAdded', { requests: [{ peer: 'carol', direction: 'in', wording: 'it is me' }] }],
    ]);
    t.match(await heard.carol.changes(1), [['RequestsAdded', { requests: [{ peer: 'alice', direction: 'out' }] }]]);
    await heard.bob.changes(1);
    t.match(await carol.relations.requests.list(), {
      requests: [{ peer: 'alice', direction: 'out', nick: 'Alice', wording: 'it is me', source }],
      unread: 0,
    });
    const list = await requests.list();
    t.equal(list.unread, 2);
    t.match(
      list.requests.find(({ peer }) => peer === 'carol'),
      { direction: 'in', nick: 'Carol', wording: 'it is me' },
    );
    await requests.read();
    t.match(await told(t, 1), [['RequestsRead', {}]]);
    t.equal((await page.relations.requests.list()).unread, 0);

    await requests.answer('carol', 'agreeAndAdd', { remark: 'C', group: 'work' });
    t.match(await told(t, 2), [
      ['FriendsAdded', { friends: [{ peer: 'carol', remark: 'C', groups: ['work'], wording: 'it is me' }] }],
      ['RequestsRemoved', { requests: [{ peer: 'carol', direction: 'in' }] }],
    ]);
    t.match(await heard.carol.changes(2), [
      ['FriendsAdded', { friends: [{ peer: 'alice', remark: 'A' }] }],
      ['RequestsRemoved', { requests: [{ peer: 'alice', direction: 'out' }] }],
    ]);
    await requests.answer('bob', 'agree');
    t.same(await told(t, 1), [['RequestsRemoved', { requests: [{ peer: 'bob', direction: 'in' }] }]]);
    t.match(await heard.bob.changes(2), [['FriendsAdded', { friends: [{ peer: 'alice' }] }], ['RequestsRemoved']]);
    t.same([await peersOf(bob), await peersOf(phone)], [['alice'], ['carol']]);
    await t.rejects(requests.answer('bob', 'agree'), { code: 30614 });
  });

  await t.test('a refusal, a request that is taken away, one that nobody may make #106 #119 #120', async (t) => {
    const dave = await connect(port, 'dave');
    t.teardown(() => dave.close());
    t.match(await dave.relations.friends.add([{ peer: 'alice', source }]), [['alice', 30539]]);
    await requests.answer('dave', 'refuse');
    t.same(
      (await told(t, 2)).map(([event]) => event),
      ['RequestsAdded', 'RequestsRemoved'],
    );
    t.same(await dave.relations.requests.list(), { requests: [], unread: 0 });
    await dave.relations.friends.add([{ peer: 'alice', source }]);
    t.same(await dave.relations.requests.delete(['alice', 'bob'], 'out'), [
      ['alice', 0, ''],
      ['bob', 31804, 'there is no such request'],
    ]);
    t.match(await requests.list(), { requests: [{ peer: 'dave', direction: 'in' }], unread: 1 });
    t.match(await requests.delete(['dave'], 'in'), [['dave', 0]]);
    t.same(
      (await told(t, 2)).map(([event]) => event),
      ['RequestsAdded', 'RequestsRemoved'],
    );
    await phone.profiles.change({ fields: { AllowType: 'AllowType_Type_DenyAny' } });
    t.match(await dave.relations.friends.add([{ peer: 'alice', source }]), [['alice', 30516]]);
  });

  await t.test(
    'who is blocked is no friend, asks nothing and is not heard #144 #145 #146 #147 #149 #150 #151',
    async (t) => {
      t.same(
        (await blocklist.add(['carol', 'nobody', 'alice'])).map(([user, code]) => [user, code]),
        [
          ['carol', 0],
          ['nobody', 30003],
          ['alice', 30001],
        ],
      );
      t.match(await told(t, 2), [
        ['UsersBlocked', { users: [{ peer: 'carol' }] }],
        ['FriendsRemoved', { peers: ['carol'] }],
      ]);
      t.same(await heard.carol.changes(1), [['FriendsRemoved', { peers: ['alice'] }]]);
      t.match(await carol.relations.friends.add([{ peer: 'alice', source }]), [['alice', 30525]]);
      t.match(await friends.add([{ peer: 'carol', source }]), [['carol', 30515]]);
      t.match(await blocklist.add(['bob', 'carol']), [
        ['bob', 0],
        ['carol', 30001],
      ]);
      await told(t, 1);
      const first = await blocklist.page(1);
      t.match(first.users, [['carol', Number]]);
      t.match(await blocklist.page(1, first.next), { users: [['bob', Number]], next: 0 });
      t.same(await blocklist.check(['carol', 'dave', 'nobody']), ['mine', 'none', null]);
      t.same(await carol.relations.blocklist.check(['alice']), ['none'], 'nobody learns who has blocked him');
      await bob.relations.blocklist.add(['alice']);
      t.same(await blocklist.check(['bob', 'dave']), ['mine', 'none']);
      await carol.send('alice', text('not heard'));
      t.match(await blocklist.remove(['carol', 'dave']), [
        ['carol', 0],
        ['dave', 0],
      ]);
      t.same(await told(t, 1), [['UsersUnblocked', { peers: ['carol'] }]]);
      t.match(await carol.relations.friends.add([{ peer: 'alice', source }]), [['alice', 30516]], 'may ask again');
      await carol.send('alice', text('heard'));
      await heard.page.until(({ texts }) => texts.includes('heard'));
      t.same(heard.page.texts, ['heard']);
    },
  );

  await t.test('packets of another shape are refused and change nothing', async (t) => {
    const socket = await BinarySocket.login(port, 'alice', 'third');
    t.teardown(() => socket.close());
    const before = await friends.page(100);
    const many = Array.from({ length: 1001 }, (_, n) => `user${n}`);
    const bad: readonly (readonly [kind: number, ...args: readonly unknown[]])[] = [
      [Request.friends],
      [Request.friends, 0],
      [Request.friends, 101],
      [Request.friends, 10, -1],
      [Request.friendEntries, 'bob'],
      [Request.friendEntries, many.slice(0, 101)],
      [Request.addFriends, ['bob']],
      [Request.addFriends, [{ peer: 'bob' }]],
      [Request.addFriends, [{ source }]],
      [Request.addFriends, [{ peer: 'bob', source, remark: 7 }]],
      [Request.addFriends, [{ peer: 'bob', source }], 'both'],
      [Request.addFriends, many.map((peer) => ({ peer, source }))],
      [Request.changeFriends, [{ peer: 'bob', groups: 'work' }]],
      [Request.changeFriends, [{ peer: 'bob', custom: ['x'] }]],
      [Request.changeFriends, { peer: 'bob' }],
      [Request.deleteFriends, 'bob'],
      [Request.deleteFriends, many],
      [Request.deleteFriends, null, 1],
      [Request.checkFriends, null],
      [Request.answerFriendRequest, 'bob', 'maybe'],
      [Request.answerFriendRequest, 7, 'agree'],
      [Request.deleteFriendRequests, ['bob'], 'both'],
      [Request.readFriendRequests, 'now'],
      [Request.friendGroups, 'work'],
      [Request.createFriendGroups, 'work'],
      [Request.createFriendGroups, ['work'], [7]],
      [Request.deleteFriendGroups, null],
      [Request.renameFriendGroup, 'work'],
      [Request.changeFriendGroup, 'work', ['bob']],
      [Request.changeFriendGroup, 'work', 'bob', true],
      [Request.blocklist, 10, 'x'],
      [Request.blockUsers, many],
      [Request.unblockUsers, null],
      [Request.checkBlocked, 'bob'],
    ];
    for (const [n, [kind, ...args]] of bad.entries()) {
      const answer = await socket.ask([kind, 100 + n, ...args]);
      t.match(answer, { 0: Packet.error, 2: 20001, 4: false }, `${kind} ${JSON.stringify(args).slice(0, 60)}`);
    }
    for (const kind of [Request.addFriends, Request.changeFriends, Request.deleteFriends, Request.blockUsers]) {
      t.match(await socket.ask([kind, 500 + kind, [], false]), { 0: Packet.error, 2: 30001 }, `${kind} of nobody`);
    }
    t.same(await friends.page(100), before);
    t.same(heard.phone.relations.length, heard.page.relations.length);
  });

  await t.test('no request reaches the lists of somebody else', async (t) => {
    const erin = await connect(port, 'erin');
    t.teardown(() => erin.close());
    const { relations } = erin;
    t.match(await relations.friends.page(100), { friends: [], total: 0 });
    t.same(await relations.requests.list(), { requests: [], unread: 0 });
    t.same(await relations.groups.list(), []);
    t.same(await relations.blocklist.page(100), { users: [], next: 0 });
    t.same(await relations.groups.list(['work']), [null]);
    t.same(await relations.friends.get(['alice', 'bob']), [null, null]);
  });
});
