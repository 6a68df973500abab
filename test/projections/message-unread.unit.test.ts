import fc from 'fast-check';
import t from 'tap';
import { MessageFlag } from '../../events/c2c/events.ts';
import { projections } from '../../projections/index.ts';
import { MemoryStore } from '../../projections/store/memory.ts';
import { admin, caller, dumpOf, type Fact, given, read, runnerOver, sent, type World } from './given.ts';
import { lifeFact, refOf } from './message-facts.ts';
import { A, B, livePair, step } from './message-pairs.ts';

const steps = fc.array(step, { maxLength: 60, size: 'max' });

/** A world that has got its facts in several goes, and its store. */
async function told(facts: readonly Fact[], store = new MemoryStore()): Promise<World> {
  const middle = Math.floor(facts.length / 2);
  const world = await given(facts.slice(0, middle), store);
  await world.add(...facts.slice(middle));
  if (world.problems[0]) throw world.problems[0];
  return world;
}

async function seqsSeen(world: World, user: string, peer: string): Promise<number[]> {
  const seqs: number[] = [];
  for (let fromSeq: number | undefined; ; ) {
    const query = { viewer: user, peer, limit: 40, direction: 'older', ...(fromSeq && { fromSeq }) } as const;
    const { messages, complete } = await world.queries.c2cHistory(caller(user), query);
    seqs.unshift(...messages.map(({ message }) => message.seq));
    fromSeq = messages[0]?.message.seq;
    if (complete || fromSeq === undefined) return seqs;
  }
}

for (const [name, store] of Object.entries({
  'a store that answers at once': () => new MemoryStore(),
  'a store that answers later': () => new MemoryStore({ async: true }),
})) {
  t.test(
    `law: unread of both sides and their histories are functions of the log, with ${name} #295 #296`,
    async (t) => {
      const property = fc.asyncProperty(steps, async (given) => {
        const life = livePair(given);
        const world = await told(life.facts, store());
        for (const [user, peer] of [
          [A, B],
          [B, A],
        ] as const) {
          const expected = life.expected(user);
          const found = await world.queries.conversation(admin, { user, peer });
          if (found?.unread !== expected?.unread || found?.readSeq !== expected?.readSeq) {
            throw new Error(`${user}: ${found?.unread} unread from ${found?.readSeq}, not ${JSON.stringify(expected)}`);
          }
          if ((await world.queries.unread(caller(user), { user })).total !== (expected?.unread ?? 0)) return false;
          if ((await seqsSeen(world, user, peer)).join() !== (expected?.seen ?? []).join()) return false;
        }
        return true;
      });
      await fc.assert(property, { numRuns: 80 });
      t.pass('held');
    },
  );
}

t.test('law: what is folded live is what a rebuild gives, byte for byte', async (t) => {
  const property = fc.asyncProperty(steps, async (given) => {
    const store = new MemoryStore();
    const world = await told(livePair(given).facts, store);
    await world.runner.flush();
    const again = new MemoryStore();
    const { runner, problems } = runnerOver(world.log, again, projections);
    await runner.start();
    await runner.flush();
    return problems.length === 0 && (await dumpOf(again)).join('\n') === (await dumpOf(store)).join('\n');
  });
  await fc.assert(property, { numRuns: 30 });
  t.pass('held');
});

t.test('a mark only moves on, whatever order devices report in #389', async (t) => {
  const property = fc.asyncProperty(fc.array(fc.nat(30), { maxLength: 12 }), async (marks) => {
    const world = await given(Array.from({ length: 20 }, (_, at) => sent(A, B, at + 1)));
    let before = 0;
    for (const mark of marks) {
      await world.add(read(B, A, Math.min(mark, 20)));
      const { readSeq = 0, unread } = (await world.queries.conversation(admin, { user: B, peer: A })) ?? {};
      if (readSeq < before || unread !== 20 - readSeq) return false;
      before = readSeq;
    }
    return before === Math.min(20, Math.max(0, ...marks));
  });
  await fc.assert(property, { numRuns: 30 });
  t.pass('held');
});

t.test('what is taken back behind messages that one side never got is counted off everywhere', async (t) => {
  // The sender's side ends at 120; the blocks of counts go on behind it.
  const facts = [
    ...Array.from({ length: 120 }, (_, at) => sent(B, A, at + 1)),
    ...Array.from({ length: 20 }, (_, at) => sent(A, B, at + 121, { flags: MessageFlag.hiddenFromSender })),
    lifeFact({ users: [A, B] }, 'MessagesDeleted', { user: A, seqs: [115] }),
    lifeFact({ users: [A, B] }, 'MessageRevoked', { ...refOf(B, 116), change: 1, by: B, reason: '' }),
    sent(B, A, 141),
    read(A, B, 110),
  ];
  const world = await given(facts);
  t.equal((await world.queries.conversation(admin, { user: A, peer: B }))?.unread, 9, '111–114, 117–120 and 141');
});
