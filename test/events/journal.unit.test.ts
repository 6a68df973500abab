import t from 'tap';
import { LogFailed, LogOverloaded } from '../../events/errors.ts';
import { MemoryDisk } from '../../events/memory/block-storage.ts';
import { openMemoryLog } from '../../events/memory/open.ts';
import { verifyBlocks } from '../../events/verify.ts';
import { message } from './log-contract.ts';

const context = { time: 1, meta: { actor: 'a', instance: 0, requestId: '', causation: '' } };

async function count(log: { readAll(): AsyncIterable<unknown> }): Promise<number> {
  let events = 0;
  for await (const _ of log.readAll()) events++;
  return events;
}

t.test(
  'a failing disk refuses that commit and all that was built on it, and the stream goes on from what is stored',
  async (t) => {
    const disk = new MemoryDisk();
    const log = await openMemoryLog({ disk });
    await log.append('user-1.a', -1, [message(0)], context);
    await log.append('user-1.b', -1, [message(0)], context);
    disk.faults.failWith = new Error('no space left');
    const first = log.append('user-1.a', 0, [message(1)], context);
    const results = await Promise.allSettled([
      first,
      log.append('user-1.a', 1, [message(2)], context),
      log.append('user-1.new', -1, [message(0)], context),
    ]);
    for (const result of results) t.match(result, { status: 'rejected', reason: { name: 'LogFailed' } });
    await t.rejects(first, LogFailed);
    disk.faults.failWith = undefined;
    t.match(await log.append('user-1.a', 0, [message(1)], context), { revision: 1, position: 3 });
    t.match(await log.append('user-1.new', -1, [message(0)], context), { revision: 0, position: 4 });
    t.equal(await count(log), 4);
    t.strictSame(verifyBlocks(log.blocks()).damages, []);
  },
);

t.test('appends behind a slow disk gather in one commit', async (t) => {
  const disk = new MemoryDisk();
  disk.faults.slowMs = 20;
  const log = await openMemoryLog({ disk });
  const appends = [log.append('user-1.a', -1, [message(0)], context)];
  await new Promise(setImmediate);
  for (let i = 1; i < 100; i++) appends.push(log.append('user-1.a', i - 1, [message(i)], context));
  await Promise.all(appends);
  t.equal(disk.blocks.length, 2);
});

t.test('more than the allowed bytes waiting is refused, not buffered', async (t) => {
  const disk = new MemoryDisk();
  disk.faults.slowMs = 20;
  const log = await openMemoryLog({ disk, maxWaitingBytes: 10_000 });
  const big = 'x'.repeat(3000);
  const results = await Promise.allSettled(
    Array.from({ length: 10 }, (_, i) => log.append(`user-1.${i}`, -1, [message(0, big)], context)),
  );
  const refused = results.filter((result) => result.status === 'rejected');
  t.ok(refused.length > 0 && refused.length < 10);
  for (const result of refused) t.type(result.reason, LogOverloaded);
  t.equal(await count(log), 10 - refused.length);
});

t.test('a crash loses only what was never acknowledged, a torn tail is cut off', async (t) => {
  for (const tornTailBytes of [0, 1, 11, 12, 100]) {
    const disk = new MemoryDisk();
    const log = await openMemoryLog({ disk });
    await log.append('user-1.a', -1, [message(0), message(1)], context);
    disk.faults = { slowMs: 50, tornTailBytes };
    log.append('user-1.a', 1, [message(2)], context).catch(() => {}); // never settles: the machine is off
    await new Promise(setImmediate);
    disk.crash();
    disk.faults = {};
    const reopened = await openMemoryLog({ disk });
    t.equal(await count(reopened), 2, `torn after ${tornTailBytes} bytes`);
    t.match(await reopened.append('user-1.a', 1, [message(2)], context), { revision: 2, position: 3 });
  }
});

t.test('a disk that lies about syncing is caught by the crash test', async (t) => {
  const disk = new MemoryDisk();
  disk.faults.dropUnsynced = true;
  const log = await openMemoryLog({ disk });
  await log.append('user-1.a', -1, [message(0)], context);
  disk.crash();
  t.equal(
    await count(await openMemoryLog({ disk })),
    0,
    'acknowledged and gone: what the contract forbids can be seen',
  );
});

t.test('a throwing subscriber is reported and stops nobody', async (t) => {
  const errors: unknown[] = [];
  const log = await openMemoryLog({ onError: (error) => errors.push(error) });
  const seen: number[] = [];
  log.subscribeAll({ after: 0 }, () => {
    throw new Error('bad subscriber');
  });
  log.subscribeAll({ after: 0 }, (events) => seen.push(events.length));
  await new Promise(setImmediate);
  await log.append('user-1.a', -1, [message(0)], context);
  t.match(errors, [{ message: 'bad subscriber' }]);
  t.strictSame(seen, [1]);
});

t.test('verify names a changed body, a changed fact, a removed event and a swapped one', async (t) => {
  const disk = new MemoryDisk();
  const log = await openMemoryLog({ disk });
  for (let i = 0; i < 6; i++) await log.append('user-1.a', i - 1, [message(i, `the same length ${i}`)], context);
  const clean = disk.blocks.map((block) => ({ ...block }));
  t.match(verifyBlocks(clean), { events: 6, streams: 1, lastPosition: 6, damages: [] });

  const { crc32 } = await import('node:zlib');
  /** What a forger would do: change bytes and mend the checksum. */
  const forge = (text: string, replacement: string) => {
    const blocks = clean.map((block) => ({ first: block.first, bytes: Buffer.from(block.bytes) }));
    for (const { bytes } of blocks) {
      const at = bytes.indexOf(text);
      if (at < 0) continue;
      bytes.write(replacement, at);
      bytes.writeUInt32BE(crc32(bytes.subarray(12 + 8)), 12 + 4);
    }
    return verifyBlocks(blocks).damages.map((damage) => damage.message);
  };
  t.match(forge('the same length 3', 'another message!!'), [/position 4 .*body was altered/]);
  t.match(
    forge('user-1.a', 'user-1.b'),
    [
      /position 1 in user-1.b: the hash chain is broken/,
      /revision 1/,
      /revision 2/,
      /revision 3/,
      /revision 4/,
      /revision 5/,
    ].slice(0, 1),
  );
  t.match(verifyBlocks(clean.filter((block) => block.first !== 3)).damages.map(String), [
    /up to position 3 are missing/,
    /revision 3 where 2 belongs/,
  ]);
  t.match(verifyBlocks(clean.slice(1)).damages.map(String), [/missing/, /revision 1 where 0 belongs/]);
});
