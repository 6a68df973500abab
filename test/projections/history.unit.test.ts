import fc from 'fast-check';
import t from 'tap';
import { MessageFlag } from '../../events/c2c/events.ts';
import { comparePlaces } from '../../projections/history/chunk.ts';
import type { C2cHistoryQuery } from '../../projections/index.ts';
import { MemoryStore } from '../../projections/store/memory.ts';
import { APP, admin, caller, type Fact, given, read, sent, T0, type World } from './given.ts';
import { A, B, inOrder, story, tell } from './story.ts';

const bob = caller('bob');
const { imported, noUnread } = MessageFlag;

/** Seqs of one page. */
async function page(world: World, query: Partial<C2cHistoryQuery>) {
  const found = await world.queries.c2cHistory(admin, {
    viewer: 'bob',
    peer: 'alice',
    limit: 100,
    direction: 'older',
    ...query,
  });
  return { seqs: found.messages.map(({ message }) => message.seq), complete: found.complete };
}

/** Seqs of all pages, one behind the other, in ascending order of place. */
async function allPages(
  world: World,
  direction: 'older' | 'newer',
  limit: number,
  viewer = 'bob',
  peer = 'alice',
  between: (pages: number) => Promise<void> = async () => {},
): Promise<number[]> {
  const seqs: number[] = [];
  let query: C2cHistoryQuery = { viewer, peer, direction, limit };
  for (let pages = 1; pages < 2000; pages++) {
    const { messages, complete } = await world.queries.c2cHistory(admin, query);
    const found = messages.map(({ message }) => message.seq);
    if (direction === 'older') seqs.unshift(...found);
    else seqs.push(...found);
    const far = (direction === 'older' ? messages.at(0) : messages.at(-1))?.message;
    if (complete || !far) return seqs;
    query = { ...query, fromKey: { msgSeq: far.msgSeq, random: far.random, time: far.time } };
    await between(pages);
  }
  throw new Error('paging does not end');
}

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => from + at);
const chat = (count: number, time: (seq: number) => number = (seq) => T0 + seq): Fact[] =>
  range(1, count).map((seq) => sent(seq % 3 ? 'alice' : 'bob', seq % 3 ? 'bob' : 'alice', seq, { time: time(seq) }));

t.test('a new device reads old messages, pages of the newest first #345 #355', async (t) => {
  const world = await given(chat(150));
  t.same(await page(world, { limit: 20 }), { seqs: range(131, 150), complete: false });
  const { messages } = await world.queries.c2cHistory(bob, {
    viewer: 'bob',
    peer: 'alice',
    limit: 1,
    direction: 'older',
  });
  t.match(messages[0]?.message, { from: 'bob', to: 'alice', seq: 150, time: T0 + 150, msgSeq: 1150, random: 1050 });
  t.equal(Buffer.from(messages[0]?.message.body ?? []).toString(), 'message 150', 'the body comes from the log');
  for (const limit of [1, 7, 20, 64, 100]) {
    t.same(await allPages(world, 'older', limit), range(1, 150), `pages of ${limit}`);
    t.same(await allPages(world, 'newer', limit), range(1, 150), `pages of ${limit}, newer`);
  }
});

t.test('direction newer comes in ascending time from the start point #359', async (t) => {
  const world = await given(chat(40));
  t.same(await page(world, { direction: 'newer', limit: 5 }), { seqs: [1, 2, 3, 4, 5], complete: false });
  t.same(await page(world, { direction: 'newer', limit: 5, fromTime: T0 + 10 }), {
    seqs: range(10, 14),
    complete: false,
  });
  t.same(await page(world, { direction: 'newer', limit: 5, fromSeq: 35 }), { seqs: range(36, 40), complete: true });
});

t.test('the start point: key and seq exclusive, time inclusive; the key wins', async (t) => {
  const world = await given(chat(40));
  const fromKey = { msgSeq: 1030, random: 210, time: T0 + 30 };
  t.same((await page(world, { fromKey, limit: 3 })).seqs, [27, 28, 29]);
  t.same((await page(world, { fromKey, fromSeq: 5, fromTime: T0, limit: 3 })).seqs, [27, 28, 29]);
  t.same((await page(world, { fromKey, direction: 'newer', limit: 3 })).seqs, [31, 32, 33]);
  t.same((await page(world, { fromSeq: 30, limit: 3 })).seqs, [27, 28, 29]);
  t.same((await page(world, { fromTime: T0 + 30, limit: 3 })).seqs, [28, 29, 30]);
  t.same((await page(world, { fromKey: { ...fromKey, random: 1 }, limit: 3 })).seqs, [28, 29, 30], 'unknown key');
  t.same(await page(world, { fromSeq: 0 }), { seqs: [], complete: true });
  t.same((await page(world, { fromSeq: 99, limit: 2 })).seqs, [39, 40]);
  t.same(await page(world, { fromSeq: 99, direction: 'newer' }), { seqs: [], complete: true });
  t.same((await page(world, { fromSeq: 0, direction: 'newer', limit: 2 })).seqs, [1, 2]);
});

t.test('the time window is honoured, both ends included #357', async (t) => {
  const world = await given(chat(40));
  const window = { minTime: T0 + 10, maxTime: T0 + 20 };
  t.same(await page(world, window), { seqs: range(10, 20), complete: true });
  t.same(await page(world, { ...window, limit: 5 }), { seqs: range(16, 20), complete: false });
  t.same(await page(world, { ...window, limit: 5, direction: 'newer' }), { seqs: range(10, 14), complete: false });
  t.same(await page(world, { ...window, fromTime: T0 + 15, direction: 'newer' }), {
    seqs: range(15, 20),
    complete: true,
  });
  t.same(await page(world, { minTime: T0 + 99 }), { seqs: [], complete: true });
  t.same(await page(world, { maxTime: 0 }), { seqs: [], complete: true });
  t.same(await page(world, { minTime: -5, maxTime: 1e15 }), { seqs: range(1, 40), complete: true });
});

t.test('many messages of one second page without gaps or doubles', async (t) => {
  const world = await given(chat(300, () => T0));
  for (const limit of [1, 33, 100]) {
    t.same(await allPages(world, 'older', limit), range(1, 300));
    t.same(await allPages(world, 'newer', limit), range(1, 300));
  }
});

t.test('imported messages lie at their time', async (t) => {
  const facts = chat(70, (seq) => T0 + seq * 10);
  const imports = range(71, 400).map((seq) =>
    sent('alice', 'bob', seq, { time: T0 + 10 * ((seq * 37) % 70) + 5, flags: imported | noUnread }),
  );
  const world = await given([...facts, ...imports]);
  const expected = [...facts, ...imports]
    .flatMap(({ event }) => (event.type === 'C2cMessageSent' ? [event.data] : []))
    .sort((one, other) => one.time - other.time || one.seq - other.seq)
    .map(({ seq }) => seq);
  t.same(await allPages(world, 'older', 17), expected);
  t.same(await allPages(world, 'newer', 17), expected);
  const at = expected.indexOf(200);
  t.same((await page(world, { fromSeq: 200, limit: 3 })).seqs, expected.slice(at - 3, at), 'from an imported seq');
});

t.test('imports into the newest chunk: it is split, and new messages go on behind it', async (t) => {
  const world = await given(chat(20, (seq) => T0 + seq * 10));
  const places = range(1, 20).map((seq) => ({ time: T0 + seq * 10, seq }));
  for (let seq = 21; seq <= 260; seq++) {
    const back = (seq * 13) % 20;
    const live = seq > 240;
    const time = live ? T0 + 200 + seq : T0 + 10 * back + 5;
    await world.add(sent('alice', 'bob', seq, { time, flags: live ? 0 : imported | noUnread }));
    places.push({ time, seq });
  }
  const { messages } = await world.queries.c2cHistory(bob, {
    viewer: 'bob',
    peer: 'alice',
    limit: 100,
    direction: 'older',
  });
  t.same(
    messages.slice(-12).map(({ message }) => message.seq),
    range(249, 260),
  );
  places.sort(comparePlaces);
  t.same(
    await allPages(world, 'newer', 50),
    places.map(({ seq }) => seq),
  );
});

t.test('what a read mark given as a time covers', async (t) => {
  const world = await given(chat(100));
  const upTo = (time: number) => world.c2cHistory.seqAtTime(APP, 'bob', 'alice', time);
  t.equal(await upTo(T0), 0);
  t.equal(await upTo(T0 + 1), 1);
  t.equal(await upTo(T0 + 64), 64);
  t.equal(await upTo(T0 + 1000), 100);
  t.equal(await world.c2cHistory.seqAtTime(APP, 'bob', 'carol', T0 + 9), 0);
  // Imported at second 10, with a higher seq than the messages of seconds 11 to 100.
  await world.add(sent('alice', 'bob', 101, { time: T0 + 10, flags: imported }));
  t.equal(await upTo(T0 + 50), 50, 'a mark at second 50 does not cover second 51, though seq 101 is older');
  t.equal(await upTo(T0 + 100), 101);
});

t.test('the time of a read mark given as a seq', async (t) => {
  const world = await given(chat(100));
  const at = (seq: number) => world.c2cHistory.timeAtSeq(APP, 'bob', 'alice', seq);
  for (const seq of [1, 64, 65, 99, 100]) t.equal(await at(seq), T0 + seq);
  t.equal(await at(0), 0);
  t.equal(await at(1000), T0 + 100, 'a seq that is not there yet: the newest');
  t.equal(await world.c2cHistory.timeAtSeq(APP, 'bob', 'carol', 1), 0);
  await world.add(sent('alice', 'bob', 101, { time: T0 + 10, flags: imported }));
  t.equal(await at(101), T0 + 100, 'the imported one is not the newest up to there');
  t.equal(await at(50), T0 + 50);
});

t.test('a stored message is known by its key, from either side, hidden or not', async (t) => {
  const facts = [1, 2, 3].map((seq) =>
    sent('alice', 'bob', seq, { time: T0, flags: seq === 2 ? MessageFlag.hiddenFromSender : 0 }),
  );
  const world = await given(facts);
  const has = (seq: number, time = T0) =>
    world.c2cHistory.has(APP, 'bob', 'alice', { msgSeq: 1000 + seq, random: 7 * seq, time });
  t.same(await Promise.all([1, 2, 3, 4].map((seq) => has(seq))), [true, true, true, false]);
  t.equal(await has(1, T0 + 1), false, 'another second');
  t.equal(await world.c2cHistory.has(APP, 'bob', 'carol', { msgSeq: 1001, random: 7, time: T0 }), false);
});

t.test('an old message that never counted is read when the mark has passed its time', async (t) => {
  const world = await given([
    sent('alice', 'bob', 1),
    read('bob', 'alice', 1, T0 + 1),
    sent('alice', 'bob', 2, { time: T0 - 9, flags: imported | noUnread }),
    sent('alice', 'bob', 3, { time: T0 - 8, flags: imported }),
  ]);
  const { messages } = await world.queries.c2cHistory(caller('alice'), {
    viewer: 'alice',
    peer: 'bob',
    limit: 9,
    direction: 'older',
  });
  t.same(
    messages.map(({ message, peerRead }) => [message.seq, peerRead]),
    [
      [2, true],
      [3, false],
      [1, true],
    ],
  );
});

for (const async of [false, true]) {
  t.test(
    `law: history is complete in both directions, for both sides${async ? ', store answering later' : ''}`,
    async (t) => {
      const property = fc.asyncProperty(story(400), fc.integer({ min: 1, max: 70 }), async (steps, limit) => {
        const told = tell(steps);
        const world = await given(told.facts, new MemoryStore({ async }));
        if (async) await world.runner.flush();
        for (const [viewer, peer, side] of [
          [A, B, told.sides.a],
          [B, A, told.sides.b],
        ] as const) {
          const expected = inOrder(told, side).map(({ seq }) => seq);
          for (const direction of ['older', 'newer'] as const) {
            const seqs = await allPages(world, direction, limit, viewer, peer);
            if (seqs.join() !== expected.join()) throw new Error(`${direction}: ${seqs} instead of ${expected}`);
          }
        }
      });
      await fc.assert(property, { numRuns: async ? 15 : 60 });
      t.pass('held');
    },
  );
}

t.test('law: what is sent or imported while somebody pages disturbs nothing', async (t) => {
  const property = fc.asyncProperty(fc.array(fc.nat(300), { minLength: 1, maxLength: 60 }), async (ages) => {
    for (const direction of ['older', 'newer'] as const) {
      const world = await given(chat(200));
      let seq = 200;
      const seen = await allPages(world, direction, 10, 'bob', 'alice', async () => {
        const age = ages[seq % ages.length] ?? 0;
        seq++;
        await world.add(sent('alice', 'bob', seq, { time: T0 + 200 - age, flags: imported }));
        seq++;
        await world.add(sent('alice', 'bob', seq, { time: T0 + 200 + seq }));
      });
      const first = seen.filter((one) => one <= 200);
      if (first.join() !== range(1, 200).join()) throw new Error(`${direction}: ${first}`);
      if (new Set(seen).size !== seen.length) throw new Error(`${direction}: doubles in ${seen}`);
    }
  });
  await fc.assert(property, { numRuns: 10 });
  t.pass('held');
});
