import t from 'tap';
import { MemoryStore } from '../../projections/store/memory.ts';
import { admin, caller, given, sent, T0 } from './given.ts';
import { G, group, groupFact, newMember } from './groups/given-groups.ts';

const DAY = 86_400;
const bob = caller('bob');
const world = (days: number, ...facts: Parameters<typeof given>[0]) =>
  given(facts, new MemoryStore(), { retentionDays: days });

/** Ten messages, a day apart. */
const talk = Array.from({ length: 10 }, (_, at) => sent('alice', 'bob', at + 1, { time: T0 + at * DAY }));

t.test('profiles keep messages for 7, 30 or 90 days, a setting for as long as it says #346 #347', async (t) => {
  const long = Array.from({ length: 100 }, (_, at) => sent('alice', 'bob', at + 1, { time: T0 + at * DAY }));
  for (const [days, left] of [
    [7, 7],
    [30, 30],
    [90, 90],
    [0, 100],
  ] as const) {
    const opened = await world(days, ...long);
    // A moment behind the last message.
    opened.now = (T0 + 99 * DAY + 60) * 1000;
    const page = await opened.queries.c2cHistory(bob, { viewer: 'bob', peer: 'alice', limit: 100, direction: 'older' });
    t.equal(page.messages.length, left, `${days} days`);
    t.equal(page.complete, true);
  }
});

t.test('what is over is in no page, no direction and no window of time, for nobody #348', async (t) => {
  const opened = await world(3, ...talk);
  opened.now = (T0 + 9 * DAY + 60) * 1000;
  const seqs = async (query: object, who = bob) =>
    (
      await opened.queries.c2cHistory(who, { viewer: 'bob', peer: 'alice', limit: 2, direction: 'older', ...query })
    ).messages.map(({ message }) => message.seq);
  t.same(await seqs({ limit: 100 }), [8, 9, 10]);
  t.same(await seqs({ direction: 'newer' }), [8, 9]);
  t.same(await seqs({ direction: 'newer', fromSeq: 1, limit: 100 }), [8, 9, 10]);
  t.same(await seqs({ fromSeq: 5 }), []);
  t.same(await seqs({ minTime: 1, maxTime: T0 + 5 * DAY }), []);
  t.same(await seqs({ limit: 100 }, admin), [8, 9, 10]);
  const some = await opened.queries.peerMessages(bob, { viewer: 'bob', peer: 'alice', seqs: [2, 9] });
  t.same(
    some.map(({ message }) => message.seq),
    [9],
  );
  const missed = await opened.queries.changes(bob, { user: 'bob', after: 0, limit: 100 });
  t.same(
    missed.messages.map(({ message }) => message.seq),
    [8, 9, 10],
  );
});

t.test(
  'unread messages that are over do not count #353, and a conversation ends with its last message #350',
  async (t) => {
    const opened = await world(3, ...talk, sent('carol', 'bob', 1, { time: T0 + DAY }));
    const at = async (days: number) => {
      opened.now = (T0 + days * DAY + 60) * 1000;
      const { conversations } = await opened.queries.conversations(bob, { user: 'bob', limit: 10 });
      const { total } = await opened.queries.unread(bob, { user: 'bob' });
      return {
        total,
        peers: conversations.map(({ peer, unread, lastMessage }) => [peer, unread, lastMessage?.message.seq]),
      };
    };
    t.same((await at(3)).peers, [
      ['alice', 9, 10],
      ['carol', 1, 1],
    ]);
    t.same(await at(9), { total: 3, peers: [['alice', 3, 10]] });
    t.same(await at(11), { total: 1, peers: [['alice', 1, 10]] });
    t.same(await at(20), { total: 0, peers: [] });
  },
);

t.test('in groups too: messages and tips of before are gone, and the history ends there #348', async (t) => {
  const said = (seq: number) =>
    groupFact(
      'GroupMessageSent',
      {
        from: 'olga',
        seq,
        time: T0 + seq * DAY,
        random: seq,
        msgSeq: seq,
        clientTime: T0,
        priority: 'Normal',
        flags: 0,
        nick: '',
        faceUrl: '',
        nameCard: '',
        at: [],
        to: [],
        offlinePush: '',
        body: Buffer.from('x'),
      },
      T0 + seq * DAY,
    );
  const opened = await world(
    3,
    group('Public'),
    groupFact('MembersJoined', { members: [newMember('bob')], how: 'applied', by: 'bob', seq: 1 }),
    ...Array.from({ length: 9 }, (_, at) => said(at + 2)),
  );
  const page = async (upTo: number, count: number) => {
    const found = await opened.queries.groupHistory(bob, { group: G, viewer: 'bob', upTo, count });
    return {
      seqs: found.entries.map((entry) => (entry.kind === 'tip' ? entry.seq : entry.message.seq)),
      finished: found.finished,
    };
  };
  opened.now = (T0 + 10 * DAY + 60) * 1000;
  t.same(await page(0, 5), { seqs: [10, 9, 8], finished: true });
  t.same(await page(0, 2), { seqs: [10, 9], finished: false });
  t.same(await page(5, 5), { seqs: [], finished: true });
  const lastOf = async () => (await opened.queries.groupConversations(bob, { user: 'bob' }))[0]?.lastEntry;
  t.match(await lastOf(), { message: { seq: 10 } });
  opened.now = (T0 + 20 * DAY) * 1000;
  t.equal(await lastOf(), undefined);
});
