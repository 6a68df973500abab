import fc from 'fast-check';
import t from 'tap';
import { openMemoryLog } from '../../events/memory/open.ts';
import type { Projection } from '../../projections/index.ts';
import { MemoryStore } from '../../projections/store/memory.ts';
import type { RangeOptions } from '../../projections/store.ts';
import { append, type Fact, runnerOver, sent, userFact } from './given.ts';
import { ManualTimers } from './manual-timers.ts';

/** Rows by blind puts and deletes: the nick says the key, `''` in the face deletes. */
const board: Projection = {
  name: 'board',
  version: 1,
  handlers: {
    ProfileChanged({ data }, rows) {
      if (data.faceUrl === '') rows.delete('board', data.nick);
      else rows.put('board', data.nick, { face: data.faceUrl });
    },
  },
};

const keys = ['a', 'b', 'ba', 'c', 'd\t', 'e', '\uff5e', '\u{1f600}'];
const key = fc.constantFrom(...keys);
type Step =
  | { readonly kind: 'put'; readonly key: string; readonly face: string }
  | { readonly kind: 'flush' | 'flush begins' }
  | { readonly kind: 'look'; readonly options: RangeOptions };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('put' as const), key, face: fc.constantFrom('', '1', '2', '3') }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('flush' as const, 'flush begins' as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('look' as const),
      options: fc.record(
        { from: key, to: key, limit: fc.integer({ min: 1, max: 9 }), reverse: fc.boolean() },
        { requiredKeys: [] },
      ),
    }),
  },
);

const change = (nick: string, faceUrl: string): Fact => userFact('u', 'ProfileChanged', { nick, faceUrl });
const bytes = (text: string) => Buffer.from(text);

/** What a range must give, from a plain map. */
function expected(model: ReadonlyMap<string, string>, { from, to, limit, reverse }: RangeOptions): string[] {
  const sorts = [...model.keys()]
    .filter((sort) => from === undefined || bytes(sort).compare(bytes(from)) >= 0)
    .filter((sort) => to === undefined || bytes(sort).compare(bytes(to)) < 0)
    .sort((one, other) => bytes(one).compare(bytes(other)));
  if (reverse) sorts.reverse();
  return sorts.slice(0, limit).map((sort) => `${sort}=${model.get(sort)}`);
}

for (const async of [false, true]) {
  const kind = async ? 'a store that answers later' : 'a store that answers at once';
  t.test(`law: reads see every change, flushed or not, in the order of the bytes (${kind})`, async (t) => {
    const property = fc.asyncProperty(fc.array(step, { maxLength: 60, size: 'max' }), async (steps) => {
      const log = await openMemoryLog();
      const { runner } = runnerOver(log, new MemoryStore({ async }), [board], {
        timers: new ManualTimers(),
        sliceRows: 1,
        cacheBytes: 0,
      });
      await runner.start();
      const model = new Map<string, string>();
      for (const one of steps) {
        if (one.kind === 'put') {
          await append(log, [change(one.key, one.face)]);
          if (one.face) model.set(one.key, one.face);
          else model.delete(one.key);
        } else if (one.kind === 'look') {
          await runner.waitFor(log.lastPosition());
          const rows = await runner.reader('board').range<{ face: string }>('board', one.options);
          const found = rows.map(({ sort, value }) => `${sort}=${value.face}`);
          const wanted = expected(model, one.options);
          if (found.join() !== wanted.join()) throw new Error(`${found} instead of ${wanted}`);
          for (const sort of keys) {
            const row = await runner.reader('board').get<{ face: string }>('board', sort);
            if (row?.face !== model.get(sort)) throw new Error(`${sort}: ${row?.face}`);
          }
        } else {
          const flush = runner.flush();
          if (one.kind === 'flush') await flush;
        }
      }
      await runner.close();
    });
    await fc.assert(property, { numRuns: 150 });
    t.pass('held');
  });
}

t.test('blind puts and deletes of rows that are being flushed stay out of the cut', async (t) => {
  const log = await openMemoryLog();
  const store = new MemoryStore();
  const { runner } = runnerOver(log, store, [board], { timers: new ManualTimers(), sliceRows: 1 });
  await runner.start();
  const names = Array.from({ length: 30 }, (_, at) => `row${String(at).padStart(2, '0')}`);
  await append(
    log,
    names.map((name) => change(name, 'old')),
  );
  const flush = runner.flush();
  await append(log, [change('row29', 'new'), change('row28', '')]);
  await flush;
  const rows = store.range('board@1\tboard');
  t.ok(Array.isArray(rows) && rows.length === 30, 'the deleted one is still in the cut');
  const faces = (Array.isArray(rows) ? rows : []).map(({ value }) => Buffer.from(value).toString('latin1'));
  t.ok(faces.every((face) => face.endsWith('old')));
  await runner.close();
});

t.test('an event that no projection handles costs no row', async (t) => {
  const log = await openMemoryLog();
  const store = new MemoryStore();
  const { runner } = runnerOver(log, store, [board]);
  await runner.start();
  await append(log, [sent('alice', 'bob', 1)]);
  await runner.close();
  t.same(store.range('board@1\tboard'), []);
});
