import t from 'tap';
import { S3Blobs } from '../../gateway/files/s3-blobs.ts';
import { picture } from '../conformance/checks/media.ts';
import { credentials, S3Server, signatureOf } from './s3-server.ts';
import { APP, ServedFiles } from './served.ts';

const store = await S3Server.start();
t.teardown(() => store.stop());
const blobs = new S3Blobs({ endpoint: `${store.url}/`, bucket: 'chat-files', ...credentials });
const served = await ServedFiles.start(t.testdir({ records: {} }), { blobs });
t.teardown(() => served.close());

const put = (url: string, body: Uint8Array) => fetch(url, { method: 'PUT', body: new Uint8Array(body) });
const keys = () => [...store.objects.keys()];

t.test('the store of the test asks for the signature that the published example has', async (t) => {
  const url = new URL(
    'https://examplebucket.s3.amazonaws.com/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host',
  );
  t.equal(
    signatureOf('GET', url, 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'),
    'aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404',
  );
});

t.test('#217 bytes go to the store by a presigned URL and come from there', async (t) => {
  const { uploadUrl, downloadUrl } = await served.ticket('file', '报告 (1).html');
  t.ok(uploadUrl.startsWith(`${store.url}/chat-files/${APP}/`));
  t.equal((await fetch(downloadUrl)).status, 404, 'nothing is there yet');
  t.equal((await put(uploadUrl, Buffer.from('<script>'))).status, 200);
  const got = await fetch(downloadUrl);
  t.equal(await got.text(), '<script>');
  t.ok(got.redirected);
  t.equal(got.headers.get('content-type'), 'application/octet-stream', 'no page');
  t.match(got.headers.get('content-disposition'), /^attachment; filename\*=UTF-8''%E6%8A%A5/);
  t.same(store.refused, []);
});

t.test('#218 a URL that was changed opens nothing, here or there', async (t) => {
  const { uploadUrl, downloadUrl } = await served.ticket();
  t.equal((await put(uploadUrl.replace('Signature=', 'Signature=0'), Buffer.from('x'))).status, 403);
  t.equal((await put(uploadUrl.replace(/\/([0-9a-f]{4})/, '/0000'), Buffer.from('x'))).status, 403);
  t.equal((await fetch(uploadUrl)).status, 403, 'a right to write is none to read');
  t.equal((await fetch(downloadUrl.replace('/0-', '/1-'))).status, 403);
  t.equal((await put(`${served.base}/files/upload/x`, Buffer.from('x'))).status, 405, 'nothing is uploaded here');
  store.refused.length = 0;
});

t.test('#176 what is larger than allowed is removed when somebody asks for it', async (t) => {
  const { uploadUrl, downloadUrl } = await served.ticket('image', 'a.png');
  const before = keys().length;
  t.equal((await put(uploadUrl, Buffer.alloc(1_000_001))).status, 200, 'the store does not know the limit');
  t.equal((await fetch(downloadUrl)).status, 413);
  t.equal(keys().length, before);
  t.equal((await fetch(downloadUrl)).status, 404);
});

t.test('smaller versions of images are kept in the store too', async (t) => {
  const { uploadUrl, downloadUrl, thumbUrl = '' } = await served.ticket('image', 'a.jpg');
  await put(uploadUrl, await picture(400, 300));
  const thumb = Buffer.from(await (await fetch(thumbUrl)).arrayBuffer());
  const { default: sharp } = await import('sharp');
  t.match(await sharp(thumb).metadata(), { width: 264, height: 198 });
  t.equal(keys().filter((key) => key.endsWith('.198')).length, 1);
  t.equal((await fetch(downloadUrl)).status, 200);
  t.same(store.refused, []);
});

t.test('a blocked file is not given out; what is old is swept', async (t) => {
  const { uploadUrl, downloadUrl } = await served.ticket();
  await put(uploadUrl, Buffer.from('bad'));
  const record = served.files.find(APP, downloadUrl);
  t.ok(record);
  if (record === undefined) return;
  await served.files.block(record, true);
  t.equal((await fetch(downloadUrl, { redirect: 'manual' })).status, 403);
  await served.files.saveMerged({ app: APP, user: 'alice' }, `1.${'a'.repeat(64)}`, Buffer.from('[]'));
  t.equal(String(await served.files.merged(APP, `1.${'a'.repeat(64)}`)), '[]');
  served.skewMs = 1000;
  await served.files.sweep(Date.now() + 1000);
  t.same(keys(), []);
  t.same(served.problems, []);
});
