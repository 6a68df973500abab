import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { open } from 'lmdb';
import t from 'tap';
import { encodeBody } from '../../actors/message/body.ts';
import { openLmdbLog } from '../../events/lmdb/open.ts';
import { c2cStream } from '../../events/stream.ts';
import { APP, connect, TestServer, text } from '../binary/server.ts';

const MESSAGES = 400;
const OLD = 300;
const DAY_S = 86_400;
const now = Math.floor(Date.now() / 1000);
const meta = { actor: 'alice', instance: 0, requestId: '', causation: '' };
const shown = { msgSeq: 1, clientTime: 0, flags: 0, nick: '', faceUrl: '', offlinePush: '' };

/** A conversation most of which was two days ago, every message of it a block of its own. */
async function fill(data: string): Promise<void> {
  const log = await openLmdbLog({ path: join(data, 'log'), durability: 'relaxed' });
  const words = '很久以前的话'.repeat(150);
  for (let seq = 1; seq <= MESSAGES; seq++) {
    const time = seq <= OLD ? now - 2 * DAY_S : now - 60;
    const elements = [{ MsgType: 'TIMTextElem', MsgContent: { Text: seq <= OLD ? `${words}${seq}` : `新的话${seq}` } }];
    const body = encodeBody({ elements, cloudCustomData: '' });
    const message = { ...shown, from: 'alice', to: 'bob', seq, random: seq, time, body };
    await log.append(c2cStream(APP, 'alice', 'bob'), seq - 2, [{ type: 'C2cMessageSent', data: message }], {
      time: time * 1000,
      meta,
    });
  }
  await log.close();
}

/** Pages of the log's blocks that are in use. */
async function pagesOf(data: string): Promise<number> {
  const env = open({ path: join(data, 'log'), maxDbs: 8, readOnly: true });
  const stats = env.openDB({ name: 'blocks' }).getStats() as Readonly<Record<string, number>>;
  await env.close();
  return (stats.treeLeafPageCount ?? 0) + (stats.overflowPages ?? 0);
}

async function verify(data: string): Promise<string> {
  const main = fileURLToPath(new URL('../../infra/cli/main.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), main, 'verify', '--data', data]);
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk));
  await once(child, 'exit');
  return said;
}

t.test('messages past their time are gone, and their space is free #348', async (t) => {
  const data = t.testdir();
  await fill(data);
  const before = await pagesOf(data);
  const server = await TestServer.start(data, undefined, { YANSHU_RETENTION_DAYS: '1' });
  t.teardown(() => server.stop());
  const bob = await connect(server.port, 'bob');
  t.teardown(() => bob.close());

  const page = await bob.history({ peer: 'alice', limit: 100, direction: 'newer' });
  t.match(page.messages[0], { seq: OLD + 1, body: text(`新的话${OLD + 1}`) });
  const found = async (keyword: string) =>
    (await bob.search.messages({ keywords: [keyword], peer: 'alice', limit: 1 })).total;
  for (let tries = 0; tries < 400 && (await found('新的话')) < MESSAGES - OLD; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  t.equal(await found('新的话'), MESSAGES - OLD);
  t.equal(await found('以前'), 0);

  let after = await pagesOf(data);
  for (let tries = 0; tries < 400 && after > before / 3; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 25));
    after = await pagesOf(data);
  }
  t.ok(after <= before / 3, `${before} pages before, ${after} after`);
  t.match(await verify(data), new RegExp(`${OLD} bodies erased: intact`));

  await server.kill();
  const again = await TestServer.start(data, server.port, { YANSHU_RETENTION_DAYS: '1' });
  t.teardown(() => again.stop());
  const alice = await connect(again.port, 'alice');
  t.teardown(() => alice.close());
  await bob.send('alice', text('还在'));
  t.match(await verify(data), new RegExp(`${OLD} bodies erased: intact`), 'after a crash it goes on');
});
