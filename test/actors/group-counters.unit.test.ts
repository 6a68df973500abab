import t from 'tap';
import type { WriteCounters } from '../../actors/group/counters.ts';
import { groupRules } from '../../actors/group/types.ts';
import { accepted, refused } from './given.ts';
import { group, people, seconds, types } from './group-stories.ts';

const MOST = Number.MAX_SAFE_INTEGER;
const change = (
  operation: WriteCounters['operation'],
  values: WriteCounters['values'],
  more: Partial<WriteCounters> = {},
): WriteCounters => ({ by: people.member, operation, values, random: 0, ...more });
const increase = (key: string, value: number, more: Partial<WriteCounters> = {}) =>
  change('increase', [[key, value]], more);

t.test('counters are set, and count up and down from 0; the answer is what they are now #486 #488 #489', async (t) => {
  let story = group('Public').after('changeCounters', increase('likes', 2));
  t.strictSame(story.events.at(-1), {
    type: 'GroupCountersChanged',
    data: {
      operation: 'increase',
      written: [['likes', 2]],
      deleted: [],
      counterSeq: 1,
      time: seconds,
      random: 0,
      by: 'mia',
    },
  });
  const down = change('decrease', [
    ['likes', 5],
    ['seats', 1],
  ]);
  t.match(story.when('changeCounters', down), {
    reply: [
      ['likes', -3],
      ['seats', -1],
    ],
  });
  story = story.after('changeCounters', down).after('changeCounters', change('set', [['likes', 140]]));
  t.match(story.state().counters, {
    seq: 3,
    entries: [
      ['likes', 140],
      ['seats', -1],
    ],
  });
  const twice = change('increase', [
    ['likes', 1],
    ['likes', 1],
  ]);
  t.match(story.when('changeCounters', twice), { reply: [['likes', 142]] });
});

t.test('a write that is repeated under its name counts once; without a name, or of another, again', async (t) => {
  const story = group('Public').after('changeCounters', increase('likes', 1, { random: 7 }));
  accepted(t, story.when('changeCounters', increase('likes', 1, { random: 7 })), [], [['likes', 1]]);
  t.match(story.when('changeCounters', increase('likes', 1, { random: 7, by: people.owner })), {
    reply: [['likes', 2]],
  });
  t.match(story.when('changeCounters', increase('likes', 1, { random: 8 })), { reply: [['likes', 2]] });
  t.match(story.when('changeCounters', increase('likes', 1)), { reply: [['likes', 2]] });
});

t.test('limits: 20 keys of 128 bytes, whole numbers that every client reads exactly', async (t) => {
  const many = (count: number) => Array.from({ length: count }, (_, i) => [`k${i}`, 1] as const);
  const story = group('Public').after('changeCounters', change('set', many(20)));
  refused(t, group('Public').when('changeCounters', change('set', many(21))), 10063);
  refused(t, story.when('changeCounters', increase('more', 1)), 10063);
  t.match(story.when('changeCounters', increase('k0', 1)), { reply: [['k0', 2]] });
  const freed = story.after('deleteCounters', { by: people.member, keys: ['k0'] });
  t.match(freed.when('changeCounters', increase('more', 1)), { reply: [['more', 1]] });
  refused(t, story.when('changeCounters', increase('', 1)), 10004);
  refused(t, group('Public').when('changeCounters', increase('雁'.repeat(43), 1)), 10004);
  t.match(group('Public').when('changeCounters', increase('k'.repeat(128), MOST)), { reply: [[String, MOST]] });
  const top = group('Public').after('changeCounters', increase('top', MOST));
  refused(t, top.when('changeCounters', increase('top', 1)), 10004);
  t.match(top.when('changeCounters', change('decrease', [['top', MOST]])), { reply: [['top', 0]] });
});

t.test('deleting: the given keys, or all; what is not there changes nothing', async (t) => {
  const story = group('Public').after(
    'changeCounters',
    change('set', [
      ['a', 1],
      ['b', 2],
      ['c', 3],
    ]),
  );
  const one = story.after('deleteCounters', { by: people.member, keys: ['b', 'none'] });
  t.match(one.events.at(-1), { data: { operation: 'delete', deleted: ['b'], counterSeq: 2 } });
  accepted(t, one.when('deleteCounters', { by: people.member, keys: ['b'] }), []);
  const all = one.after('deleteCounters', { by: people.member, keys: undefined });
  t.match(all.state().counters, { seq: 3, entries: [] });
  t.match(all.when('changeCounters', increase('a', 1)), { reply: [['a', 1]] }, 'begins anew');
});

t.test('not in communities, not even for administrators; otherwise for every member #491', async (t) => {
  for (const type of types) {
    for (const by of [people.member, people.appAdmin]) {
      const outcome = group(type).when('changeCounters', increase('a', 1, { by }));
      t.equal('code' in outcome ? outcome.code : 0, groupRules[type].counters ? 0 : 10007, type);
    }
    refused(t, group(type).when('changeCounters', increase('a', 1, { by: people.stranger })), 10007);
    refused(t, group(type).when('deleteCounters', { by: people.stranger, keys: undefined }), 10007);
  }
  refused(t, group('Community').when('deleteCounters', { by: people.appAdmin, keys: undefined }), 10007);
});

t.test('a snapshot keeps them, and the names of writes', async (t) => {
  const story = group('Public').after('changeCounters', increase('likes', 1, { random: 7 }));
  t.strictSame(story.thawed().counters, story.state().counters);
  t.strictSame(story.thawed().recent.freeze(), story.state().recent.freeze());
});
