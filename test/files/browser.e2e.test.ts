import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import t from 'tap';
import { launchBrowser } from '../browser.ts';
import { APP, TestServer } from '../conformance/server.ts';

/**
 * The official client and its upload plugin, unmodified, in two pages of a real browser. The pages are of another origin
 * than the server: what a browser asks of it (preflight, CORS, types) must be right.
 */
const require = createRequire(import.meta.url);
const scripts: Readonly<Record<string, string>> = {
  '/chat.js': require.resolve('@tencentcloud/chat'),
  '/plugin.js': require.resolve('tim-upload-plugin'),
};
const pages = createServer((request, response) => {
  const script = scripts[request.url ?? ''];
  if (script === undefined) response.setHeader('Content-Type', 'text/html');
  response.end(
    script === undefined ? '<script src="/chat.js"></script><script src="/plugin.js"></script>' : readFileSync(script),
  );
});
await new Promise<void>((resolve) => pages.listen(0, '127.0.0.1', resolve));
const server = await TestServer.start();
let browser: Browser | undefined;
t.teardown(async () => {
  await browser?.close();
  await server.stop();
  pages.close();
});
browser = await launchBrowser();

/** A page whose user is logged in; `window.received` fills with the messages that come. */
async function open(user: string): Promise<{ page: Page; problems: string[] }> {
  const page = await (browser as Browser).newPage();
  const problems: string[] = [];
  page.on('console', (line) => {
    if (line.type() === 'error') problems.push(line.text());
  });
  await page.goto(`http://127.0.0.1:${(pages.address() as AddressInfo).port}/`);
  await page.evaluate(
    `(async () => {
      const chat = TencentCloudChat.create({ SDKAppID: ${APP}, proxyServer: '${server.wsUrl}' });
      window.chat = chat;
      window.received = [];
      chat.setLogLevel(4);
      chat.registerPlugin({ 'tim-upload-plugin': TIMUploadPlugin });
      chat.on(TencentCloudChat.EVENT.MESSAGE_RECEIVED, ({ data }) => received.push(...data));
      const ready = new Promise((resolve) => chat.on(TencentCloudChat.EVENT.SDK_READY, resolve));
      await chat.login({ userID: '${user}', userSig: '${server.sign(user)}' });
      await ready;
    })()`,
  );
  return { page, problems };
}

t.test('#216 #217 #166 a page of another origin uploads an image, and another user sees it in all sizes', async (t) => {
  const [alice, bob] = [await open('alice'), await open('bob')];
  const sent = (await alice.page.evaluate(`(async () => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 1200, height: 900 });
    const context = canvas.getContext('2d');
    for (let i = 0; i < 900; i++) { context.fillStyle = 'hsl(' + i + ',80%,50%)'; context.fillRect(i, i, 300, 1); }
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, 'image/png'));
    const progress = [];
    const message = chat.createImageMessage({
      to: 'bob', conversationType: 'C2C',
      payload: { file: new File([blob], 'photo.png', { type: 'image/png' }) },
      onProgress: (part) => progress.push(part),
    });
    const { code } = await chat.sendMessage(message);
    return { code, progress, id: message.ID };
  })()`)) as { code: number; progress: number[]; id: string };
  t.equal(sent.code, 0);
  t.equal(sent.progress.at(-1), 1);
  await bob.page.waitForFunction('received.length > 0');
  const seen = (await bob.page.evaluate(`Promise.all(received[0].payload.imageInfoArray.map(({ url, width, height }) =>
    new Promise((resolve, reject) => {
      const image = new Image();
      image.onload = () => resolve({ said: [width, height], seen: [image.naturalWidth, image.naturalHeight] });
      image.onerror = () => reject(new Error(url));
      image.src = url;
    })))`)) as readonly { said: number[]; seen: number[] }[];
  t.strictSame(
    seen,
    [
      [1200, 900],
      [264, 198],
      [960, 720],
    ].map((size) => ({ said: size, seen: size })),
    'every version is as large as the message says',
  );
  t.same([...alice.problems, ...bob.problems], []);
});

t.test('a page that was uploaded as a file is not opened as one', async (t) => {
  const { page } = await open('carol');
  const url = (await page.evaluate(`(async () => {
    const file = new File(['<script>document.title = "run"</script>'], 'evil.html', { type: 'text/html' });
    const message = chat.createFileMessage({ to: 'alice', conversationType: 'C2C', payload: { file } });
    const { data } = await chat.sendMessage(message);
    return data.message.payload.fileUrl;
  })()`)) as string;
  const download = page.waitForEvent('download');
  await page.goto(url).catch(() => {}); // a navigation that becomes a download ends with an error
  t.match((await download).suggestedFilename(), /\.html$/);
  t.not(await page.title(), 'run');
});
