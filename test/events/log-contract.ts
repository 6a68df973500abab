import type { Test } from 'tap';
import type { Envelope, Meta, NewEvent } from '../../events/envelope.ts';
import { LogClosed, WrongExpectedRevision } from '../../events/errors.ts';
import { type EventLog, NO_STREAM } from '../../events/log.ts';
import { c2cStream, streamName } from '../../events/stream.ts';

/** A driver under test: a place that can be opened several times, one log at a time. */
export interface LogPlace {
  open(): Promise<EventLog>;
  /** Flips a bit in the stored record of this position. Called while the log is closed. */
  damage(position: number): Promise<void>;
}

const meta: Meta = { actor: 'alice', instance: 1, requestId: 'r1', causation: '' };
const context = { time: 1_795_159_672_123, meta };

export function message(seq: number, body = `body ${seq}`): NewEvent {
  return {
    type: 'C2cMessageSent',
    data: {
      from: 'alice',
      to: 'bob',
      seq,
      time: 1_795_159_672,
      msgSeq: 4_294_967_295,
      random: seq,
      clientTime: 1_795_159_671,
      flags: 0,
      nick: '爱丽丝',
      faceUrl: '',
      offlinePush: '',
      body: Buffer.from(body),
    },
  };
}

const stream = c2cStream(1, 'alice', 'bob');
const other = streamName('user', 1, 'al.ice@#%');

async function collect(events: AsyncIterable<Envelope>): Promise<Envelope[]> {
  const all: Envelope[] = [];
  for await (const event of events) all.push(event);
  return all;
}

const revisions = (events: readonly Envelope[]) => events.map((event) => event.revision);
const positions = (events: readonly Envelope[]) => events.map((event) => event.position);
const seqs = (events: readonly Envelope[]) =>
  events.map((event) => (event.type === 'C2cMessageSent' ? event.data.seq : -1));

async function appendMany(log: EventLog, name: string, from: number, count: number): Promise<void> {
  const appends: Promise<unknown>[] = [];
  for (let i = from; i < from + count; i++) appends.push(log.append(name, i - 1, [message(i)], context));
  await Promise.all(appends);
}

/** What every `EventLog` driver must do (events/log.ts). */
export function logContract(t: Test, name: string, place: () => LogPlace | Promise<LogPlace>): void {
  const withLog = (title: string, run: (t: Test, log: EventLog, place: LogPlace) => Promise<void>) =>
    t.test(`${name}: ${title}`, async (t) => {
      const where = await place();
      const log = await where.open();
      try {
        await run(t, log, where);
      } finally {
        await log.close();
      }
    });

  withLog('an event comes back as it was appended', async (t, log) => {
    const appended = await log.append(stream, NO_STREAM, [message(0, 'hé 世界 😀')], context);
    t.strictSame(appended, { revision: 0, position: log.lastPosition() });
    const [event] = await collect(log.read(stream));
    if (event?.type !== 'C2cMessageSent') throw new Error('no message');
    t.match({ ...event }, { stream, revision: 0, position: appended.position, version: 1, time: context.time, meta });
    t.equal(event.id, `${stream}@0`);
    t.strictSame({ ...event.data, body: '' }, { ...message(0).data, body: '' });
    t.equal(Buffer.from(event.data.body).toString(), 'hé 世界 😀');
    t.equal(event.hash.length, 32);
  });

  withLog('a wrong expected revision is refused and changes nothing', async (t, log) => {
    await log.append(stream, NO_STREAM, [message(0)], context);
    for (const wrong of [NO_STREAM, 1, 7]) {
      const error = await log.append(stream, wrong, [message(1)], context).catch((e: unknown) => e);
      t.type(error, WrongExpectedRevision);
      t.match(error, { stream, expected: wrong, actual: 0, temporary: true });
    }
    t.strictSame(revisions(await collect(log.read(stream))), [0]);
  });

  withLog('of two writers that expect the same revision one wins', async (t, log) => {
    const results = await Promise.allSettled([
      log.append(stream, NO_STREAM, [message(1)], context),
      log.append(stream, NO_STREAM, [message(2)], context),
    ]);
    t.strictSame(results.map((result) => result.status).sort(), ['fulfilled', 'rejected']);
    t.equal((await collect(log.read(stream))).length, 1);
  });

  withLog('appends of one stream may be in flight together and keep their order', async (t, log) => {
    await appendMany(log, stream, 0, 1000);
    const events = await collect(log.read(stream));
    t.strictSame(
      revisions(events),
      Array.from({ length: 1000 }, (_, i) => i),
    );
    t.strictSame(seqs(events), revisions(events));
  });

  withLog('several events of one append are all there, next to each other', async (t, log) => {
    await Promise.all([
      log.append(stream, NO_STREAM, [message(0), message(1), message(2)], context),
      log.append(other, NO_STREAM, [message(0)], context),
    ]);
    const mine = positions(await collect(log.read(stream)));
    t.strictSame(
      mine.map((position) => position - (mine[0] ?? 0)),
      [0, 1, 2],
    );
  });

  withLog('an empty append is an error', async (t, log) => {
    await t.rejects(log.append(stream, NO_STREAM, [], context), RangeError);
  });

  withLog('reads a stream forwards and backwards, from and up to anywhere', async (t, log) => {
    await appendMany(log, stream, 0, 200);
    await appendMany(log, other, 0, 3);
    const read = async (options: Parameters<EventLog['read']>[1]) =>
      revisions(await collect(log.read(stream, options)));
    t.strictSame(await read({ from: 60, limit: 10 }), [60, 61, 62, 63, 64, 65, 66, 67, 68, 69]);
    t.strictSame(await read({ from: 198 }), [198, 199]);
    t.strictSame(await read({ from: 200 }), []);
    t.strictSame(await read({ limit: 0 }), []);
    t.strictSame(await read({ direction: 'backwards', limit: 3 }), [199, 198, 197]);
    t.strictSame(await read({ direction: 'backwards', from: 1 }), [1, 0]);
    t.strictSame(await read({ direction: 'backwards', from: 1000, limit: 1 }), [199]);
    t.equal((await read({ direction: 'backwards' })).length, 200);
    t.strictSame(await collect(log.read(streamName('user', 1, 'nobody'))), []);
  });

  withLog('reads the whole log in one global order, by position and category', async (t, log) => {
    for (let i = 0; i < 50; i++) {
      await Promise.all([
        log.append(stream, i - 1, [message(i)], context),
        log.append(other, i - 1, [message(i)], context),
      ]);
    }
    const all = await collect(log.readAll());
    t.equal(all.length, 100);
    t.strictSame(
      positions(all),
      [...positions(all)].sort((a, b) => a - b),
    );
    t.equal(new Set(positions(all)).size, 100);
    t.equal(all.at(-1)?.position, log.lastPosition());
    const middle = all[49]?.position ?? 0;
    t.strictSame(positions(await collect(log.readAll({ after: middle }))), positions(all.slice(50)));
    t.strictSame(positions(await collect(log.readAll({ after: middle, limit: 5 }))), positions(all.slice(50, 55)));
    const pages: number[][] = [];
    for await (const page of log.readPages({ after: middle, size: 7 })) pages.push(positions(page));
    t.strictSame(pages.flat(), positions(all.slice(50)), 'page by page');
    t.ok(pages.length > 1 && pages.every((page) => page.length > 0));
    const users = await collect(log.readAll({ categories: ['user'] }));
    t.ok(users.length === 50 && users.every((event) => event.stream === other));
  });

  withLog('a subscription catches up, then stays live, without gap or double', async (t, log) => {
    await appendMany(log, stream, 0, 700);
    const seen: number[] = [];
    const subscription = log.subscribeAll({ after: 0 }, (events) => seen.push(...positions(events)));
    const live = appendMany(log, stream, 700, 300);
    await subscription.caughtUp;
    await live;
    await appendMany(log, stream, 1000, 10);
    t.strictSame(seen, positions(await collect(log.readAll())));
    t.equal(seen.length, 1010);
    subscription.close();
    await appendMany(log, stream, 1010, 1);
    t.equal(seen.length, 1010, 'nothing after close');
  });

  withLog('a subscriber has seen an event before its append resolves', async (t, log) => {
    let seen = 0;
    const subscription = log.subscribeAll({ after: log.lastPosition(), categories: ['c2c'] }, (events) => {
      seen = events.at(-1)?.position ?? 0;
    });
    await subscription.caughtUp;
    const { position } = await log.append(stream, NO_STREAM, [message(0)], context);
    t.equal(seen, position);
    await log.append(other, NO_STREAM, [message(0)], context);
    t.equal(seen, position, 'other categories are not handed over');
  });

  withLog('many streams at once', async (t, log) => {
    const streams = Array.from({ length: 300 }, (_, i) => streamName('user', 1, `u${i}`));
    await Promise.all(streams.map((name) => appendMany(log, name, 0, 20)));
    for (const name of streams)
      t.strictSame(seqs(await collect(log.read(name))), revisions(await collect(log.read(name))));
    t.equal((await collect(log.readAll())).length, 6000);
  });

  t.test(`${name}: everything acknowledged is there after reopening, and the log goes on`, async (t) => {
    const where = await place();
    const expected: number[][] = [];
    for (let round = 0; round < 4; round++) {
      const log = await where.open();
      t.strictSame(
        [seqs(await collect(log.read(stream))), revisions(await collect(log.read(other)))],
        expected[round - 1] === undefined ? [[], []] : [expected[round - 1], [...Array(round).keys()]],
      );
      await appendMany(log, stream, round * 150, 150);
      await log.append(other, round - 1, [message(0)], context);
      expected.push([...Array((round + 1) * 150).keys()]);
      await log.close();
      await t.rejects(log.append(other, round, [message(0)], context), LogClosed);
    }
  });

  t.test(`${name}: a damaged record is found and named, at opening or at reading`, async (t) => {
    const where = await place();
    let log = await where.open();
    for (let i = 0; i < 10; i++) await log.append(stream, i - 1, [message(i)], context);
    const [, , , victim] = await collect(log.read(stream));
    await log.close();
    await where.damage(victim?.position ?? 0);
    const expected = { name: 'DamagedRecord', position: victim?.position };
    try {
      log = await where.open();
    } catch (error) {
      // A driver that must read its log to open it names the damage then and there.
      t.match(error, expected);
      return;
    }
    t.match(await collect(log.read(stream)).catch((e: unknown) => e), expected);
    t.match(await collect(log.readAll()).catch((e: unknown) => e), expected);
    t.strictSame(revisions(await collect(log.read(stream, { from: 4 }))), [4, 5, 6, 7, 8, 9]);
    const caughtUp = await log.subscribeAll({ after: 0 }, () => {}).caughtUp.catch((e: unknown) => e);
    t.match(caughtUp, expected);
    await log.close();
  });
}
