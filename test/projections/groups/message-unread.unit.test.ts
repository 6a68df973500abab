import fc from 'fast-check';
import t from 'tap';
import type { GroupType } from '../../../events/group/events.ts';
import { readingRules } from '../../../projections/groups/rules.ts';
import { type GroupHistoryEntry, projections } from '../../../projections/index.ts';
import { MemoryStore } from '../../../projections/store/memory.ts';
import { admin, caller, dumpOf, given, runnerOver, type World } from '../given.ts';
import { G } from './given-groups.ts';
import { Life, step, USERS } from './message-story.ts';

const TOWN = '@TGS#_town';
const TOPIC = `${TOWN}@TOPIC#_square`;
const group = { group: G };
const topic = { group: TOWN, topic: TOPIC };
const steps = fc.array(step, { maxLength: 70, size: 'max' });
const type = fc.constantFrom<GroupType>('Work', 'Public', 'Meeting', 'Community');

async function told({ facts }: Life, store = new MemoryStore()): Promise<World> {
  const world = await given(facts.slice(0, 5), store);
  await world.add(...facts.slice(5));
  if (world.problems[0]) throw world.problems[0];
  return world;
}

/** A page of everything, oldest first. */
async function seqsSeen(world: World, viewer: string, place: { group: string; topic?: string }): Promise<number[]> {
  const seqs: number[] = [];
  const seqOf = (entry: GroupHistoryEntry) => (entry.kind === 'tip' ? entry.seq : entry.message.seq);
  for (let upTo = 0; ; ) {
    const page = await world.queries.groupHistory(caller(viewer), { ...place, viewer, upTo, count: 50 });
    seqs.unshift(...page.entries.map(seqOf).reverse());
    const named = [...page.entries.map(seqOf), ...page.invisible, ...page.gone];
    if (page.finished || named.length === 0) return seqs;
    upTo = Math.min(...named) - 1;
  }
}

for (const [name, store] of Object.entries({
  'a store that answers at once': () => new MemoryStore(),
  'a store that answers later': () => new MemoryStore({ async: true }),
})) {
  t.test(`law: unread of every member of a group, set or counted, with ${name} #295 #297`, async (t) => {
    const property = fc.asyncProperty(type, steps, async (type, given) => {
      const life = new Life(group, type, given);
      const world = await told(life, store());
      for (const user of USERS) {
        const [found] = await world.queries.groupConversations(caller(user), { user });
        // Hidden from the lists while nobody has written in it.
        if (found === undefined) continue;
        const expected = readingRules[type].countsUnread ? life.unread(user) : 0;
        if (found.unread - found.ignored !== expected) {
          throw new Error(`${user}: ${found.unread} - ${found.ignored}, not ${expected}`);
        }
        if (found.self.readSeq !== life.members.get(user)?.readSeq) return false;
        const seen = life.seen(user, readingRules[type].historyBeforeJoining);
        if ((await seqsSeen(world, user, group)).join() !== seen.join()) return false;
      }
      return true;
    });
    await fc.assert(property, { numRuns: 80 });
    t.pass('held');
  });

  t.test(`law: unread of every member of a community in a topic, with ${name} #552`, async (t) => {
    const property = fc.asyncProperty(steps, async (given) => {
      const life = new Life(topic, 'Community', given);
      const world = await told(life, store());
      for (const user of USERS) {
        const [found] = await world.queries.topics(admin, { group: TOWN, user });
        const { unread = 0, ignored = 0, readSeq } = found?.self ?? {};
        if (unread - ignored !== life.unread(user)) {
          throw new Error(`${user}: ${unread} - ${ignored}, not ${life.unread(user)}`);
        }
        if (readSeq !== life.members.get(user)?.readSeq) return false;
        if ((await seqsSeen(world, user, topic)).join() !== life.seen(user, true).join()) return false;
      }
      return true;
    });
    await fc.assert(property, { numRuns: 60 });
    t.pass('held');
  });
}

t.test('law: what is folded live is what a rebuild gives, byte for byte', async (t) => {
  const property = fc.asyncProperty(fc.constantFrom(group, topic), steps, async (place, given) => {
    const store = new MemoryStore();
    const world = await told(new Life(place, 'Community', given), store);
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
