import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import t from 'tap';
import { findFfmpeg } from '../../gateway/files/covers.ts';
import { picture } from '../conformance/checks/media.ts';
import { APP, OTHER_APP, ServedFiles } from './served.ts';

t.test('a restart keeps files, blocks and unfinished uploads', async (t) => {
  const folder = t.testdir();
  const first = await ServedFiles.start(folder);
  const url = await first.put('kept');
  const banned = await first.put('banned');
  const record = first.files.find(APP, banned);
  if (record !== undefined) await first.files.block(record, true);
  const { uploadUrl } = await first.ticket();
  const part = { method: 'PUT', body: 'half', headers: { 'Content-Range': 'bytes 0-3/8' } };
  t.equal((await fetch(uploadUrl, part)).status, 202);
  await first.close();

  const second = await ServedFiles.start(folder);
  t.teardown(() => second.close());
  const here = (other: string) => `${second.base}${new URL(other).pathname}`;
  t.equal(await (await fetch(here(url))).text(), 'kept');
  t.equal((await fetch(here(banned))).status, 403);
  t.equal((await fetch(here(uploadUrl), { method: 'HEAD' })).headers.get('upload-offset'), '4');
});

t.test('URLs that are good for some time: over for all but who is logged in', async (t) => {
  const served = await ServedFiles.start(t.testdir(), { urlSeconds: 3600 });
  t.teardown(() => served.close());
  const url = await served.put('secret');
  t.equal((await fetch(url)).status, 200);
  served.skewMs = 3_700_000;
  const now = Date.now() + served.skewMs;
  const late = await fetch(url);
  t.equal(late.status, 403);
  t.match(await late.text(), /expired/);
  const reader = served.files.readerKey(APP, now + 60_000);
  t.equal((await fetch(`${url}?authKey=${reader}`)).status, 200);
  t.equal((await fetch(`${url}?imageView2/3/w/198/h/198&authKey=${reader}`)).status, 200);
  t.equal((await fetch(`${url}?authKey=${served.files.readerKey(APP, now - 1)}`)).status, 403, 'his login is over');
  t.equal((await fetch(`${url}?authKey=${served.files.readerKey(OTHER_APP, now + 60_000)}`)).status, 403);
  t.equal((await fetch(`${url}?authKey=${reader}x`)).status, 403);
  const record = served.files.find(APP, url);
  t.ok(record);
  if (record !== undefined) t.equal((await fetch(served.files.urlOf(record, served.base))).status, 200, 'a new URL');
  t.equal(served.files.find(OTHER_APP, url), undefined);
});

t.test('where URLs are good for ever nobody gets a key', async (t) => {
  const served = await ServedFiles.start(t.testdir());
  t.teardown(() => served.close());
  t.equal(served.files.readerKey(APP, Date.now() + 1000), undefined);
});

t.test('sweeping removes by age, and a content only with its last file', async (t) => {
  const served = await ServedFiles.start(t.testdir());
  t.teardown(() => served.close());
  const image = await picture(500, 500);
  const [old, alone] = [await served.put(image, 'a.jpg', 'image'), await served.put('alone')];
  await fetch(`${old}?imageView2/3/w/198/h/198`);
  const border = Date.now() + 1;
  served.skewMs = 10_000;
  const young = await served.put(image, 'b.jpg', 'image');
  t.equal(served.stored().length, 3, 'the same content is kept once');
  t.equal(await served.files.sweep(border), 2);
  t.equal((await fetch(old)).status, 404);
  t.equal((await fetch(alone)).status, 404);
  t.equal((await fetch(young)).status, 200);
  t.equal(served.stored().length, 2);
  t.equal(await served.files.sweep(Date.now() + 20_000), 1);
  t.same(served.stored(), []);
});

t.test('an upload that nobody goes on with is given up when its time is over', async (t) => {
  const served = await ServedFiles.start(t.testdir());
  t.teardown(() => served.close());
  const { uploadUrl } = await served.ticket();
  await fetch(uploadUrl, { method: 'PUT', body: 'half', headers: { 'Content-Range': 'bytes 0-3/8' } });
  await served.files.sweep(0);
  t.equal(served.stored().length, 1, 'not before');
  served.skewMs = 1_000_000;
  await served.files.sweep(0);
  t.same(served.stored(), []);
});

t.test('#171 a video has a cover where the machine has ffmpeg', async (t) => {
  const folder = t.testdir();
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  t.equal(findFfmpeg(bin), undefined, 'there is none');
  const frame = join(folder, 'frame.jpg');
  writeFileSync(frame, await picture(640, 360));
  // Stands for the program: says what it was asked in, and gives a picture for what it is told to read.
  const script = `#!/bin/sh\nprintf '%s ' "$@" > ${folder}/asked\nexec cat ${frame}\n`;
  writeFileSync(join(bin, 'ffmpeg'), script);
  chmodSync(join(bin, 'ffmpeg'), 0o755);
  const ffmpeg = findFfmpeg(bin);
  t.ok(ffmpeg);
  if (ffmpeg === undefined) return;
  const served = await ServedFiles.start(folder, { ffmpeg });
  t.teardown(() => served.close());
  const { uploadUrl, snapshot = '' } = await served.ticket('video', 'a.mp4');
  await fetch(uploadUrl, { method: 'PUT', body: 'a film' });
  const cover = await served.files.cover({ app: APP, user: 'alice' }, snapshot, served.base);
  t.match(cover, { width: 640, height: 360, type: 'image/jpeg' });
  const bytes = Buffer.from(await (await fetch(cover?.url ?? '')).arrayBuffer());
  t.match(await sharp(bytes).metadata(), { width: 640, height: 360 });
  const { readFileSync } = await import('node:fs');
  t.match(
    readFileSync(join(folder, 'asked'), 'utf8'),
    /-protocol_whitelist \S+ -f mov -i \S+\/blobs\/\S+ -frames:v 1 /,
  );
  t.equal(await served.files.cover({ app: APP, user: 'bob' }, snapshot, served.base), undefined, 'of his own only');
  t.equal(await served.files.cover({ app: APP, user: 'alice' }, cover?.url ?? '', served.base), undefined, 'no video');
  writeFileSync(join(bin, 'ffmpeg'), '#!/bin/sh\nexit 1\n');
  t.equal(await served.files.cover({ app: APP, user: 'alice' }, snapshot, served.base), undefined, 'it cannot be read');
  await t.rejects(ffmpeg.grab('x'), /ended with 1/);
});
