import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { open } from 'lmdb';
import t from 'tap';
import type { Envelope } from '../../events/envelope.ts';
import type { Journal } from '../../events/journal/journal.ts';
import { openLmdbLog } from '../../events/lmdb/open.ts';
import { MemoryDisk } from '../../events/memory/block-storage.ts';
import { openMemoryLog } from '../../events/memory/open.ts';
import { c2cStream } from '../../events/stream.ts';
import { verifyBlocks } from '../../events/verify.ts';
import { message } from './log-contract.ts';

const STREAM = c2cStream(1, 'alice', 'bob');
const meta = { actor: 'alice', instance: 1, requestId: '', causation: '' };
const ALL = Number.MAX_SAFE_INTEGER;

function temporary(): string {
  const path = mkdtempSync(join(tmpdir(), 'yanshu-erase-'));
  t.teardown(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** Messages one by one, each its own block, decided at second after second. */
async function talk(log: Journal, from: number, to: number, body?: string): Promise<void> {
  for (let seq = from; seq <= to; seq++) {
    await log.append(STREAM, seq - 2, [message(seq, body)], { time: seq * 1000, meta });
  }
}

async function bodies(log: Journal): Promise<readonly number[]> {
  const lengths: number[] = [];
  for await (const { data } of log.read(STREAM)) lengths.push('body' in data ? data.body.length : -1);
  return lengths;
}

const facts = (event: Envelope) => {
  const { data, ...fact } = event as Envelope<'C2cMessageSent'>;
  return { ...fact, id: event.id, hash: Buffer.from(event.hash).toString('hex'), seq: data.seq, from: data.from };
};
async function allFacts(log: Journal) {
  const all: unknown[] = [];
  for await (const event of log.readAll()) all.push(facts(event));
  return all;
}

const drivers: Readonly<Record<string, () => () => Promise<Journal>>> = {
  memory: () => {
    const disk = new MemoryDisk();
    return () => openMemoryLog({ disk });
  },
  lmdb: () => {
    const path = temporary();
    return () => openLmdbLog({ path, durability: 'fsync' });
  },
};

for (const [name, place] of Object.entries(drivers)) {
  t.test(`${name}: bodies of old events are erased, and everything else is proven #348`, async (t) => {
    const reopen = place();
    let log = await reopen();
    await talk(log, 1, 10);
    const before = await allFacts(log);
    t.same(await log.erase(6000, ALL), { bodies: 5, more: false });
    t.same(
      (await bodies(log)).map((length) => length > 0),
      [...Array(5).fill(false), ...Array(5).fill(true)],
    );
    t.same(await allFacts(log), before, 'facts, positions and hashes are what they were');
    t.match(verifyBlocks(log.blocks()), { events: 10, erased: 5, damages: [] });
    t.same(await log.erase(6000, ALL), { bodies: 0, more: false }, 'once');
    await log.close();

    log = await reopen();
    t.equal(log.erased, 5, 'it goes on where it was');
    await talk(log, 11, 12);
    t.same(await log.erase(9000, ALL), { bodies: 3, more: false });
    t.match(verifyBlocks(log.blocks()), { events: 12, erased: 8, damages: [] });
    t.same(await log.erase(ALL, ALL), { bodies: 3, more: false }, 'the newest block stays: it is being written behind');
    await log.close();
  });

  t.test(`${name}: in slices, while messages are sent`, async (t) => {
    const log = await place()();
    await talk(log, 1, 40);
    const sending = talk(log, 41, 60);
    let slices = 0;
    let erased = 0;
    for (let more = true; more; slices++) {
      const slice = await log.erase(31_000, 1000);
      erased += slice.bodies;
      more = slice.more;
    }
    await sending;
    t.equal(erased, 30);
    t.ok(slices >= 4, `${slices} slices`);
    t.match(verifyBlocks(log.blocks()), { events: 60, erased: 30, damages: [] });
    await log.close();
  });
}

t.test('a slice that the disk refuses leaves everything as it was, and is done again', async (t) => {
  const disk = new MemoryDisk();
  const log = await openMemoryLog({ disk });
  await talk(log, 1, 5);
  disk.faults.failWith = new Error('no space');
  await t.rejects(log.erase(4000, ALL), /no space/);
  disk.faults.failWith = undefined;
  t.match(verifyBlocks(log.blocks()), { erased: 0, damages: [] });
  t.same(await log.erase(4000, ALL), { bodies: 3, more: false });
  await log.close();
});

t.test('a damaged record is neither erased nor blessed: it is found afterwards as before', async (t) => {
  const disk = new MemoryDisk();
  const log = await openMemoryLog({ disk });
  await talk(log, 1, 5);
  disk.damage(2);
  t.same(await log.erase(4000, ALL), { bodies: 2, more: false });
  const { damages, erased } = verifyBlocks(log.blocks());
  t.equal(erased, 2);
  t.match(damages, [{ position: 2, reason: /checksum/ }]);
  await log.close();
});

t.test('whatever was erased, any other change is found', async (t) => {
  await t.resolves(
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 2, maxLength: 8 }),
        fc.nat(40),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        async (commits, before, place, flip) => {
          const log = await openMemoryLog();
          let seq = 0;
          for (const size of commits) {
            const events = Array.from({ length: size }, () => message(++seq));
            await log.append(STREAM, seq - size - 1, events, { time: seq * 1000, meta });
          }
          await log.erase(before * 1000, ALL);
          const blocks = [...log.blocks()].map(({ first, bytes }) => ({ first, bytes: Uint8Array.from(bytes) }));
          const sound = verifyBlocks(blocks);
          if (sound.damages.length > 0 || sound.events !== seq) return false;
          // One byte of one record, behind the header of its block.
          const block = blocks[place % blocks.length];
          if (block === undefined) return false;
          const at = 12 + (place % (block.bytes.length - 12));
          block.bytes[at] = (block.bytes[at] ?? 0) ^ flip;
          await log.close();
          return verifyBlocks(blocks).damages.length > 0;
        },
      ),
      { numRuns: 200 },
    ),
  );
});

t.test('lmdb: pages that erased bodies leave are used again', async (t) => {
  const path = temporary();
  const long = 'x'.repeat(3000);
  const used = () => {
    const env = open({ path, maxDbs: 8, readOnly: true });
    const { treeLeafPageCount = 0, overflowPages = 0 } = env.openDB({ name: 'blocks' }).getStats() as Readonly<
      Record<string, number>
    >;
    return env.close().then(() => treeLeafPageCount + overflowPages);
  };
  const log = await openLmdbLog({ path, durability: 'relaxed' });
  await talk(log, 1, 600, long);
  const before = await used();
  while ((await log.erase(600_000, 64 * 1024)).more) {}
  const after = await used();
  t.ok(after < before / 4, `${before} pages before, ${after} after`);
  await log.close();
});
