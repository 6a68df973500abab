import t, { type Test } from 'tap';
import { BadRowKey } from '../../projections/store/keys.ts';
import type { ProjectionStore, RangeOptions, StoreWrite } from '../../projections/store.ts';

export interface StoreUnderTest {
  readonly store: ProjectionStore;
  /** The same rows, after closing and opening again; undefined for a driver that keeps nothing. */
  reopen(): Promise<ProjectionStore | undefined>;
  dispose(): Promise<void>;
}

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (value: Uint8Array | undefined) => (value ? new TextDecoder().decode(value) : undefined);
const put = (partition: string, sort: string, value = sort): StoreWrite => ({
  op: 'put',
  partition,
  sort,
  value: bytes(value),
});
const remove = (partition: string, sort: string): StoreWrite => ({ op: 'delete', partition, sort });

async function dump(store: ProjectionStore, prefix: string): Promise<string[]> {
  const rows: string[] = [];
  for await (const row of store.dump(prefix)) rows.push(`${row.partition}|${row.sort}=${text(row.value)}`);
  return rows;
}

/** What every driver of the ProjectionStore port must do. */
export function storeContract(name: string, make: () => Promise<StoreUnderTest>): void {
  const test = (title: string, body: (t: Test, store: ProjectionStore, under: StoreUnderTest) => Promise<void>) =>
    t.test(`${name}: ${title}`, async (t) => {
      const under = await make();
      t.teardown(() => under.dispose());
      await body(t, under.store, under);
    });

  test('a row that was put is read, put again is replaced, deleted is gone', async (t, store) => {
    t.equal(await store.get('p', 'a'), undefined);
    await store.write([put('p', 'a', 'one')]);
    t.equal(text(await store.get('p', 'a')), 'one');
    await store.write([put('p', 'a', 'two'), put('p', 'b')]);
    t.equal(text(await store.get('p', 'a')), 'two');
    await store.write([remove('p', 'a'), remove('p', 'never')]);
    t.equal(await store.get('p', 'a'), undefined);
    t.equal(text(await store.get('p', 'b')), 'b');
  });

  test('later writes of one batch win over earlier ones', async (t, store) => {
    await store.write([put('p', 'a', 'one'), put('p', 'a', 'two'), put('p', 'b'), remove('p', 'b')]);
    t.same(await dump(store, ''), ['p|a=two']);
  });

  test('empty values and an empty sort key are rows', async (t, store) => {
    await store.write([put('p', '', ''), put('p', 'a', '')]);
    t.equal(text(await store.get('p', '')), '');
    t.same(
      (await store.range('p')).map((row) => row.sort),
      ['', 'a'],
    );
  });

  test('what was read does not change with later reads and writes', async (t, store) => {
    await store.write([put('p', 'a', 'first'), put('p', 'b', 'other')]);
    const read = await store.get('p', 'a');
    const ranged = await store.range('p');
    await store.get('p', 'b');
    await store.write([put('p', 'a', 'XXXXX')]);
    await store.get('p', 'a');
    t.equal(text(read), 'first');
    t.same(
      ranged.map((row) => text(row.value)),
      ['first', 'other'],
    );
  });

  test('ranges stay inside the partition and keep the order of the bytes', async (t, store) => {
    // U+FF5E sorts behind U+1F600 by UTF-16 units and before it by bytes.
    const sorts = ['a', 'a\tb', 'ab', 'b', '\uff5e', '\u{1f600}'];
    await store.write([
      ...[...sorts].reverse().map((sort) => put('p', sort)),
      put('o', 'z'),
      put('p\tq', 'a'),
      put('p!', 'b'),
      put('pp', 'b'),
    ]);
    const read = async (options?: RangeOptions) => (await store.range('p', options)).map((row) => row.sort);
    t.same(await read(), sorts);
    t.same(await read({ reverse: true }), [...sorts].reverse());
    t.same(await read({ from: 'a\tb' }), sorts.slice(1));
    t.same(await read({ to: 'b' }), ['a', 'a\tb', 'ab']);
    t.same(await read({ from: 'a\t', to: 'b', limit: 1 }), ['a\tb']);
    t.same(await read({ from: 'a\tb', to: 'b', reverse: true }), ['ab', 'a\tb']);
    t.same(await read({ to: 'b', reverse: true, limit: 2 }), ['ab', 'a\tb']);
    t.same(await read({ from: 'a0', to: 'az', reverse: true, limit: 9 }), ['ab']);
    t.same(await read({ from: 'b', to: 'a' }), []);
    t.same(await read({ from: 'b', to: 'a', reverse: true }), []);
    t.same(await read({ from: 'b', to: 'b' }), []);
    t.same(await read({ limit: 0 }), []);
    t.same(
      (await store.range('p\tq')).map((row) => row.sort),
      ['a'],
    );
    t.same(await store.range('nothing'), []);
  });

  test('clear and dump go by prefix of the partition', async (t, store) => {
    await store.write([put('a@1', 'x'), put('a@1\tp', 'y'), put('a@10\tp', 'z'), put('b@1\tp', 'w')]);
    t.same(await dump(store, 'a@1\t'), ['a@1\tp|y=y']);
    t.same(await dump(store, 'a@'), ['a@1|x=x', 'a@1\tp|y=y', 'a@10\tp|z=z']);
    await store.clear('a@1\t');
    t.same(await dump(store, ''), ['a@1|x=x', 'a@10\tp|z=z', 'b@1\tp|w=w']);
    await store.clear('a@');
    t.same(await dump(store, ''), ['b@1\tp|w=w']);
    await store.clear('a@');
    await store.clear('');
    t.same(await dump(store, ''), []);
  });

  test('many rows: one batch, one clear, one dump', async (t, store) => {
    const sorts = Array.from({ length: 10_000 }, (_, at) => String(at).padStart(6, '0'));
    await store.write(sorts.map((sort) => put('many', sort, sort.repeat(20))));
    t.equal((await dump(store, 'many')).length, sorts.length);
    t.equal((await store.range('many', { from: '005000' })).length, 5000);
    await store.clear('many');
    t.same(await dump(store, ''), []);
  });

  test('a batch with a key that cannot be stored stores nothing', async (t, store) => {
    const long = 'k'.repeat(1978);
    await t.rejects(store.write([put('p', 'good'), put('p', long)]), BadRowKey);
    await t.rejects(store.write([put('p', 'good'), put('p', 'nul\0')]), BadRowKey);
    await t.rejects(store.write([put('p\n', 'good')]), BadRowKey);
    t.same(await dump(store, ''), []);
    t.equal(await store.get('p', long), undefined, 'reading it finds nothing');
    await store.write([put('p', 'k'.repeat(1976))]);
    t.ok(await store.get('p', 'k'.repeat(1976)), 'the longest key is stored');
  });

  test('a partition whose name is too long for a key has no rows', async (t, store) => {
    await store.write([put('p', 'a')]);
    t.same(await store.range('p'.repeat(5000)), []);
    t.same(await dump(store, 'p'.repeat(5000)), []);
  });

  test('a write is read as soon as it resolves, by get and by range', async (t, store) => {
    for (let round = 0; round < 20; round++) {
      await store.get('p', 'a');
      await store.write([put('p', 'a', `${round}`)]);
      t.equal(text(await store.get('p', 'a')), `${round}`);
      t.equal(text((await store.range('p'))[0]?.value), `${round}`);
    }
  });

  test('rows are there after opening again', async (t, store, under) => {
    await store.write([put('p', 'a'), put('p', 'b')]);
    const again = await under.reopen();
    if (again) t.same(await dump(again, ''), ['p|a=a', 'p|b=b']);
    else t.pass('a driver without a disk');
  });
}
