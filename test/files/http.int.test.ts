import { createHash, randomBytes } from 'node:crypto';
import { request } from 'node:http';
import t from 'tap';
import { ServedFiles } from './served.ts';

const served = await ServedFiles.start(t.testdir());
t.teardown(() => served.close());

const put = (url: string, body: Uint8Array, headers: Record<string, string> = {}) =>
  fetch(url, { method: 'PUT', body: new Uint8Array(body), headers });

t.test('#217 what was uploaded is downloaded, by whoever has the URL', async (t) => {
  const content = randomBytes(700_000);
  const { uploadUrl, downloadUrl } = await served.ticket('file', '报告 "1".pdf');
  const answer = await put(uploadUrl, content, { 'Content-Type': 'application/pdf', Origin: 'https://app.example' });
  t.equal(answer.status, 200);
  t.equal(answer.headers.get('access-control-allow-origin'), '*');
  const sha256 = createHash('sha256').update(content).digest('hex');
  t.match(await answer.json(), { size: 700_000, sha256, type: 'application/pdf' });
  const got = await fetch(downloadUrl);
  t.equal(got.status, 200);
  t.ok(Buffer.from(await got.arrayBuffer()).equals(content));
  t.equal(got.headers.get('content-type'), 'application/pdf');
  t.equal(got.headers.get('content-length'), '700000');
  t.match(got.headers.get('content-disposition'), /^attachment; filename\*=UTF-8''%E6%8A%A5%E5%91%8A/);
  t.same(
    served.stored().filter((path) => path.startsWith('drafts/')),
    [],
  );
});

t.test('#218 nobody reads a file without its URL, nor with one of another file', async (t) => {
  const [one, other] = [await served.put('first'), await served.put('second')];
  const [, , , oneId, right, name] = new URL(one).pathname.split('/');
  const [, , app, otherId] = new URL(other).pathname.split('/');
  const status = async (path: string) => (await fetch(`${served.base}${path}`)).status;
  t.equal(await status(`/files/${app}/${oneId}/${right}/${name}`), 200);
  t.equal(await status(`/files/${app}/${otherId}/${right}/${name}`), 403, 'the right is for the other file');
  t.equal(await status(`/files/1400000002/${oneId}/${right}/${name}`), 403, 'the right is for another app');
  t.equal(await status(`/files/${app}/${oneId}/0-${'A'.repeat(22)}/${name}`), 403);
  t.equal(await status(`/files/${app}/${oneId}`), 404);
  t.equal(await status(`/files/`), 404);
});

t.test('an upload URL is good once, for its time, as it was given out', async (t) => {
  const { uploadUrl, downloadUrl } = await served.ticket();
  const before = served.stored();
  const [head, mac] = [uploadUrl.slice(0, -22), uploadUrl.slice(-22)];
  const token = uploadUrl.slice(uploadUrl.lastIndexOf('/') + 1);
  const [payload = ''] = token.split('.');
  const row = JSON.parse(Buffer.from(payload, 'base64url').toString()) as unknown[];
  const rewritten = (index: number, value: unknown) =>
    `${uploadUrl.slice(0, uploadUrl.lastIndexOf('/'))}/${Buffer.from(JSON.stringify(row.with(index, value))).toString('base64url')}.${mac}`;
  const forged: readonly string[] = [
    `${head}${'A'.repeat(22)}`,
    `${served.base}/files/upload/x`,
    `${served.base}/files/upload/${payload}`,
    rewritten(0, 1400000002),
    rewritten(1, 'mallory'),
    rewritten(3, 'video'),
    rewritten(5, Date.now() * 2),
  ];
  for (const url of forged) {
    const answer = await put(url, Buffer.from('evil'));
    t.equal(answer.status, 403, url);
    t.match(await answer.text(), /not made by this server/);
  }
  served.skewMs = 901_000;
  const late = await put(uploadUrl, Buffer.from('late'));
  t.equal(late.status, 403);
  t.match(await late.text(), /expired/);
  served.skewMs = 0;
  t.same(served.stored(), before, 'nothing was stored');
  t.equal((await fetch(downloadUrl)).status, 404);

  t.equal((await put(uploadUrl, Buffer.from('good'))).status, 200);
  const again = await put(uploadUrl, Buffer.from('other'));
  t.equal(again.status, 409);
  t.match(await again.text(), /already/);
  t.equal(await (await fetch(downloadUrl)).text(), 'good');
});

t.test('#176 #177 an upload over the limit of its kind is refused, whether it says its length or not', async (t) => {
  const before = served.stored();
  const sizes = [
    ['image', 1_000_000],
    ['sound', 1_000_000],
    ['video', 3_000_000],
    ['file', 3_000_000],
  ] as const;
  for (const [kind, most] of sizes) {
    const { uploadUrl, downloadUrl } = await served.ticket(kind, 'a.dat');
    const announced = await put(uploadUrl, Buffer.alloc(most + 1));
    t.equal(announced.status, 413, kind);
    async function* chunks() {
      for (let sent = 0; sent <= most; sent += 100_000) yield Buffer.alloc(100_000);
    }
    const streamed = await fetch(uploadUrl, { method: 'PUT', body: chunks() as never, duplex: 'half' } as RequestInit);
    t.equal(streamed.status, 413, `${kind}, chunked`);
    t.equal((await fetch(downloadUrl)).status, 404);
    t.same(served.stored(), before, 'nothing was stored');
  }
  const { uploadUrl } = await served.ticket('file', 'a.dat');
  t.equal((await put(uploadUrl, Buffer.alloc(3_000_000))).status, 200, 'the limit itself is allowed');
});

t.test('an empty upload is refused', async (t) => {
  const { uploadUrl, downloadUrl } = await served.ticket();
  t.equal((await put(uploadUrl, Buffer.alloc(0))).status, 400);
  t.equal((await fetch(downloadUrl)).status, 404);
});

t.test('an upload that is cut off leaves nothing behind, and may be tried again', async (t) => {
  const { uploadUrl, downloadUrl } = await served.ticket();
  const before = served.stored();
  const { pathname } = new URL(uploadUrl);
  for (const framing of ['Content-Length: 500000', 'Transfer-Encoding: chunked']) {
    const body = framing.startsWith('T')
      ? `${(100_000).toString(16)}\r\n${'x'.repeat(100_000)}\r\n`
      : 'x'.repeat(100_000);
    const { socket } = await served.raw(`PUT ${pathname} HTTP/1.1\r\nHost: x\r\n${framing}\r\n\r\n${body}`);
    await served.settled(() => served.stored().length > before.length);
    t.equal(served.stored().length, before.length + 1, `${framing}: on its way`);
    socket.destroy();
    await served.settled(() => served.stored().length === before.length);
    t.same(served.stored(), before, `${framing}: nothing is left`);
    t.equal((await fetch(downloadUrl)).status, 404);
  }
  t.equal((await put(uploadUrl, Buffer.from('whole'))).status, 200);
});

t.test('a second upload to the same URL waits for nobody and harms nothing', async (t) => {
  const { uploadUrl, downloadUrl } = await served.ticket();
  const { pathname } = new URL(uploadUrl);
  const before = served.stored().length;
  const { socket, answer } = await served.raw(`PUT ${pathname} HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nfir`);
  await served.settled(() => served.stored().length > before);
  const second = await put(uploadUrl, Buffer.from('other'));
  t.equal(second.status, 409);
  socket.write('st');
  await served.settled(() => answer() !== '');
  t.match(answer(), /^HTTP\/1\.1 200 OK/);
  socket.destroy();
  t.equal(await (await fetch(downloadUrl)).text(), 'first');
});

t.test('an upload is continued where it broke off', async (t) => {
  const content = randomBytes(900_000);
  const { uploadUrl, downloadUrl } = await served.ticket();
  const { pathname } = new URL(uploadUrl);
  const range = (first: number, last: number) => ({ 'Content-Range': `bytes ${first}-${last}/${content.length}` });
  const offset = async () => Number((await fetch(uploadUrl, { method: 'HEAD' })).headers.get('upload-offset'));
  t.equal(await offset(), 0);
  const part = await put(uploadUrl, content.subarray(0, 300_000), range(0, 299_999));
  t.equal(part.status, 202);
  t.equal(part.headers.get('upload-offset'), '300000');
  const head = `PUT ${pathname} HTTP/1.1\r\nHost: x\r\nContent-Length: 600000\r\nContent-Range: bytes 300000-899999/900000\r\n\r\n`;
  const { socket } = await served.raw(Buffer.concat([Buffer.from(head), content.subarray(300_000, 500_000)]));
  await served.settled(() => served.files.counted.bytesIn > 0 && served.stored().length > 0);
  for (let i = 0; i < 300 && (await offset()) < 500_000; i++) await new Promise((resolve) => setTimeout(resolve, 10));
  socket.destroy();
  t.equal(await offset(), 500_000, 'what came is kept');
  t.equal((await put(uploadUrl, Buffer.alloc(10), range(400_000, 400_009))).status, 416);
  t.equal(await offset(), 500_000);
  const end = await put(uploadUrl, content.subarray(500_000), range(500_000, 899_999));
  t.equal(end.status, 200);
  t.match(await end.json(), { sha256: createHash('sha256').update(content).digest('hex') });
  t.ok(Buffer.from(await (await fetch(downloadUrl)).arrayBuffer()).equals(content));
  t.equal((await fetch(uploadUrl, { method: 'HEAD' })).status, 409);
});

t.test('parts that do not fit are refused', async (t) => {
  const { uploadUrl } = await served.ticket();
  const status = async (range: string, body = Buffer.alloc(10)) =>
    (await put(uploadUrl, body, { 'Content-Range': range })).status;
  t.equal(await status('bytes 0-9/3000001'), 413);
  t.equal(await status('bytes 0-9/9'), 400);
  t.equal(await status('bytes 9-0/20'), 400);
  t.equal(await status('lines 0-9/20'), 400);
  t.equal(await status('bytes 5-14/20'), 416, 'nothing is there to go on from');
  t.equal(await status('bytes 0-4/20'), 400, 'longer than it says');
  t.equal(await status('bytes 0-14/20'), 400, 'shorter than it says');
  t.same(
    served.stored().filter((path) => path.startsWith('drafts/')),
    [],
  );
});

t.test('a form with a file in it is an upload', async (t) => {
  const content = randomBytes(400_000);
  const { uploadUrl, downloadUrl } = await served.ticket('sound', 'a.mp3');
  const form = new FormData();
  form.set('key', 'some/key');
  form.set('success_action_status', '200');
  form.set('Content-Type', '');
  form.set('file', new Blob([content], { type: 'audio/mpeg' }), 'a.mp3');
  t.equal((await fetch(uploadUrl, { method: 'POST', body: form })).status, 200);
  const got = await fetch(downloadUrl);
  t.ok(Buffer.from(await got.arrayBuffer()).equals(content));
  t.equal(got.headers.get('content-type'), 'audio/mpeg');
});

t.test('a form without a file, cut off, or of another kind is refused', async (t) => {
  const { uploadUrl, downloadUrl } = await served.ticket();
  const before = served.stored();
  const post = async (type: string, body: string) =>
    (await fetch(uploadUrl, { method: 'POST', body, headers: { 'Content-Type': type } })).status;
  const form = 'multipart/form-data; boundary=b';
  t.equal(await post(form, '--b\r\nContent-Disposition: form-data; name="key"\r\n\r\nx\r\n--b--\r\n'), 400);
  t.equal(await post(form, '--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nno end'), 400);
  t.equal(await post(form, '--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n\r\n--b--'), 400);
  t.equal(await post('text/plain', 'x'), 400);
  t.same(served.stored(), before);
  t.equal((await fetch(downloadUrl)).status, 404);
});

t.test('pages of other origins may upload and read', async (t) => {
  const { uploadUrl } = await served.ticket();
  const preflight = await fetch(uploadUrl, {
    method: 'OPTIONS',
    headers: {
      Origin: 'https://app.example',
      'Access-Control-Request-Method': 'PUT',
      'Access-Control-Request-Headers': 'content-type',
    },
  });
  t.equal(preflight.status, 200);
  t.equal(preflight.headers.get('access-control-allow-origin'), '*');
  t.match(preflight.headers.get('access-control-allow-methods'), /\bPUT\b/);
  t.match(preflight.headers.get('access-control-allow-headers'), /\bcontent-type\b/);
  const refused = await put(`${uploadUrl}x`, Buffer.from('x'));
  t.equal(refused.headers.get('access-control-allow-origin'), '*', 'the page can read why');
});

t.test('#178 any format is taken; nothing is served as a page or a script', async (t) => {
  const page = '<script>alert(1)</script>';
  const cases = [
    ['a.html', 'text/html', 'application/octet-stream', 'attachment'],
    ['a.svg', 'image/svg+xml', 'application/octet-stream', 'attachment'],
    ['a.js', 'text/javascript', 'application/octet-stream', 'attachment'],
    ['a.xhtml', 'application/xhtml+xml; charset=utf-8', 'application/octet-stream', 'attachment'],
    ['a.exe', '', 'application/octet-stream', 'attachment'],
    ['a.html', '', 'application/octet-stream', 'attachment'],
    ['a.txt', 'text/plain', 'text/plain', 'attachment'],
    ['a.docx', 'not a type', 'application/octet-stream', 'attachment'],
    ['a.png', 'image/png', 'image/png', 'inline'],
    ['a.mp4', '', 'video/mp4', 'inline'],
    ['a', 'audio/mp3', 'audio/mpeg', 'inline'],
  ] as const;
  for (const [name, type, servedType, disposition] of cases) {
    const { uploadUrl, downloadUrl } = await served.ticket('file', name);
    // Node's fetch gives a body of bytes no type of its own.
    t.equal((await put(uploadUrl, Buffer.from(page), type === '' ? {} : { 'Content-Type': type })).status, 200, name);
    const got = await fetch(downloadUrl);
    t.equal(await got.text(), page);
    t.equal(got.headers.get('content-type'), servedType, `${name} ${type}`);
    t.ok(got.headers.get('content-disposition')?.startsWith(`${disposition};`), `${name} ${type}`);
    t.equal(got.headers.get('x-content-type-options'), 'nosniff');
    t.match(got.headers.get('content-security-policy'), /^sandbox;/);
  }
});

t.test('HEAD, ranges and ETags', async (t) => {
  const url = await served.put('0123456789', 'a.txt', 'file', 'text/plain');
  const get = async (headers: Record<string, string>, method = 'GET') => {
    const answer = await fetch(url, { headers, method });
    return { status: answer.status, text: await answer.text(), headers: answer.headers };
  };
  const head = await get({}, 'HEAD');
  t.match(head, { status: 200, text: '' });
  t.equal(head.headers.get('content-length'), '10');
  const etag = head.headers.get('etag') ?? '';
  t.match(await get({ 'If-None-Match': etag }), { status: 304, text: '' });
  t.match(await get({ 'If-None-Match': '"other"' }), { status: 200 });
  const ranges = [
    ['bytes=2-4', '234', 'bytes 2-4/10'],
    ['bytes=7-', '789', 'bytes 7-9/10'],
    ['bytes=-3', '789', 'bytes 7-9/10'],
    ['bytes=5-99', '56789', 'bytes 5-9/10'],
    ['bytes=-99', '0123456789', 'bytes 0-9/10'],
  ] as const;
  for (const [range, text, contentRange] of ranges) {
    const answer = await get({ Range: range });
    t.match(answer, { status: 206, text }, range);
    t.equal(answer.headers.get('content-range'), contentRange);
    t.equal(answer.headers.get('content-length'), String(text.length));
  }
  const beyond = await get({ Range: 'bytes=10-' });
  t.equal(beyond.status, 416);
  t.equal(beyond.headers.get('content-range'), 'bytes */10');
  for (const range of ['bytes=4-2', 'bytes=0-1,3-4', 'lines=1-2', 'bytes=-', 'bytes=x-1']) {
    t.match(await get({ Range: range }), { status: 200, text: '0123456789' }, range);
  }
  t.match(await get({ Range: 'bytes=2-4', 'If-Range': etag }), { status: 206, text: '234' });
  t.match(await get({ Range: 'bytes=2-4', 'If-Range': '"older"' }), { status: 200 });
  t.equal((await fetch(url, { method: 'DELETE' })).status, 405);
});

t.test('no path leads out of the folder', async (t) => {
  const url = new URL(await served.put('inside'));
  const [, , app, , right] = url.pathname.split('/');
  const paths = [
    '/files/../../../../etc/passwd',
    '/files/%2e%2e/%2e%2e/etc/passwd',
    `/files/${app}/..%2f..%2f..%2fetc%2fpasswd/${right}/x`,
    `/files/${app}/../../records/data.mdb`,
    '/files/upload/../../../etc/passwd',
  ];
  for (const path of paths) {
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const { hostname, port } = url;
      request({ hostname, port, path }, (answer) => resolve(answer.resume().statusCode))
        .on('error', reject)
        .end();
    });
    t.ok([403, 404, 405].includes(status ?? 0), `${path}: ${status}`);
  }
  t.equal(await (await fetch(url)).text(), 'inside');
  await t.rejects(served.files.store.put('../outside', Buffer.from('x'), ''), /no key/);
  await t.rejects(served.files.store.get('a/../../b'), /no key/);
});

t.test('a reader that does not read holds nothing up, and a broken off download frees its place', async (t) => {
  const content = randomBytes(2_900_000);
  const url = await served.put(content);
  const slow = await served.raw(`GET ${new URL(url).pathname} HTTP/1.1\r\nHost: x\r\n\r\n`);
  slow.socket.pause();
  t.ok(Buffer.from(await (await fetch(url)).arrayBuffer()).equals(content));
  slow.socket.destroy();
  t.ok(Buffer.from(await (await fetch(url)).arrayBuffer()).equals(content));
  t.same(served.problems, []);
});
