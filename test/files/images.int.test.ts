import { randomBytes } from 'node:crypto';
import sharp from 'sharp';
import t from 'tap';
import { picture } from '../conformance/checks/media.ts';
import { ServedFiles } from './served.ts';

const served = await ServedFiles.start(t.testdir());
t.teardown(() => served.close());

async function image(url: string) {
  const answer = await fetch(url);
  const bytes = Buffer.from(await answer.arrayBuffer());
  return { status: answer.status, bytes, type: answer.headers.get('content-type'), etag: answer.headers.get('etag') };
}

const sizeOf = async (bytes: Buffer) => {
  const { width, height, format } = await sharp(bytes).metadata();
  return [width, height, format];
};

t.test('#166 the large version has a shorter side of 720, the thumbnail of 198', async (t) => {
  const cases = [
    [1200, 900, 'jpeg', [960, 720, 'jpeg'], [264, 198, 'jpeg']],
    [800, 1600, 'png', [720, 1440, 'png'], [198, 396, 'png']],
  ] as const;
  for (const [width, height, format, large, thumb] of cases) {
    const name = `a.${format}`;
    const { uploadUrl, downloadUrl, largeUrl = '', thumbUrl = '' } = await served.ticket('image', name);
    const noise = await sharp({ create: { width, height, channels: 3, background: '#3a5' } })
      .toFormat(format)
      .toBuffer();
    const answer = await fetch(uploadUrl, { method: 'PUT', body: new Uint8Array(noise) });
    t.match(await answer.json(), { width, height }, 'the size is known');
    t.same(await sizeOf((await image(largeUrl)).bytes), large);
    const first = await image(thumbUrl);
    t.same(await sizeOf(first.bytes), thumb);
    t.equal(first.type, `image/${format}`);
    t.ok((await image(thumbUrl)).bytes.equals(first.bytes), 'the second time too');
    t.not(first.etag, (await image(downloadUrl)).etag);
    t.same(await sizeOf((await image(downloadUrl)).bytes), [width, height, format], 'the original stays');
  }
});

t.test('an image is never enlarged: the original is its own smaller version', async (t) => {
  const small = await picture(300, 150, 'png');
  const url = await served.put(small, 'a.png', 'image', 'image/png');
  t.ok((await image(`${url}?imageView2/3/w/198/h/198`)).bytes.equals(small));
  t.ok((await image(`${url}?imageView2/3/w/720/h/720`)).bytes.equals(small));
});

t.test('an image that is stored lying is measured and made smaller as it is shown', async (t) => {
  const lying = await sharp(await picture(600, 400))
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer();
  const { uploadUrl, thumbUrl = '' } = await served.ticket('image', 'a.jpg');
  const answer = await fetch(uploadUrl, { method: 'PUT', body: new Uint8Array(lying) });
  t.match(await answer.json(), { width: 400, height: 600 });
  t.same(await sizeOf((await image(thumbUrl)).bytes), [198, 297, 'jpeg']);
});

t.test('both forms of the query are understood, other words are passed over', async (t) => {
  const url = await served.put(await picture(600, 450), 'a.jpg', 'image');
  const width = async (query: string) => (await sizeOf((await image(`${url}${query}`)).bytes))[0];
  t.equal(await width('?x=1&imageView2/3/w/198/h/198'), 264);
  t.equal(await width('?imageView2/3/w/198/h/198&authKey=abc'), 264);
  t.equal(await width('?imageView2/3/w/333/h/333'), 600, 'other sizes are not made');
  t.equal(await width('?x=1'), 600);
});

t.test('what is no image, or no whole one, is served as it is', async (t) => {
  const broken = (await picture(900, 900)).subarray(0, 5000);
  for (const content of [randomBytes(5000), broken, Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')]) {
    const url = await served.put(content, 'a.png', 'image', 'image/png');
    const got = await image(`${url}?imageView2/3/w/198/h/198`);
    t.equal(got.status, 200);
    t.ok(got.bytes.equals(content));
  }
  t.same(served.problems, []);
});

t.test('a hundred members who see an image at once cost one', async (t) => {
  const url = await served.put(await picture(1000, 900), 'a.jpg', 'image');
  const all = await Promise.all(Array.from({ length: 100 }, () => image(`${url}?imageView2/3/w/198/h/198`)));
  t.ok(all.every(({ status, bytes }) => status === 200 && bytes.equals(all[0]?.bytes ?? Buffer.alloc(0))));
});
