import type { Browser, FrameLocator, Page } from 'playwright-core';
import t from 'tap';
import { launchBrowser } from '../browser.ts';
import { TestServer } from '../conformance/server.ts';

/** The demo page in a real browser, as a visitor of `npm start` sees it. */
const server = await TestServer.start();
let browser: Browser | undefined;
t.teardown(async () => {
  await browser?.close();
  await server.stop();
});
browser = await launchBrowser();

async function open(path: string, width = 1280): Promise<{ page: Page; problems: string[] }> {
  const page = await (browser as Browser).newPage({ viewport: { width, height: 800 }, locale: 'en-US' });
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('request', (request) => {
    const { hostname, protocol } = new URL(request.url());
    if (protocol.startsWith('http') && hostname !== '127.0.0.1') problems.push(request.url());
  });
  await page.goto(`${server.httpUrl}${path}`);
  return { page, problems };
}

const pane = (page: Page, user: string) => page.frameLocator(`iframe[name="${user}"]`);

async function write(frame: FrameLocator, text: string): Promise<void> {
  await frame.locator('#text').fill(text);
  await frame.locator('#text').press('Enter');
}

t.test('two panes chat: messages, unread badge, read marks, typing, cards', async (t) => {
  const { page, problems } = await open('/demo/');
  const [alice, bob] = [pane(page, 'alice'), pane(page, 'bob')];
  await alice.locator('#net[data-state="connected"]').waitFor();
  await bob.locator('#net[data-state="connected"]').waitFor();

  await write(alice, '你好 Bob');
  await bob.locator('.message.in', { hasText: '你好 Bob' }).waitFor();
  await bob.locator('.badge', { hasText: '1' }).waitFor();
  await alice.locator('.message.out .meta', { hasText: 'Sent' }).waitFor();

  await bob.locator('#text').click();
  await alice.locator('.message.out .meta .read', { hasText: 'Read' }).waitFor();
  await bob.locator('.badge').waitFor({ state: 'detached' });

  await bob.locator('#text').pressSequentially('on my');
  await alice.locator('#peer-state', { hasText: 'is typing' }).waitFor();
  await bob.locator('#text').press('Enter');
  await alice.locator('.message.in', { hasText: 'on my' }).waitFor();
  t.equal(await alice.locator('#peer-state').textContent(), '', 'a message ends the typing');

  await bob.locator('#location').click();
  await alice.locator('.message.in .map').waitFor();
  await bob.locator('#card').click();
  await alice.locator('.message.in .cover').waitFor();
  await bob.locator('#emoji').click();
  await bob.locator('.sticker').first().click();
  await alice.locator('.message.in .face').waitFor();
  await alice.locator('.conversations p', { hasText: '🪿' }).waitFor();
  t.same(problems, []);
  await page.close();
});

t.test('a message is recalled in front of both #287', async (t) => {
  const { page, problems } = await open('/demo/');
  const [alice, bob] = [pane(page, 'alice'), pane(page, 'bob')];
  await alice.locator('#net[data-state="connected"]').waitFor();
  await bob.locator('#net[data-state="connected"]').waitFor();
  await write(alice, 'not for you');
  await bob.locator('.message.in', { hasText: 'not for you' }).waitFor();
  const sent = alice.locator('.message.out', { hasText: 'not for you' });
  await sent.hover();
  await sent.locator('.recall').click();
  await bob.locator('.recalled').last().waitFor();
  await alice.locator('.recalled').last().waitFor();
  t.equal(await bob.locator('.message', { hasText: 'not for you' }).count(), 0);
  t.same(problems, []);
  await page.close();
});

t.test('a tab of one user pages through history, and comes back when the server does', async (t) => {
  const { page: other } = await open('/demo/?user=dora');
  await pane(other, 'dora').locator('#net[data-state="connected"]').waitFor();
  const { page, problems } = await open('/demo/?user=carl&peer=dora');
  const carl = pane(page, 'carl');
  await carl.locator('#net[data-state="connected"]').waitFor();
  for (let i = 0; i < 20; i++) await write(carl, `line ${i}`);
  await carl.locator('.message.out .meta', { hasText: 'Sent' }).nth(19).waitFor();
  await page.reload();
  await carl.locator('.message', { hasText: 'line 19' }).waitFor();
  t.equal(await carl.locator('.message').count(), 15, 'one page');
  await carl.locator('#messages').hover();
  await page.mouse.wheel(0, -5000);
  await carl.locator('.message', { hasText: /^line 0/ }).waitFor();
  t.equal(await carl.locator('.message').count(), 20);

  await server.kill();
  await carl.locator('#banner').waitFor();
  await server.start();
  await carl.locator('#net[data-state="connected"]').waitFor();
  await carl.locator('#banner').waitFor({ state: 'hidden' });
  await write(carl, 'still here');
  await pane(other, 'dora').locator('.conversations p', { hasText: 'still here' }).waitFor();
  t.same(problems, []);
  await page.close();
  await other.close();
});

t.test('on a phone one pane and one view is shown at a time', async (t) => {
  const { page } = await open('/demo/', 390);
  const alice = pane(page, 'alice');
  await alice.locator('#messages').waitFor();
  t.equal(await page.locator('iframe:visible').count(), 1);
  t.equal(await alice.locator('.side').isVisible(), false, 'the open conversation fills the screen');
  await alice.locator('#back').click();
  t.equal(await alice.locator('.side').isVisible(), true);
  await page.locator('#tabs button', { hasText: 'bob' }).click();
  await pane(page, 'bob').locator('#messages').waitFor();
  t.equal(await page.locator('iframe[name="alice"]').isVisible(), false);
  const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
  t.equal(overflow, 0, 'nothing sticks out');
  await page.close();
});

t.test('UserSigs are for this machine only, and never for the administrator', async (t) => {
  const ask = async (user: string, host?: string) => {
    const { request } = await import('node:http');
    return new Promise<number | undefined>((resolve, reject) => {
      const call = request(
        `${server.httpUrl}/demo/usersig?user=${user}`,
        { ...(host === undefined ? {} : { headers: { host } }) },
        (answer) => resolve(answer.resume().statusCode),
      );
      call.on('error', reject).end();
    });
  };
  t.equal(await ask('alice'), 200);
  t.equal(await ask('alice', 'evil.example'), 403, 'a foreign name that points here');
  t.equal(await ask('administrator'), 403);
  t.equal(await ask('x'.repeat(40)), 400);
});
