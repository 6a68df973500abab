import fc from 'fast-check';
import t from 'tap';
import { withGroup, withPeer } from '../../events/user/conversations.ts';
import type { ListedConversation, ListPlace } from '../../projections/index.ts';
import { projections } from '../../projections/index.ts';
import { MemoryStore } from '../../projections/store/memory.ts';
import { arrange, conversationStory, ME, unreadOf } from './conversation-story.ts';
import { admin, caller, dumpOf, given, read, runnerOver, sent, T0, userFact, type World } from './given.ts';
import { group, groupFact, join, message } from './groups/given-groups.ts';

const me = caller(ME);
type Query = Partial<Parameters<World['queries']['conversationList']>[1]>;

/** The whole list, read in pages. */
async function listOf(world: World, query: Query = {}, limit = 100): Promise<readonly ListedConversation[]> {
  const found: ListedConversation[] = [];
  let behind: ListPlace | undefined;
  do {
    const page = await world.queries.conversationList(me, { user: ME, limit, behind, ...query });
    found.push(...page.conversations);
    behind = page.next;
  } while (behind !== undefined);
  return found;
}

const ids = (list: readonly ListedConversation[]) => list.map(({ id }) => id);
const pin = (...conversations: `C2C${string}`[]) => userFact(ME, 'ConversationsPinned', { conversations });
const remove = (...conversations: Parameters<typeof withPeer>[0][]) =>
  userFact(ME, 'ConversationsDeleted', { conversations: conversations.map(withPeer), withHistory: false });

for (const [name, store] of Object.entries({
  'a store that answers at once': () => new MemoryStore(),
  'a store that answers later': () => new MemoryStore({ async: true }),
})) {
  t.test(`law: list, unread and settings are functions of the log, with ${name} #389 #390 #395 #396`, async (t) => {
    const property = fc.asyncProperty(conversationStory(120), fc.integer({ min: 1, max: 5 }), async (steps, limit) => {
      const life = arrange(steps);
      const world = await given(life.facts, store());
      if (world.problems[0]) throw world.problems[0];
      const list = await listOf(world, {}, limit);
      const seen = list.map(({ id, unread, pinned, marks, custom, groups, remind, lastTime }) => {
        return { id, unread, pinned, marks, custom, groups, remind, lastTime };
      });
      const expected = life.list.map((one) => {
        const { id, pinned, marks, custom, groups, remind, lastTime } = one;
        return { id, unread: unreadOf(one), pinned, marks, custom, groups, remind, lastTime };
      });
      t.strictSame(seen, expected);
      const loud = life.list.filter(({ remind }) => remind === 'AcceptAndNotify').map(unreadOf);
      const { total } = await world.queries.unreadTotal(me, { user: ME });
      t.equal(
        total,
        loud.reduce((sum, unread) => sum + unread, 0),
      );
    });
    await fc.assert(property, { numRuns: 60 });
  });
}

t.test('law: what was lived through is byte for byte what the log alone gives', async (t) => {
  const property = fc.asyncProperty(conversationStory(120), async (steps) => {
    const { facts } = arrange(steps);
    const store = new MemoryStore();
    const world = await given(facts, store);
    await world.runner.flush();
    await world.runner.rebuild('conversation-settings');
    await world.runner.flush();
    const anew = new MemoryStore();
    const { runner, problems } = runnerOver(world.log, anew, projections);
    await runner.start();
    await runner.close();
    t.same(problems, []);
    t.strictSame(await dumpOf(store), await dumpOf(anew));
  });
  await fc.assert(property, { numRuns: 25 });
});

t.test(
  'pinned ones stand first, newest first in both parts, in pages without gaps or doubles #382 #387 #395',
  async (t) => {
    const peers = Array.from({ length: 23 }, (_, i) => `peer${i}`);
    // Several share a second, with groups among them.
    const facts = peers.flatMap((peer, i) => {
      const time = T0 + Math.floor(i / 4);
      const groupId = `g${i}`;
      return [
        sent(peer, ME, 1, { time }),
        group('Public', { groupId, owner: '' }),
        join([ME], { groupId }),
        message('eve', 1, { time }, groupId),
      ];
    });
    const world = await given([...facts, pin('C2Cpeer3', 'C2Cpeer9')]);
    const whole = await listOf(world);
    t.same(ids(whole).slice(0, 2), ['C2Cpeer9', 'C2Cpeer3']);
    t.equal(whole.length, 46);
    for (const limit of [1, 2, 3, 7, 45]) t.same(ids(await listOf(world, {}, limit)), ids(whole), `pages of ${limit}`);
    const times = whole.slice(2).map(({ lastTime }) => lastTime);
    t.same(
      times,
      [...times].sort((one, other) => other - one),
    );
    // One that moves up is not seen again further down, and pushes nobody out.
    const page = await world.queries.conversationList(me, { user: ME, limit: 10 });
    await world.add(sent('peer0', ME, 2, { time: T0 + 500 }));
    const rest = await listOf(world, { behind: page.next });
    const both = [...ids(page.conversations), ...ids(rest)];
    t.same([...both, 'C2Cpeer0'].sort(), ids(whole).sort());
  },
);

t.test(
  'a deleted conversation leaves the list, reads what is there, and comes back with the next message #396',
  async (t) => {
    const world = await given([sent('ann', ME, 1), sent('ann', ME, 2), sent('bob', ME, 1), pin('C2Cann')]);
    await world.add(remove('ann'));
    t.same(ids(await listOf(world)), ['C2Cbob']);
    t.equal((await world.queries.unread(me, { user: ME })).total, 1);
    t.match(await world.queries.conversation(admin, { user: 'ann', peer: ME }), { peerReadSeq: 0, unread: 0 });
    t.same(
      (await world.queries.conversations(me, { user: ME, limit: 9 })).conversations.map(({ peer }) => peer),
      ['bob'],
    );
    const history = await world.queries.c2cHistory(me, { viewer: ME, peer: 'ann', limit: 9, direction: 'older' });
    t.equal(history.messages.length, 2, 'the messages are all there');
    await world.add(sent('ann', ME, 3));
    const back = await listOf(world);
    t.match(back, [{ id: 'C2Cann', unread: 1, pinned: false }, { id: 'C2Cbob' }]);
    await world.add(read(ME, 'ann', 3));
    t.match(await listOf(world), [{ unread: 0 }, { unread: 1 }]);
  },
);

t.test('so does one with a group, whatever was set from outside #396', async (t) => {
  const facts = [group('Public', { owner: '' }), join([ME], {}), message('eve', 1), message(ME, 2), message('eve', 3)];
  const set = groupFact('GroupUnreadSet', { user: ME, unread: 9, atSeq: 3, by: '' });
  const world = await given([...facts, set]);
  const G = '@TGS#one';
  t.match(await listOf(world), [{ id: withGroup(G), unread: 9 }]);
  await world.add(userFact(ME, 'ConversationsDeleted', { conversations: [withGroup(G)], withHistory: false }));
  t.same(await listOf(world), []);
  t.same(await world.queries.unreadTotal(me, { user: ME }), { total: 0, conversations: 0 });
  await world.add(message('eve', 4));
  t.match(await listOf(world), [{ id: withGroup(G), unread: 1 }]);
});

t.test('what was arranged behind a position is told with what is new #395 #411', async (t) => {
  const world = await given([sent('ann', ME, 1), sent('bob', ME, 1), sent('cid', ME, 1), pin('C2Cann')]);
  const { position } = await world.queries.conversationList(me, { user: ME, limit: 9 });
  t.same(await listOf(world, { changedAfter: position }), []);
  await world.add(
    userFact(ME, 'ConversationsUnpinned', { conversations: ['C2Cann'] }),
    userFact(ME, 'ConversationsMarked', { items: [{ conversation: 'C2Cbob', marks: [2] }] }),
  );
  t.match(await listOf(world, { changedAfter: position }), [
    { id: 'C2Cbob', marks: [2] },
    { id: 'C2Cann', pinned: false },
  ]);
});

t.test('filters: kind, mark, group, unread, mentions; totals of them #384 #390 #392', async (t) => {
  const G = '@TGS#one';
  const world = await given([
    sent('ann', ME, 1),
    sent('bob', ME, 1),
    sent('bob', ME, 2),
    sent(ME, 'cid', 1),
    group('Public', { owner: '' }),
    join([ME], {}),
    message('eve', 1, { at: [ME] }),
    message('eve', 2),
    userFact(ME, 'ConversationsMarked', { items: [{ conversation: 'C2Cann', marks: [0, 33] }] }),
    userFact(ME, 'ConversationGroupCreated', { id: 1, name: 'mine', conversations: ['C2Cbob', withGroup(G)] }),
  ]);
  const filtered = async (filter: NonNullable<Query['filter']>) => ids(await listOf(world, { filter })).sort();
  t.same(await filtered({ kind: 'group' }), [withGroup(G)]);
  t.same(await filtered({ kind: 'c2c', unread: false }), ['C2Ccid']);
  t.same(await filtered({ mark: 33 }), ['C2Cann']);
  t.same(await filtered({ mark: 1 }), []);
  t.same(await filtered({ group: 1 }), ['C2Cbob', withGroup(G)]);
  t.same(await filtered({ group: 1, kind: 'c2c' }), ['C2Cbob']);
  t.same(await filtered({ unread: true }), ['C2Cann', 'C2Cbob', withGroup(G)]);
  t.same(await filtered({ mentioned: true }), [withGroup(G)]);
  const total = async (filter = {}) => (await world.queries.unreadTotal(me, { user: ME, filter })).total;
  t.equal(await total(), 5);
  t.equal(await total({ group: 1 }), 4);
  t.equal(await total({ mark: 0 }), 1);
  t.equal(await total({ kind: 'group' }), 2);
  await world.add(userFact(ME, 'PeerRemindSet', { peers: ['bob'], remind: 'AcceptNotNotify' }));
  t.equal(await total(), 3, 'not those of which he wants no notification');
  t.equal(await total({ group: 1 }), 2);
  await world.add(groupFact('MemberDataChanged', { user: ME, remind: 'Discard', by: ME }));
  t.equal(await total(), 1);
  t.equal((await listOf(world)).find(({ id }) => id === withGroup(G))?.remind, 'Discard', '#414');
});

t.test('a newer conversation pushes out the oldest, a pinned one stays #349', async (t) => {
  const world = await given(Array.from({ length: 8 }, (_, i) => sent(`p${i}`, ME, 1, { time: T0 + i })));
  world.limits = { ...world.limits, recentConversations: 3 };
  t.same(ids(await listOf(world, {}, 2)), ['C2Cp7', 'C2Cp6', 'C2Cp5']);
  await world.add(pin('C2Cp1'), sent('p2', ME, 2, { time: T0 + 9 }));
  t.same(ids(await listOf(world, {}, 2)), ['C2Cp1', 'C2Cp2', 'C2Cp7']);
  t.equal((await world.queries.unreadTotal(me, { user: ME })).total, 4);
});

t.test('no more than the limit counts as unread, in so many conversations; history has it all #352', async (t) => {
  const world = await given(['a', 'b', 'c'].flatMap((peer) => [1, 2, 3, 4].map((seq) => sent(peer, ME, seq))));
  world.limits = { ...world.limits, unreadConversations: 2, unreadPerConversation: 3 };
  t.same(
    (await world.queries.unread(me, { user: ME })).peers.map(({ peer, unread }) => [peer, unread]),
    [
      ['b', 3],
      ['c', 3],
    ],
  );
  t.equal((await world.queries.conversation(me, { user: ME, peer: 'a' }))?.unread, 3);
  await world.add(read(ME, 'c', 3));
  t.same(
    (await listOf(world)).map(({ id, unread }) => [id, unread]),
    [
      ['C2Cc', 1],
      ['C2Cb', 3],
      ['C2Ca', 0],
    ],
  );
  const page = await world.queries.c2cHistory(me, { viewer: ME, peer: 'a', limit: 9, direction: 'older' });
  t.equal(page.messages.length, 4);
});

t.test('a window of the day in which nothing is to be heard #344', async (t) => {
  const start = T0 + 3600;
  const world = await given([
    userFact(ME, 'DoNotDisturbSet', { remind: 'AcceptNotNotify', start, end: start + 1800, daily: true }),
  ]);
  const activeAt = async (seconds: number) => {
    world.now = seconds * 1000;
    return (await world.queries.doNotDisturb(me, { user: ME })).active;
  };
  const day = 86_400;
  for (const [seconds, active] of [
    [T0, false],
    [start - 1, false],
    [start, true],
    [start + 1799, true],
    [start + 1800, false],
    [start + 3 * day + 5, true],
    [start + 3 * day - 5, false],
  ] as const) {
    t.equal(await activeAt(seconds), active, `${seconds - start} seconds from its beginning`);
  }
  await world.add(userFact(ME, 'DoNotDisturbSet', { remind: 'Discard', start, end: start + 60, daily: false }));
  t.equal(await activeAt(start + 59), true);
  t.equal(await activeAt(start + day + 30), false, 'once only');
  await world.add(userFact(ME, 'DoNotDisturbSet', { remind: 'AcceptNotNotify', start: 0, end: 0, daily: false }));
  t.equal(await activeAt(start + day), true, 'without a window: always');
  await world.add(userFact(ME, 'DoNotDisturbSet', { remind: 'AcceptAndNotify', start: 0, end: 0, daily: false }));
  t.equal(await activeAt(start + day), false);
});

t.test('nobody reads the list of another', async (t) => {
  const world = await given([sent('ann', ME, 1)]);
  const ann = caller('ann');
  const questions: readonly Promise<unknown>[] = [
    world.queries.conversationList(ann, { user: ME, limit: 1 }),
    world.queries.unreadTotal(ann, { user: ME }),
    world.queries.conversationSettings(ann, { user: ME }),
    world.queries.conversationGroups(ann, { user: ME }),
    world.queries.peerReminds(ann, { user: ME }),
    world.queries.doNotDisturb(ann, { user: ME }),
  ];
  for (const ask of questions) {
    await t.rejects(ask, { code: 60010 });
  }
});
