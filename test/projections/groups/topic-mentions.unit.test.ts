import t from 'tap';
import type { EventData } from '../../../events/envelope.ts';
import { GroupMessageFlag } from '../../../events/group/events.ts';
import { EMPTY_TOPIC } from '../../../events/group/topic-events.ts';
import { groupStream, topicStream } from '../../../events/stream.ts';
import { atAllPartition, mentionedPartition, mentionsPartition } from '../../../projections/notices/row.ts';
import { MemoryStore } from '../../../projections/store/memory.ts';
import { APP, caller, deleted, type Fact, given, T0, userFact, type World } from '../given.ts';
import { dissolve, group, groupFact, join, message, quit } from './given-groups.ts';

const TOWN = '@TGS#_town';
const SQUARE = `${TOWN}@TOPIC#_square`;
const MARKET = `${TOWN}@TOPIC#_market`;
const atAll = { flags: GroupMessageFlag.atAll };

function inTopic<E extends keyof EventData>(topic: string, type: E, data: EventData[E]): Fact {
  // The parameters pair each type with its data.
  return { stream: topicStream(APP, topic), event: { type, data } as Fact['event'], at: T0 * 1000 };
}
const say = (topic: string, ...[from, seq, more]: Parameters<typeof message>): Fact => {
  const { event } = message(from, seq, more, TOWN);
  return { stream: topicStream(APP, topic), event, at: T0 * 1000 };
};
const read = (topic: string, user: string, upToSeq: number) => inTopic(topic, 'GroupRead', { user, upToSeq });
const drop = (user: string, mentions: [string, number][]) =>
  userFact(user, 'NoticesDropped', { notices: [], mentions });
const create = (topic: string, generation: number, afterSeq = 0): Fact[] => [
  groupFact(
    'TopicCreated',
    { topic, generation, profile: EMPTY_TOPIC, createdAt: T0, imported: false, by: '' },
    T0,
    TOWN,
  ),
  inTopic(topic, 'TopicOpened', { topic, generation, afterSeq, profile: EMPTY_TOPIC }),
];
const town = (...users: string[]): Fact[] => [
  group('Community', { groupId: TOWN, owner: 'olga', supportTopic: true }),
  join(['olga:Owner', ...users], { groupId: TOWN }),
  ...create(SQUARE, 1),
  ...create(MARKET, 2),
];
const mentionsOf = async (world: World, user: string) =>
  (await world.queries.groupMentions(caller(user), { user, after: 0 })).map(({ group, topic, seq, as }) => [
    group,
    topic?.slice(TOWN.length + 8),
    seq,
    as,
  ]);

/** Every row that mentions of the town leave. */
async function rowsLeft(world: World, users: readonly string[]): Promise<number> {
  const reader = world.runner.reader('group-notices');
  const stream = groupStream(APP, TOWN);
  const partitions = [
    atAllPartition(stream),
    mentionedPartition(stream),
    ...users.map((one) => mentionsPartition(APP, one)),
  ];
  const found = await Promise.all(partitions.map((partition) => reader.range(partition)));
  return found.flat().length;
}

for (const [name, store] of Object.entries({ 'at once': undefined, later: () => new MemoryStore({ async: true }) })) {
  t.test(
    `mentions in topics wait until they are read in it, with a store that answers ${name} #314 #315`,
    async (t) => {
      const world = await given(town('bob', 'eve'), store?.());
      await world.add(
        say(SQUARE, 'olga', 1, { at: ['bob', 'olga', 'stranger'] }),
        say(MARKET, 'olga', 1, { ...atAll, at: ['bob'] }),
        say(SQUARE, 'bob', 2, atAll),
      );
      t.same(await mentionsOf(world, 'bob'), [
        [TOWN, 'square', 1, 'member'],
        [TOWN, 'market', 1, 'both'],
      ]);
      t.same(await mentionsOf(world, 'eve'), [
        [TOWN, 'market', 1, 'all'],
        [TOWN, 'square', 2, 'all'],
      ]);
      t.same(await mentionsOf(world, 'stranger'), []);
      const one = await world.queries.groupMentions(caller('bob'), { user: 'bob', after: 0, group: 'other' });
      t.same(one, [], 'of another group only');
      await world.add(read(SQUARE, 'bob', 1));
      t.same(await mentionsOf(world, 'bob'), [[TOWN, 'market', 1, 'both']], 'each topic by its own read mark');
      await world.add(drop('eve', [[MARKET, 1]]));
      t.same(await mentionsOf(world, 'eve'), [[TOWN, 'square', 2, 'all']]);
      await world.add(join(['gus'], { groupId: TOWN }), say(MARKET, 'olga', 2, { at: ['gus'] }));
      t.same(await mentionsOf(world, 'gus'), [[TOWN, 'market', 2, 'member']], 'nothing from before he came');
      t.same(world.problems, []);
    },
  );

  t.test(`they are gone with the member, the topic, the account and the community (${name})`, async (t) => {
    const world = await given(town('bob', 'eve', 'zoe'), store?.());
    const users = ['olga', 'bob', 'eve', 'zoe'];
    const talk = (seq: number) => [
      say(SQUARE, 'olga', seq, { ...atAll, at: ['bob', 'eve', 'zoe'] }),
      say(MARKET, 'olga', seq, { at: ['bob', 'eve', 'zoe'] }),
    ];
    await world.add(...talk(1), quit('bob', 0, TOWN), join(['bob'], { groupId: TOWN }), deleted('zoe'));
    t.same(await mentionsOf(world, 'bob'), [], 'who comes back begins anew');
    t.equal(await rowsLeft(world, ['bob', 'zoe']), 1 + 2, 'of all in the square, and who else is mentioned where');
    await world.add(groupFact('TopicsDeleted', { topics: [SQUARE], by: 'olga' }, T0, TOWN));
    t.same(await mentionsOf(world, 'eve'), [[TOWN, 'market', 1, 'member']]);
    t.equal(await rowsLeft(world, users), 2);
    await world.add(...create(SQUARE, 3, 1), ...talk(2));
    t.same(
      (await mentionsOf(world, 'eve')).map(([, topic, seq]) => `${topic} ${seq}`),
      ['market 1', 'square 2', 'market 2'],
    );
    await world.add(dissolve(TOWN));
    t.equal(await rowsLeft(world, users), 0);
    await world.add(...town('bob', 'eve'));
    for (const user of users) t.same(await mentionsOf(world, user), []);
    t.same(world.problems, []);
  });
}

t.test('what was said in a topic that is no more is not told, even when it was written behind its end', async (t) => {
  const world = await given(town('bob'));
  await world.add(
    say(SQUARE, 'olga', 1, { at: ['bob'] }),
    groupFact('TopicsDeleted', { topics: [SQUARE], by: 'olga' }, T0, TOWN),
    say(SQUARE, 'olga', 2, { at: ['bob'] }),
  );
  t.same(await mentionsOf(world, 'bob'), []);
  await world.add(...create(SQUARE, 3, 2), say(SQUARE, 'olga', 3, { at: ['bob'] }));
  t.same(await mentionsOf(world, 'bob'), [[TOWN, 'square', 3, 'member']]);
});
