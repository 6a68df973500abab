import t from 'tap';
import type { AttributeWrite } from '../../actors/group/attributes.ts';
import type { AttributeOperation } from '../../events/group/data.ts';
import { NOW, refused } from './given.ts';
import { group, people, seconds, types } from './group-stories.ts';

type Pairs = Readonly<Record<string, string>>;
const writesOf = (pairs: Pairs, seqs: Readonly<Record<string, number>> = {}): AttributeWrite[] =>
  Object.entries(pairs).map(([key, value]) => ({ key, value, seq: seqs[key] }));
const change = (operation: AttributeOperation, writes: readonly AttributeWrite[], mainSeq?: number) => ({
  by: people.member,
  operation,
  writes,
  mainSeq,
});
const set = (pairs: Pairs) => change('set', writesOf(pairs));
const removal = (...keys: string[]) =>
  change(
    'delete',
    keys.map((key) => ({ key, value: '', seq: undefined })),
  );

t.test('each change counts for the whole and for the keys it touches #477 #478 #479', async (t) => {
  let story = group('Public').after('changeAttributes', set({ mode: 'quiz', round: '1' }));
  t.strictSame(story.events.at(-1), {
    type: 'GroupAttributesChanged',
    data: {
      operation: 'set',
      written: [
        ['mode', 'quiz', 1],
        ['round', '1', 1],
      ],
      deleted: [],
      mainSeq: 1,
      time: seconds,
      by: 'mia',
    },
  });
  story = story.after('changeAttributes', set({ round: '2', host: 'olga' }));
  t.strictSame(story.state().attributes.entries, [
    ['mode', 'quiz', 1],
    ['round', '2', 2],
    ['host', 'olga', 1],
  ]);
  story = story.after('changeAttributes', change('replace', writesOf({ round: '9' })));
  t.match(story.state().attributes, { mainSeq: 3, entries: [['round', '9', 3]] });
  story = story.after('changeAttributes', removal('round'));
  t.match(story.state().attributes, { mainSeq: 4, entries: [] });
  story = story.after('changeAttributes', set({ a: '1', b: '2' }));
  const cleared = story.after('changeAttributes', change('clear', []), NOW + 1000);
  t.match(cleared.state().attributes, { mainSeq: 6, entries: [] });
});

t.test('the first writer wins, by the number of the whole or of a key #483', async (t) => {
  const story = group('Public').after('changeAttributes', set({ mode: 'quiz' }));
  const write = (seqs: Readonly<Record<string, number>>, mainSeq?: number) =>
    story.when('changeAttributes', change('set', writesOf({ mode: 'talk' }, seqs), mainSeq));
  refused(t, write({}, 0), 10056);
  refused(t, write({}, 2), 10056);
  refused(t, write({ mode: 0 }), 10056);
  refused(t, write({ mode: 2 }, 1), 10056);
  refused(t, story.when('changeAttributes', change('clear', [], 0)), 10056);
  t.match(write({ mode: 1 }, 1), { reply: { mainSeq: 2, written: [['mode', 'talk', 2]] } });
  t.match(write({}), { reply: { mainSeq: 2 } }, 'who names no number does not conflict');
  const again = story.after('changeAttributes', removal('mode'));
  const anew = change('set', writesOf({ mode: 'x' }, { mode: 0 }), 2);
  t.match(again.when('changeAttributes', anew), { reply: { written: [['mode', 'x', 1]] } });
});

t.test('limits: keys, values, their number and their sum, in bytes #481', async (t) => {
  const story = group('Public');
  const named = (count: number, length: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, i) => [`key${i}`, 'v'.repeat(length)]));
  const code = (pairs: Pairs, from = story) => from.when('changeAttributes', set(pairs));
  refused(t, code({ '': 'x' }), 10045);
  refused(t, code({ ['雁'.repeat(11)]: 'x' }), 10045);
  refused(t, code({ a: `${'雁'.repeat(1333)}vv` }), 10046);
  refused(t, code(named(17, 1)), 10047);
  refused(t, code(named(16, 1001)), 10048);
  t.match(code({ ['k'.repeat(32)]: 'v'.repeat(4000) }), { reply: { mainSeq: 1 } });
  const full = story.after('changeAttributes', set(named(16, 1000)));
  refused(t, code({ more: '' }, full), 10047);
  refused(t, code({ key0: 'v'.repeat(1001) }, full), 10048);
  t.match(code({ key0: 'less' }, full), { reply: { mainSeq: 2 } });
  refused(t, story.when('changeAttributes', removal('nothing')), 10050);
});

t.test('the sixth change of a second is refused, whoever makes it; the next second is free #482', async (t) => {
  let story = group('Public');
  for (let i = 0; i < 5; i++) story = story.after('changeAttributes', set({ round: String(i) }));
  const sixth = { ...set({ round: '6' }), by: people.owner };
  refused(t, story.when('changeAttributes', sixth), 10049);
  t.match(story.when('changeAttributes', sixth, NOW + 1000), { reply: { mainSeq: 6 } });
  // A clock that goes back does not open the limit.
  const later = story.after('changeAttributes', sixth, NOW + 1000);
  t.match(later.when('changeAttributes', sixth), { events: [{ data: { time: seconds + 1 } }] });
});

t.test('every member of every type may write, strangers may not #485', async (t) => {
  for (const type of types) {
    t.match(group(type).when('changeAttributes', set({ a: '1' })), { reply: { mainSeq: 1 } }, type);
    t.match(group(type).when('changeAttributes', { ...set({ a: '1' }), by: people.appAdmin }), { events: [{}] });
    refused(t, group(type).when('changeAttributes', { ...set({ a: '1' }), by: people.stranger }), 10007);
  }
});

t.test('the end of a group is the end of its attributes; a snapshot keeps them', async (t) => {
  const story = group('Public').after('changeAttributes', set({ a: '1' }));
  t.strictSame(story.thawed().attributes, story.state().attributes);
  const gone = story.after('dissolve', { by: people.owner });
  t.match(gone.state().attributes, { mainSeq: 0, entries: [] });
  refused(t, gone.when('changeAttributes', set({ a: '1' })), 10010);
});
