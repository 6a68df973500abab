import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { c2cStream } from '../../../events/stream.ts';
import { isSign, normalise } from '../../../projections/search/normalise.ts';
import { holds, keywordOf, tokensOf } from '../../../projections/search/tokens.ts';
import { APP, sent } from '../given.ts';
import { indexOf, text } from './given-search.ts';

t.test('text is folded: compatible forms, case, invisible characters, separators', async (t) => {
  t.equal(normalise('  Ｈｅｌｌｏ，　ＷＯＲＬＤ!! '), 'hello world');
  t.equal(normalise('ｶﾞｷﾞ'), 'ガギ');
  t.equal(normalise('zero\u200bwidth'), 'zerowidth');
  t.equal(normalise('❤️'), '❤');
  t.equal(normalise('ΟΔΟΣ'), normalise('οδος'));
  t.equal(normalise('"; DROP -- * NEAR( ^'), 'drop near');
  t.equal(normalise('\ud800\u0000!'), '');
});

t.test('folding what is folded changes nothing', async (t) => {
  const folded = fc.property(fc.string({ unit: 'binary' }), (any) => normalise(normalise(any)) === normalise(any));
  t.doesNotThrow(() => fc.assert(folded));
});

t.test('signs are found alone and in pairs, words by their beginning', async (t) => {
  t.same([...tokensOf('你好吗 hello', 'words')].sort(), ['g你', 'g好', 'g吗', 'g你好', 'g好吗', 'whello'].sort());
  t.same(keywordOf('好', 'words'), { text: '好', tokens: ['g好'], exact: true });
  t.same(keywordOf('你好', 'words'), { text: '你好', tokens: ['g你好'], exact: true });
  t.same(keywordOf('你好吗', 'words'), { text: '你好吗', tokens: ['g你好', 'g好吗'], exact: false });
  t.same(keywordOf('hel', 'words'), { text: 'hel', tokens: ['whel*'], exact: true });
  t.same(keywordOf('say hel', 'words'), { text: 'say hel', tokens: ['wsay', 'whel*'], exact: false });
  t.same(keywordOf('', 'words').tokens, []);
});

t.test('a keyword that begins with a word begins a word; names are found by any part', async (t) => {
  t.ok(holds('say hello', 'hel', 'words'));
  t.ok(holds('说hello', 'hel', 'words'));
  t.notOk(holds('othello', 'hel', 'words'));
  t.ok(holds('othello', 'hel', 'parts'));
  t.ok(holds('你好吗', '好吗', 'words'));
  t.notOk(holds('你 好', '你好', 'words'));
});

/** Few characters, so that texts and keywords meet; and what a query language might take for its own. */
const piece = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...'你好吗雁书ab') },
  {
    weight: 2,
    arbitrary: fc.constantFrom(' ', ', ', 'AND', 'OR', 'NEAR(', '"', "'", '*', '^', '-', ':', '(', ')', '+'),
  },
  { weight: 1, arbitrary: fc.constantFrom('é', 'Ａ', '😀', 'ß', '1', 'ก', '\u0000', '\ud800', 'tokens:', 'u1', 'p1') },
);
const phrase = (maxLength: number) => fc.array(piece, { minLength: 1, maxLength }).map((pieces) => pieces.join(''));

/** The rule, said in another way: the keyword stands in the text, and not behind a letter when it begins with one. */
function reference(said: string, keyword: string): boolean {
  const [text, wanted] = [normalise(said), normalise(keyword)];
  if (wanted === '') return false;
  const first = [...wanted][0] ?? '';
  return text.split('').some((_, at) => {
    const before = [...text.slice(0, at)].at(-1) ?? ' ';
    return text.startsWith(wanted, at) && (isSign(first) || before === ' ' || isSign(before));
  });
}

t.test('the index finds what stands in the text and nothing else, whatever is typed #372', async (t) => {
  await t.resolves(
    fc.assert(
      fc.asyncProperty(
        fc.array(phrase(12), { minLength: 1, maxLength: 12 }),
        fc.array(phrase(5), { minLength: 1, maxLength: 5 }),
        fc.constantFrom('any' as const, 'all' as const),
        async (said, keywords, match) => {
          const { messages } = await indexOf(
            t,
            said.map((words, at) => sent('alice', 'bob', at + 1, { body: text(words) })),
          );
          const found = messages('bob', { keywords, match })[c2cStream(APP, 'alice', 'bob')] ?? [];
          const expected = said.flatMap((words, at) => {
            const has = (keyword: string) => reference(words, keyword);
            return (match === 'all' ? keywords.every(has) : keywords.some(has)) ? [at + 1] : [];
          });
          assert.deepEqual(
            [...found].sort((one, other) => one - other),
            expected,
          );
        },
      ),
      { numRuns: 150 },
    ),
  );
});
