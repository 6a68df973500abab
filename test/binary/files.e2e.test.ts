import { randomBytes } from 'node:crypto';
import t from 'tap';
import { UploadRefused } from '../../gateway/binary/client/index.ts';
import { picture } from '../conformance/checks/media.ts';
import { TestProvider } from '../language/provider.ts';
import { connect, TestServer } from './server.ts';

const provider = await TestProvider.start();
t.teardown(() => provider.stop());
const server = await TestServer.start(t.testdir(), undefined, {
  YANSHU_TRANSLATE_URL: `${provider.url}/translate`,
  YANSHU_SPEECH_URL: `${provider.url}/speech`,
  YANSHU_LANGUAGE_TIMEOUT_MS: '300',
  YANSHU_MAX_IMAGE_MB: '1',
});
t.teardown(() => server.stop());
// Temporary refusals are tried again for as long: the answer of a provider that is late would come too late otherwise.
const alice = await connect(server.port, 'alice', { deadlineMs: 5000 });
const bob = await connect(server.port, 'bob');
t.teardown(() => {
  alice.close();
  bob.close();
});
const load = async (url: string) => Buffer.from(await (await fetch(url)).arrayBuffer());

t.test('#219 a file is uploaded, sent as a URL, and loaded by whoever gets the message', async (t) => {
  const content = await picture(900, 600);
  const ticket = await alice.files.ticket('image', 'a.jpg');
  t.match(await alice.files.upload(ticket, content), {
    size: content.length,
    width: 900,
    height: 600,
    type: 'image/jpeg',
  });
  t.ok((await load(ticket.downloadUrl)).equals(content));
  t.ok((await load(ticket.thumbUrl)).length < content.length);
  t.ok((await load(await bob.files.downloadUrl(ticket.downloadUrl))).equals(content), 'and the URL can be made new');
  t.equal(await bob.files.downloadUrl('http://elsewhere.example/x'), '');
  await t.rejects(
    alice.files.upload(ticket, content),
    new UploadRefused(409, 'a file was uploaded to this URL already: ask for a new one'),
  );
  const large = await alice.files.ticket('image', 'b.jpg');
  await t.rejects(
    alice.files.upload(large, randomBytes(1024 * 1024 + 1)),
    new UploadRefused(413, 'the file is larger than is allowed for its kind'),
  );
});

t.test('an upload goes on where it broke off', async (t) => {
  const content = randomBytes(2_500_000);
  const ticket = await alice.files.ticket('file', 'a.bin');
  const first = {
    method: 'PUT',
    body: content.subarray(0, 700_000),
    headers: { 'Content-Range': 'bytes 0-699999/2500000' },
  };
  t.equal((await fetch(ticket.uploadUrl, first)).status, 202);
  t.match(await alice.files.resume(ticket, new Blob([content]), 1_000_000), { size: content.length });
  t.ok((await load(ticket.downloadUrl)).equals(content));
});

t.test('long merged messages, which keep for both what was said', async (t) => {
  const list = Array.from({ length: 300 }, (_, i) => ({
    From_Account: 'alice',
    To_Account: 'bob',
    MsgSeq: i,
    MsgRandom: i,
    MsgTimeStamp: i,
    MsgBody: [{ MsgType: 'TIMTextElem', MsgContent: { Text: `${i} ${'长'.repeat(500)}` } }],
  }));
  const key = await alice.files.saveMerged(list);
  const found = await bob.files.openMerged(key);
  t.match(found, list);
  t.match(found[0], { TinyId: /^\d+$/ });
  await t.rejects(alice.files.saveMerged([...list, ...list]), { code: 90002 });
  await t.rejects(bob.files.openMerged('x'), { code: 90002 });
});

t.test('#337 texts are translated by the provider', async (t) => {
  t.strictSame(await alice.files.translate(['abc', '你好'], 'fr', 'zh'), ['fr: cba', 'fr: 好你']);
  t.match(JSON.parse(provider.asked.at(-1)?.body.toString() ?? ''), {
    texts: ['abc', '你好'],
    source: 'zh',
    target: 'fr',
  });
  await t.rejects(alice.files.translate([], 'fr'), { code: 20001 });
  await t.rejects(alice.files.translate(['x'.repeat(40_000), 'x'.repeat(40_000)], 'fr'), { code: 20001 });
});

t.test('#338 a recording is turned into text by the provider; other addresses are not fetched', async (t) => {
  const ticket = await alice.files.ticket('sound', 'a.mp3');
  await alice.files.upload(ticket, randomBytes(777));
  t.equal(await bob.files.recognize(ticket.downloadUrl, 'mp3'), '777 bytes of mp3');
  t.match(provider.asked.at(-1)?.url, /language=16k_zh/);
  const asked = provider.asked.length;
  await t.rejects(bob.files.recognize(`${provider.url}/secret`, 'mp3'), { code: 20001 });
  await t.rejects(bob.files.recognize(ticket.downloadUrl.replace('/0-', '/1-'), 'mp3'), { code: 20001 });
  t.equal(provider.asked.length, asked);
});

t.test('mistyped requests are refused', async (t) => {
  const files = alice.files as unknown as Record<string, (...values: unknown[]) => Promise<unknown>>; // as a careless caller does
  const wrong: readonly (readonly [string, ...unknown[]])[] = [
    ['ticket', 'song', 'a'],
    ['ticket', 'file', ''],
    ['ticket', 'file', 7],
    ['cover', ''],
    ['saveMerged', 'x'],
    ['saveMerged', [1]],
    ['openMerged', {}],
    ['translate', 'x', 'en'],
    ['translate', ['x'], ''],
    ['recognize', 5, 'mp3'],
  ];
  for (const [name, ...values] of wrong)
    await t.rejects(files[name]?.(...values) ?? Promise.resolve(), { code: 20001 }, name);
  t.equal(await alice.files.cover('http://elsewhere.example/x'), undefined);
});
