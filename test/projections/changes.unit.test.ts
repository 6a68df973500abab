import fc from 'fast-check';
import t from 'tap';
import { noConversationLimits } from '../../actors/user/conversations/limits.ts';
import { MessageFlag } from '../../events/c2c/events.ts';
import { type Changes, createQueries } from '../../projections/index.ts';
import { admin, caller, deleted, given, read, sent, T0, type World } from './given.ts';
import { A, B, messagesOf, story, tell } from './story.ts';

const bob = caller('bob');
const changes = (world: World, after: number, limit = 100) => world.queries.changes(bob, { user: 'bob', after, limit });
const told = ({ messages }: Changes) => messages.map(({ message }) => `${message.from} ${message.seq}`);
const peers = ({ conversations }: Changes) => conversations.map(({ peer }) => peer).sort();

t.test('what was missed comes in the order of the log, with the conversations as they are now', async (t) => {
  const world = await given([sent('alice', 'bob', 1), sent('carol', 'bob', 1), sent('dave', 'bob', 1)]);
  const after = world.log.lastPosition();
  await world.add(
    sent('carol', 'bob', 2),
    sent('alice', 'bob', 2),
    sent('bob', 'carol', 3),
    sent('bob', 'alice', 3, { flags: MessageFlag.hiddenFromSender }),
    sent('alice', 'eve', 1),
    read('bob', 'carol', 2),
  );
  const missed = await changes(world, after);
  t.equal(missed.resync, false);
  t.same(told(missed), ['carol 2', 'alice 2', 'bob 3'], 'own ones too, but those hidden from the sender');
  t.same(peers(missed), ['alice', 'carol']);
  t.equal(missed.conversations.find(({ peer }) => peer === 'carol')?.unread, 0);
  t.equal(missed.position, world.log.lastPosition());
  const next = await changes(world, missed.position);
  t.match(next, { resync: false, messages: [], conversations: [], position: missed.position });
});

t.test('a read mark alone is a change without messages', async (t) => {
  const world = await given([sent('bob', 'alice', 1)]);
  const after = world.log.lastPosition();
  await world.add(read('alice', 'bob', 1));
  const missed = await changes(world, after);
  t.same(told(missed), []);
  t.same(peers(missed), ['alice']);
  t.equal(missed.conversations[0]?.lastMessage?.peerRead, true);
});

t.test('imported messages are among them, by their place in the log', async (t) => {
  const world = await given([sent('alice', 'bob', 1)]);
  const after = world.log.lastPosition();
  await world.add(sent('alice', 'bob', 2, { time: T0 - 100, flags: MessageFlag.imported }), sent('alice', 'bob', 3));
  t.same(told(await changes(world, after)), ['alice 2', 'alice 3']);
});

t.test('too much, or a position that is not of this log, is an explicit resync', async (t) => {
  const world = await given([1, 2, 3, 4, 5].map((seq) => sent('alice', 'bob', seq)));
  await world.add(sent('carol', 'bob', 1));
  const position = world.log.lastPosition();
  const resync = { resync: true, messages: [], events: [], conversations: [], position };
  t.equal((await changes(world, 0, 6)).resync, false);
  t.same(await changes(world, 0, 5), resync);
  t.same(await changes(world, position + 1), resync);
  t.same(await changes(world, -1), resync);
  t.same(await changes(world, Number.NaN), resync);
  t.equal((await changes(world, position, 0)).resync, false, 'nothing is not more than 0');
});

t.test('what is in the log but not folded yet is reported the next time', async (t) => {
  const world = await given([sent('alice', 'bob', 1), sent('alice', 'bob', 2), sent('alice', 'bob', 3)]);
  const behind = createQueries({
    log: world.log,
    runner: {
      reader: (name) => world.runner.reader(name),
      readNow: (name, partition, sort) => world.runner.readNow(name, partition, sort),
      folded: () => 2,
    },
    connections: { connectedPlatforms: () => [], joinedLiveRoom: () => undefined, inLiveRoom: () => 0 },
    clock: { now: () => 0 },
    limits: () => noConversationLimits,
  });
  const missed = await behind.changes(bob, { user: 'bob', after: 1, limit: 10 });
  t.same(told(missed), ['alice 2']);
  t.equal(missed.position, 2);
});

t.test('a deleted account missed nothing', async (t) => {
  const world = await given([sent('alice', 'bob', 1), deleted('bob'), sent('alice', 'bob', 2)]);
  t.same(told(await changes(world, 0)), ['alice 2']);
});

t.test('law: a client that follows its position has every message of its side once, in log order', async (t) => {
  const property = fc.asyncProperty(story(120), fc.integer({ min: 1, max: 30 }), async (steps, every) => {
    // Without deletions: a new life would show less than was seen before.
    const { facts, sides } = tell(steps.filter(({ kind }) => kind !== 'delete'));
    const world = await given([]);
    const messages = messagesOf(facts);
    const seen = { [A]: [] as number[], [B]: [] as number[] };
    const at = { [A]: 0, [B]: 0 };
    for (let from = 0; from < facts.length; from += every) {
      await world.add(...facts.slice(from, from + every));
      for (const user of [A, B] as const) {
        const missed = await world.queries.changes(admin, { user, after: at[user], limit: 1000 });
        if (missed.resync) throw new Error('resync');
        seen[user].push(...missed.messages.map(({ message }) => message.seq));
        at[user] = missed.position;
      }
    }
    const expected = (seqs: readonly number[] | undefined) => (seqs ?? []).filter((seq) => messages.has(seq)).join();
    if (seen[A].join() !== expected(sides.a?.seqs)) throw new Error(`a saw ${seen[A]}`);
    if (seen[B].join() !== expected(sides.b?.seqs)) throw new Error(`b saw ${seen[B]}`);
  });
  await fc.assert(property, { numRuns: 40 });
  t.pass('held');
});
