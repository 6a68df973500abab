import t from 'tap';
import type { AttributesChange, CountersChange, Listener, PinChange } from '../../gateway/binary/client/index.ts';
import { connect, TestServer, text } from './server.ts';

/** What one client was told about what its groups keep, and how to wait for it. */
class Heard implements Listener {
  readonly attributes: AttributesChange[] = [];
  readonly counters: CountersChange[] = [];
  readonly pins: PinChange[] = [];
  #wake: (() => void)[] = [];

  readonly onGroupAttributes = (change: AttributesChange) => this.#add(this.attributes, change);
  readonly onGroupCounters = (change: CountersChange) => this.#add(this.counters, change);
  readonly onGroupPin = (pin: PinChange) => this.#add(this.pins, pin);

  async until(condition: (heard: this) => boolean): Promise<void> {
    while (!condition(this)) await new Promise<void>((resolve) => this.#wake.push(resolve));
  }

  #add<T>(list: T[], item: T): void {
    list.push(item);
    for (const wake of this.#wake.splice(0)) wake();
  }
}

t.test('what members keep in a group, over the binary protocol', async (t) => {
  const data = t.testdir();
  let server = await TestServer.start(data);
  const heard = { olga: new Heard(), mia: new Heard() };
  const [olga, mia, max] = await Promise.all([
    connect(server.port, 'olga', { listener: heard.olga }),
    connect(server.port, 'mia', { listener: heard.mia }),
    connect(server.port, 'max'),
  ]);
  t.teardown(async () => {
    for (const client of [olga, mia, max]) client.close();
    await server.stop();
  });
  const group = 'hikers';
  await olga.groups.create({ type: 'Public', name: 'Hikers', groupId: group, members: ['mia'] });

  await t.test('attributes: every member is told, the author too; who is late is refused #477 #483 #484', async (t) => {
    t.equal(await olga.groups.data.setAttributes(group, { mode: 'quiz', round: '1' }, { replace: true }), 1);
    for (const one of [heard.olga, heard.mia]) {
      await one.until(({ attributes }) => attributes.length === 1);
      t.match(one.attributes, [{ group, operation: 'replace', mainSeq: 1, written: [['mode', 'quiz', 1], ['round']] }]);
    }
    t.equal(await mia.groups.data.setAttributes(group, { round: '2' }, { mainSeq: 1 }), 2);
    await t.rejects(olga.groups.data.setAttributes(group, { round: '3' }, { mainSeq: 1 }), { code: 10056 });
    t.strictSame(await olga.groups.data.attributes(group), {
      mainSeq: 2,
      entries: [
        ['mode', 'quiz', 1],
        ['round', '2', 2],
      ],
    });
    t.equal(await mia.groups.data.deleteAttributes(group, ['mode']), 3);
    await heard.olga.until(({ attributes }) => attributes.length === 3);
    t.match(heard.olga.attributes[2], { operation: 'delete', deleted: ['mode'], written: [] });
    await t.rejects(max.groups.data.attributes(group), { code: 10007 });
    await t.rejects(max.groups.data.setAttributes(group, { a: '1' }), { code: 10007 });
  });

  await t.test('counters: every change is told, and an increase that is repeated counts once #488 #490', async (t) => {
    const likes = await mia.groups.data.changeCounters(group, 'increase', { likes: 2, gifts: 1 });
    t.strictSame([...likes], Object.entries({ likes: 2, gifts: 1 }));
    for (const one of [heard.olga, heard.mia]) {
      await one.until(({ counters }) => counters.length === 1);
      t.match(one.counters, [{ group, operation: 'increase', seq: 1, written: [['likes', 2], ['gifts']] }]);
    }
    const increases = Array.from({ length: 50 }, (_, i) =>
      (i % 2 ? olga : mia).groups.data.changeCounters(group, 'increase', { likes: 1 }),
    );
    // The answers of those under way are lost with the server; the clients repeat what was not answered.
    await server.kill();
    server = await TestServer.start(data, server.port);
    await Promise.all(increases);
    t.strictSame(Object.fromEntries(await olga.groups.data.counters(group)), { likes: 52, gifts: 1 });
    await olga.groups.data.deleteCounters(group, ['gifts']);
    await heard.mia.until(({ counters }) => counters.at(-1)?.operation === 'delete');
    t.match(heard.mia.counters.at(-1), { deleted: ['gifts'], written: [] });
    t.strictSame([...(await mia.groups.data.counters(group, ['likes']))], [['likes', 52]]);
    await t.rejects(max.groups.data.counters(group), { code: 10007 });
  });

  await t.test('pins: told with the message, listed with the latest first #339 #340', async (t) => {
    for (const word of ['one', 'two']) await mia.groups.send(group, text(word));
    await t.rejects(mia.groups.data.pin(group, 1), { code: 10007 });
    await t.rejects(olga.groups.data.pin(group, 3), { code: 10052 });
    for (const seq of [1, 2]) await olga.groups.data.pin(group, seq);
    await heard.mia.until(({ pins }) => pins.length === 2);
    t.match(heard.mia.pins, [
      { pinned: true, by: 'olga', message: { group, seq: 1, from: 'mia', body: text('one') } },
      { pinned: true, message: { seq: 2 } },
    ]);
    await olga.groups.data.unpin(group, 1);
    await heard.olga.until(({ pins }) => pins.length === 3);
    t.match(heard.olga.pins[2], { pinned: false, by: 'olga', message: { seq: 1 } });
    t.strictSame(await mia.groups.data.pinned(group), [{ seq: 2, by: 'olga' }]);
    await t.rejects(max.groups.data.pinned(group), { code: 10007 });
  });

  await t.test('all of it outlives kill -9', async (t) => {
    await server.kill();
    server = await TestServer.start(data, server.port);
    t.match(await mia.groups.data.attributes(group), { mainSeq: 3, entries: [['round', '2', 2]] });
    t.strictSame([...(await mia.groups.data.counters(group))], [['likes', 52]]);
    t.strictSame(await mia.groups.data.pinned(group), [{ seq: 2, by: 'olga' }]);
    t.equal(await mia.groups.data.deleteAttributes(group), 4);
    t.strictSame(await olga.groups.data.attributes(group), { mainSeq: 4, entries: [] });
  });
});
