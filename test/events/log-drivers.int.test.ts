import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { open } from 'lmdb';
import t from 'tap';
import { openLmdbLog } from '../../events/lmdb/open.ts';
import { MemoryDisk } from '../../events/memory/block-storage.ts';
import { openMemoryLog } from '../../events/memory/open.ts';
import { verifyBlocks } from '../../events/verify.ts';
import { logContract, message } from './log-contract.ts';

const directories: string[] = [];
t.teardown(() => {
  for (const directory of directories) rmSync(directory, { recursive: true, force: true });
});
function temporary(): string {
  const path = mkdtempSync(join(tmpdir(), 'yanshu-log-'));
  directories.push(path);
  return path;
}

/** Flips a bit in the middle of the block that begins at `position`. */
async function damageLmdb(path: string, position: number): Promise<void> {
  const env = open({ path, maxDbs: 8 });
  const blocks = env.openDB<Buffer, number>({ name: 'blocks', encoding: 'binary' });
  const bytes = Buffer.from(blocks.get(position) ?? Buffer.alloc(0));
  bytes[bytes.length - 3] = (bytes[bytes.length - 3] ?? 0) ^ 1;
  await blocks.put(position, bytes);
  await env.close();
}

logContract(t, 'memory', () => {
  const disk = new MemoryDisk();
  return {
    // Damage is reported to the caller and to onError: here only the caller is looked at.
    open: () => openMemoryLog({ disk, onError: () => {} }),
    damage: async (position) => disk.damage(position),
  };
});

logContract(t, 'lmdb', () => {
  const path = temporary();
  return {
    open: () => openLmdbLog({ path, durability: 'fsync', onError: () => {} }),
    damage: (position) => damageLmdb(path, position),
  };
});

logContract(t, 'lmdb relaxed', () => {
  const path = temporary();
  return {
    open: () => openLmdbLog({ path, durability: 'relaxed', onError: () => {} }),
    damage: (position) => damageLmdb(path, position),
  };
});

t.test('lmdb: a directory that is in use is refused, and free again after close', async (t) => {
  const path = temporary();
  const log = await openLmdbLog({ path, durability: 'fsync' });
  await t.rejects(openLmdbLog({ path, durability: 'fsync' }), /in use/);
  await log.close();
  await (await openLmdbLog({ path, durability: 'fsync' })).close();
});

t.test('lmdb: the index is rebuilt from the log when it is gone', async (t) => {
  const path = temporary();
  let log = await openLmdbLog({ path, durability: 'fsync' });
  const context = { time: 1, meta: { actor: 'a', instance: 0, requestId: '', causation: '' } };
  for (let i = 0; i < 200; i++) await log.append('user-1.a', i - 1, [message(i)], context);
  await log.close();
  const env = open({ path, maxDbs: 8 });
  for (const name of ['streams', 'chunks']) await env.openDB({ name }).clearAsync();
  await env.openDB({ name: 'meta', encoding: 'msgpack' }).remove('indexed');
  await env.close();
  log = await openLmdbLog({ path, durability: 'fsync' });
  const found: number[] = [];
  for await (const event of log.read('user-1.a')) found.push(event.revision);
  t.strictSame(found, [...Array(200).keys()]);
  t.strictSame(verifyBlocks(log.blocks()).damages, []);
  await log.close();
});
