import fc from 'fast-check';
import t from 'tap';
import { MessageFlag } from '../../events/c2c/events.ts';
import { APP, admin, caller, created, deleted, given, read, sent, T0 } from './given.ts';
import { A, B, inOrder, messagesOf, type Side, story, tell } from './story.ts';

const alice = caller('alice');
const bob = caller('bob');

t.test('a message makes a conversation on both sides #381', async (t) => {
  const world = await given([sent('alice', 'bob', 1)]);
  for (const [reader, peer] of [
    [alice, 'bob'],
    [bob, 'alice'],
  ] as const) {
    const { conversations } = await world.queries.conversations(reader, { user: reader.user, limit: 10 });
    t.same(
      conversations.map((one) => one.peer),
      [peer],
    );
    t.equal(conversations[0]?.lastMessage?.message.seq, 1);
    t.equal(Buffer.from(conversations[0]?.lastMessage?.message.body ?? []).toString(), 'message 1');
    t.equal(conversations[0]?.lastTime, T0 + 1);
  }
  t.equal(await world.queries.conversation(alice, { user: 'alice', peer: 'carol' }), undefined);
  t.equal(await world.queries.conversation(admin, { user: 'carol', peer: 'alice' }), undefined);
});

t.test('unread counts what was received and not read; own messages and noUnread never count #389', async (t) => {
  const world = await given([
    sent('alice', 'bob', 1),
    sent('bob', 'alice', 2),
    sent('alice', 'bob', 3, { flags: MessageFlag.noUnread }),
    sent('alice', 'bob', 4),
    sent('carol', 'bob', 1),
  ]);
  t.same(await world.queries.unread(bob, { user: 'bob' }), {
    total: 3,
    peers: [
      { peer: 'alice', unread: 2, lastTime: T0 + 4 },
      { peer: 'carol', unread: 1, lastTime: T0 + 1 },
    ],
  });
  t.same((await world.queries.unread(alice, { user: 'alice' })).total, 1);
  t.same((await world.queries.unread(admin, { user: 'carol' })).peers, []);
});

t.test('a read up to a point leaves what lies behind it unread #306', async (t) => {
  const world = await given([1, 2, 3, 4, 5].map((seq) => sent('alice', 'bob', seq)));
  const unread = async () => (await world.queries.unread(bob, { user: 'bob' })).total;
  t.equal(await unread(), 5);
  await world.add(read('bob', 'alice', 3));
  t.equal(await unread(), 2);
  await world.add(read('bob', 'alice', 1));
  t.equal(await unread(), 2, 'a mark never moves back');
  await world.add(read('bob', 'alice', 7));
  t.equal(await unread(), 0);
  await world.add(...[6, 7, 8, 9].map((seq) => sent('alice', 'bob', seq)));
  t.equal(await unread(), 2, 'a mark that was ahead covers what comes up to it');
});

t.test('partial reads far apart in a long conversation are counted exactly', async (t) => {
  // Every third message is bob's own, every seventh does not count.
  const facts = Array.from({ length: 700 }, (_, at) => at + 1).map((seq) =>
    seq % 3 === 0
      ? sent('bob', 'alice', seq)
      : sent('alice', 'bob', seq, { flags: seq % 7 === 0 ? MessageFlag.noUnread : 0 }),
  );
  const world = await given(facts);
  for (const mark of [0, 1, 127, 128, 129, 256, 300, 512, 513, 699, 700]) {
    await world.add(read('bob', 'alice', mark));
    let unread = 0;
    for (let seq = mark + 1; seq <= 700; seq++) if (seq % 3 !== 0 && seq % 7 !== 0) unread++;
    t.equal((await world.queries.unread(bob, { user: 'bob' })).total, unread, `read up to ${mark}`);
  }
});

t.test('read marks are known on both sides', async (t) => {
  const world = await given([sent('alice', 'bob', 1), sent('alice', 'bob', 2), read('bob', 'alice', 1, T0 + 1)]);
  const mine = await world.queries.conversation(alice, { user: 'alice', peer: 'bob' });
  t.match(mine, { peerReadSeq: 1, peerReadTime: T0 + 1, readSeq: 0, readTime: 0, unread: 0, lastSeq: 2 });
  t.equal(mine?.lastMessage?.peerRead, false, 'the last message is behind the mark');
  const his = await world.queries.conversation(bob, { user: 'bob', peer: 'alice' });
  t.match(his, { readSeq: 1, readTime: T0 + 1, peerReadSeq: 0, unread: 1 });
  const page = await world.queries.c2cHistory(alice, { viewer: 'alice', peer: 'bob', limit: 9, direction: 'older' });
  t.same(
    page.messages.map(({ peerRead }) => peerRead),
    [true, false],
  );
});

t.test('the last message respects exclusion #388', async (t) => {
  const world = await given([
    sent('alice', 'bob', 1),
    sent('alice', 'bob', 2, { flags: MessageFlag.noLastMsg }),
    sent('alice', 'bob', 3, { flags: MessageFlag.hiddenFromSender }),
  ]);
  const last = async (user: string, peer: string) =>
    (await world.queries.conversation(admin, { user, peer }))?.lastMessage?.message.seq;
  t.equal(await last('alice', 'bob'), 1);
  t.equal(await last('bob', 'alice'), 3);
  await world.add(sent('alice', 'carol', 1, { flags: MessageFlag.noLastMsg }));
  t.match(await world.queries.conversation(admin, { user: 'carol', peer: 'alice' }), { lastTime: 0, unread: 1 });
  await world.add(sent('alice', 'dave', 1, { flags: MessageFlag.hiddenFromSender }));
  t.equal(await world.queries.conversation(alice, { user: 'alice', peer: 'dave' }), undefined);
});

t.test('an imported message takes its place in time and counts as its flags say', async (t) => {
  const { imported, noUnread } = MessageFlag;
  const world = await given([
    sent('alice', 'bob', 1, { time: T0 }),
    sent('alice', 'bob', 2, { time: T0 - 100, flags: imported | noUnread }),
    sent('alice', 'bob', 3, { time: T0 - 50, flags: imported }),
  ]);
  const conversation = await world.queries.conversation(bob, { user: 'bob', peer: 'alice' });
  t.equal(conversation?.lastMessage?.message.seq, 1, 'the newest in time');
  t.equal(conversation?.unread, 2);
});

t.test('the list is paged, newest first, without gaps or doubles #382 #387', async (t) => {
  // Several share a second: the order within it is the order of the log.
  const peers = Array.from({ length: 23 }, (_, at) => `peer${at}`);
  const world = await given(peers.map((peer, at) => sent(peer, 'bob', 1, { time: T0 + Math.floor(at / 3) })));
  const expected = [...peers].reverse();
  for (const limit of [1, 4, 22, 23, 50]) {
    const seen: string[] = [];
    for (let cursor: string | undefined, pages = 0; pages === 0 || cursor; pages++) {
      const page = await world.queries.conversations(bob, { user: 'bob', limit, ...(cursor && { cursor }) });
      seen.push(...page.conversations.map(({ peer }) => peer));
      cursor = page.cursor;
    }
    t.same(seen, expected, `pages of ${limit}`);
  }
  await t.rejects(world.queries.conversations(bob, { user: 'bob', limit: 5, cursor: 'garbage' }), { code: 90001 });
});

t.test('only what changed behind a position is listed', async (t) => {
  const world = await given([sent('alice', 'bob', 1), sent('carol', 'bob', 1), sent('dave', 'bob', 1)]);
  const changedAfter = world.log.lastPosition();
  const list = async () => {
    const { conversations } = await world.queries.conversations(bob, { user: 'bob', limit: 10, changedAfter });
    return conversations.map(({ peer }) => peer);
  };
  t.same(await list(), []);
  await world.add(read('bob', 'alice', 1), sent('bob', 'carol', 2));
  t.same(await list(), ['carol', 'alice']);
});

t.test('a deleted account has no conversations; the others keep theirs; a new life starts empty', async (t) => {
  const world = await given([
    created('bob'),
    sent('alice', 'bob', 1),
    sent('bob', 'alice', 2),
    sent('carol', 'bob', 1),
    deleted('bob'),
  ]);
  const all = async (user: string) => {
    const { conversations } = await world.queries.conversations(admin, { user, limit: 10 });
    return conversations.map(({ peer, unread }) => ({ peer, unread }));
  };
  t.same(await all('bob'), []);
  t.equal((await world.queries.unread(admin, { user: 'bob' })).total, 0);
  t.same(await all('alice'), [{ peer: 'bob', unread: 1 }]);
  await world.add(created('bob'), sent('alice', 'bob', 3));
  t.same(await all('bob'), [{ peer: 'alice', unread: 1 }]);
  const page = await world.queries.c2cHistory(bob, { viewer: 'bob', peer: 'alice', limit: 10, direction: 'older' });
  t.same(
    page.messages.map(({ message }) => message.seq),
    [3],
  );
  t.equal(page.complete, true);
});

t.test('a note to oneself is one conversation and never unread', async (t) => {
  const world = await given([sent('alice', 'alice', 1), sent('alice', 'alice', 2), read('alice', 'alice', 1)]);
  const conversation = await world.queries.conversation(alice, { user: 'alice', peer: 'alice' });
  t.match(conversation, { unread: 0, lastSeq: 2, readSeq: 1 });
  const page = await world.queries.c2cHistory(alice, { viewer: 'alice', peer: 'alice', limit: 9, direction: 'newer' });
  t.same(
    page.messages.map(({ message }) => message.seq),
    [1, 2],
  );
});

t.test('nothing crosses apps', async (t) => {
  const world = await given([sent('alice', 'bob', 1), sent('alice', 'bob', 1, { app: APP + 1 })]);
  const there = caller('bob', { app: APP + 1 });
  await world.add(read('bob', 'alice', 1));
  t.equal((await world.queries.unread(bob, { user: 'bob' })).total, 0);
  t.equal((await world.queries.unread(there, { user: 'bob' })).total, 1);
  t.same(await world.queries.unread(caller('bob', { app: 14000000 }), { user: 'bob' }), { total: 0, peers: [] });
});

t.test('law: unread, marks and last message are functions of the log #389', async (t) => {
  const property = fc.asyncProperty(story(250), async (steps) => {
    const told = tell(steps);
    const world = await given(told.facts);
    const messages = messagesOf(told.facts);
    const check = async (user: string, peer: string, side: Side | undefined) => {
      const found = await world.queries.conversation(admin, { user, peer });
      if (!side) return found === undefined;
      const unread = side.seqs.filter((seq) => {
        const message = messages.get(seq);
        return message?.to === user && seq > side.readSeq && (message.flags & MessageFlag.noUnread) === 0;
      });
      const shown = inOrder(told, side).filter(({ flags }) => (flags & MessageFlag.noLastMsg) === 0);
      return (
        found?.unread === unread.length &&
        found.readSeq === side.readSeq &&
        found.peerReadSeq === side.peerReadSeq &&
        found.lastMessage?.message.seq === shown.at(-1)?.seq &&
        found.lastSeq === Math.max(...side.seqs)
      );
    };
    return (await check(A, B, told.sides.a)) && (await check(B, A, told.sides.b));
  });
  await fc.assert(property, { numRuns: 60 });
  t.pass('held');
});
