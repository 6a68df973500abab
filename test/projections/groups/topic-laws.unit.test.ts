import fc from 'fast-check';
import t from 'tap';
import type { EventData } from '../../../events/envelope.ts';
import { GroupMessageFlag } from '../../../events/group/events.ts';
import { EMPTY_TOPIC } from '../../../events/group/topic-events.ts';
import { topicStream } from '../../../events/stream.ts';
import { MemoryStore } from '../../../projections/store/memory.ts';
import { APP, admin, type Fact, given, T0, type World } from '../given.ts';
import { dissolve, group, groupFact, join, kick, message, quit } from './given-groups.ts';

/** Random lives of one topic in a community, and what must be known at their end, counted as plainly as possible. */
const TOWN = '@TGS#_town';
const TOPIC = `${TOWN}@TOPIC#_square`;
const USERS = ['a.li', 'bob', 'carol'];
const user = fc.constantFrom(...USERS);
const { noUnread } = GroupMessageFlag;

const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('join' as const), user }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('quit' as const, 'kick' as const), user }) },
  {
    weight: 12,
    arbitrary: fc.record({
      kind: fc.constant('write' as const),
      user: fc.constantFrom(...USERS, 'outsider'),
      silent: fc.boolean(),
      // Now and then more than a chunk of places, or of own notes, holds.
      count: fc.oneof({ weight: 5, arbitrary: fc.constant(1) }, fc.integer({ min: 2, max: 150 })),
    }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom('mute' as const, 'rename' as const), user }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('read' as const), user, behind: fc.nat(60) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('recreate' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('dissolve' as const) }) },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

interface Entry {
  readonly seq: number;
  readonly author: string;
  readonly ignored: boolean;
}

function topicFact<E extends keyof EventData>(type: E, data: EventData[E]): Fact {
  // The parameters pair each type with its data.
  return { stream: topicStream(APP, TOPIC), event: { type, data } as Fact['event'], at: T0 * 1000 };
}

function live(steps: readonly Step[]) {
  const facts: Fact[] = [];
  const members = new Map<string, number>();
  let entries: Entry[] = [];
  let [seq, generation] = [0, 0];
  let open = false;
  const create = () => {
    const data = { topic: TOPIC, profile: EMPTY_TOPIC, createdAt: T0, imported: false, by: '' };
    facts.push(groupFact('TopicCreated', { ...data, generation: ++generation }, T0, TOWN));
    [entries, open] = [[], false];
    for (const one of members.keys()) members.set(one, seq);
  };
  const found = () => {
    const data = { groupId: TOWN, owner: '', supportTopic: true };
    facts.push(group('Community', data));
    create();
  };
  const take = (author: string, ignored: boolean): number => {
    if (!open) facts.push(topicFact('TopicOpened', { topic: TOPIC, generation, afterSeq: seq, profile: EMPTY_TOPIC }));
    open = true;
    entries.push({ seq: ++seq, author, ignored });
    return seq;
  };
  const rules: { readonly [K in Step['kind']]: (one: Extract<Step, { kind: K }>) => void } = {
    join({ user }) {
      if (members.has(user)) return;
      members.set(user, seq);
      facts.push(join([user], { groupId: TOWN }));
    },
    quit({ user }) {
      if (members.delete(user)) facts.push(quit(user, 0, TOWN));
    },
    kick({ user }) {
      if (!members.delete(user)) return;
      facts.push({ ...kick([user], { seq: 0 }), stream: facts[0]?.stream ?? '' });
    },
    write({ user, silent, count }) {
      for (let n = 0; n < count; n++) {
        const at = take(members.has(user) ? user : 'outsider', silent);
        const { event } = message(user, at, { flags: silent ? noUnread : 0 }, TOWN);
        facts.push({ stream: topicStream(APP, TOPIC), event, at: T0 * 1000 });
      }
    },
    mute({ user }) {
      const at = take(members.has(user) ? user : 'outsider', false);
      facts.push(topicFact('MembersMuted', { users: ['outsider'], until: T0 + 9, by: user, seq: at }));
    },
    rename({ user }) {
      const at = take(members.has(user) ? user : 'outsider', false);
      facts.push(topicFact('TopicProfileChanged', { changes: { name: `n${at}` }, by: user, seq: at }));
    },
    read({ user, behind }) {
      const upToSeq = Math.max(0, seq - behind);
      const before = members.get(user);
      if (!open || before === undefined) return;
      members.set(user, Math.max(before, upToSeq));
      facts.push(topicFact('GroupRead', { user, upToSeq }));
    },
    recreate() {
      facts.push(groupFact('TopicsDeleted', { topics: [TOPIC], by: '' }, T0, TOWN));
      create();
    },
    dissolve() {
      facts.push(dissolve(TOWN));
      members.clear();
      found();
    },
  };
  found();
  for (const one of steps) (rules[one.kind] as (one: Step) => void)(one);
  return { facts, members, entries, lastSeq: seq };
}

async function unreadOf(world: World, user: string) {
  const [view] = await world.queries.topics(admin, { group: TOWN, user });
  return { lastSeq: view?.lastSeq, self: view?.self };
}

for (const [name, store] of Object.entries({
  'a store that answers at once': undefined,
  'a store that answers later': () => new MemoryStore({ async: true }),
})) {
  t.test(`law: unread in a topic is a function of the log, with ${name} #552`, async (t) => {
    const property = fc.asyncProperty(fc.array(step, { maxLength: 80, size: 'max' }), async (steps) => {
      const { facts, members, entries, lastSeq } = live(steps);
      const world = await given(facts, store?.());
      if (world.problems[0]) throw world.problems[0];
      for (const user of USERS) {
        const found = await unreadOf(world, user);
        const readSeq = members.get(user);
        if ((readSeq === undefined) !== (found.self === undefined) || found.lastSeq !== lastSeq) return false;
        if (readSeq === undefined) continue;
        const behind = entries.filter(({ seq, author }) => seq > readSeq && author !== user);
        const ignored = behind.filter((entry) => entry.ignored).length;
        if (found.self?.unread !== behind.length || found.self.ignored !== ignored) return false;
        if (found.self.readSeq !== readSeq) return false;
      }
      const page = await world.queries.groupHistory(admin, {
        group: TOWN,
        topic: TOPIC,
        viewer: '',
        upTo: 0,
        count: 100,
      });
      const seqs = page.entries.map((entry) => (entry.kind === 'tip' ? entry.seq : entry.message.seq));
      const newest = entries.map(({ seq }) => seq).slice(-100);
      return seqs.reverse().join() === newest.join();
    });
    await fc.assert(property, { numRuns: 60 });
    t.pass('held');
  });
}
