import t from 'tap';
import { problemsOf } from './check.ts';
import { World } from './world.ts';

/** Seeds per run of the tests; more by environment. */
const RUNS = Number(process.env.YANSHU_TEST_SIMULATIONS ?? 200);
const FIRST = Number(process.env.YANSHU_TEST_SEED ?? Date.now() % 1_000_000);

/** Seeds that have found something, in the code or in a change made on trial: kept, so that it stays found. */
const kept: Readonly<Record<string, number>> = {
  'a message that is repeated after a crash': 1,
  'an answer that may not come before the disk has it': 2,
  'pushes that were dropped while a client read nothing': 3,
};

async function live(seed: number): Promise<{ world: World; problems: string[] }> {
  const world = new World(seed);
  try {
    await world.run();
    return { world, problems: await problemsOf(world) };
  } catch (error) {
    return { world, problems: [String(error)] };
  }
}

t.setTimeout(60_000 + RUNS * 2000);

t.test(`clients, crashes, slow and failing disks, lost connections: ${RUNS} worlds from seed ${FIRST}`, async (t) => {
  let [messages, toGroups] = [0, 0];
  for (let seed = FIRST; seed < FIRST + RUNS; seed++) {
    const { world, problems } = await live(seed);
    messages += world.devices.reduce((sum, { acknowledged }) => sum + acknowledged.length, 0);
    toGroups += world.devices.reduce((sum, { groups }) => sum + groups.acknowledged.length, 0);
    if (problems.length > 0) t.fail(`seed ${seed}: ${problems.slice(0, 5).join('; ')}`);
  }
  t.ok(messages > RUNS, `${messages} messages were acknowledged`);
  t.ok(toGroups > RUNS, `${toGroups} messages to groups were acknowledged`);
});

for (const [what, seed] of Object.entries(kept)) {
  t.test(`seed ${seed}: ${what}`, async (t) => {
    t.strictSame((await live(seed)).problems, []);
  });
}

t.test('the same seed is the same world', async (t) => {
  for (const seed of [1, FIRST]) {
    const [one, other] = [await live(seed), await live(seed)];
    t.ok(one.world.transcript.length > 0);
    t.strictSame(one.world.transcript, other.world.transcript);
  }
});
