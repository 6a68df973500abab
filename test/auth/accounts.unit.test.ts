import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import t from 'tap';
import { userIdProblem } from '../../actors/user/user-id.ts';
import type { SessionKey } from '../../gateway/auth/authenticator.ts';
import { BoundedCache } from '../../gateway/auth/bounded-cache.ts';
import { createAuthenticator } from '../../gateway/auth/create.ts';

const app = 1400000001;

function authenticator(secretKey = 'secret', sdkAppId = app) {
  return createAuthenticator({
    apps: [{ sdkAppId, secretKey, admins: ['administrator'] }],
    clock: { now: () => 0 },
  });
}

const key: SessionKey = { app, user: 'alice', instance: 7, expiresAt: 1700604800, platform: 'Web' };

t.test('apps and administrators', async (t) => {
  const auth = authenticator();
  t.equal(auth.hasApp(app), true);
  t.equal(auth.hasApp(7), false);
  t.equal(auth.isAdmin(app, 'administrator'), true);
  t.equal(auth.isAdmin(app, 'alice'), false);
  t.equal(auth.isAdmin(7, 'administrator'), false);
});

t.test('a public key that is none stops the start', async (t) => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ type: 'spki', format: 'pem' });
  const create = (publicKey: string) =>
    createAuthenticator({ apps: [{ sdkAppId: app, secretKey: 's', publicKey, admins: [] }], clock: { now: () => 0 } });
  t.throws(() => create('nonsense'), { message: `the public key of SDKAppID ${app} is not a PEM` });
  t.throws(() => create(rsa.toString()), { message: `the public key of SDKAppID ${app} is not an EC key` });
});

t.test('#14 a UserID is 1 to 32 bytes of printable ASCII', async (t) => {
  for (const good of ['a', 'alice', 'A-b_9', 'a.b@c:d', '@RBT#helper', '#', 'x'.repeat(32)]) {
    t.equal(userIdProblem(good), undefined, good);
  }
  const bad = [
    '',
    'x'.repeat(33),
    'a b',
    ' a',
    'a\t',
    'a\n',
    'a\u0000',
    'a\u007f',
    '雁',
    'é',
    '@TGS#1',
    '@TOA#_news',
    '@TIM#SYSTEM',
  ];
  for (const id of bad) t.type(userIdProblem(id), 'string', JSON.stringify(id));
});

t.test('a session key opens to what it was issued for, here and after a restart', async (t) => {
  const text = authenticator().issueSessionKey(key);
  t.same(authenticator().openSessionKey(text), key);
  t.match(text, /^[A-Za-z0-9_.-]+$/, 'safe in URLs and JSON');
  t.ok(text.length < 120, 'short: it travels with every packet');
  const auth = authenticator();
  t.equal(auth.openSessionKey(text), auth.openSessionKey(text), 'verified once');
});

t.test('a session key is worthless under another secret and for another app', async (t) => {
  const text = authenticator().issueSessionKey(key);
  t.equal(authenticator('another').openSessionKey(text), undefined);
  t.equal(authenticator('secret', 1400000002).openSessionKey(text), undefined);
  t.throws(() => authenticator().issueSessionKey({ ...key, app: 7 }));
});

t.test('a changed session key does not open', async (t) => {
  const auth = authenticator();
  const text = auth.issueSessionKey(key);
  const [payload = '', mac = ''] = text.split('.');
  const other = Buffer.from(`${app}.7.1700604800.Web.bob`).toString('base64url');
  for (const bad of [
    '',
    '.',
    payload,
    `${payload}.`,
    `.${mac}`,
    `${other}.${mac}`,
    `${text}.`,
    `${text}x`,
    `${payload}.${'é'.repeat(mac.length)}`,
    'x'.repeat(10_000),
  ]) {
    t.equal(auth.openSessionKey(bad), undefined);
  }
  fc.assert(
    fc.property(fc.nat(text.length - 1), fc.integer({ min: 1, max: 127 }), (index, mask) => {
      const flipped = text.slice(0, index) + String.fromCharCode(text.charCodeAt(index) ^ mask) + text.slice(index + 1);
      assert.equal(auth.openSessionKey(flipped), undefined);
    }),
  );
  t.pass('no flip opens');
});

t.test('law: any key of a legal user survives the trip', async (t) => {
  const auth = authenticator();
  const user = fc.string({
    minLength: 1,
    maxLength: 32,
    unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)),
  });
  fc.assert(
    fc.property(user, fc.nat(2 ** 31 - 1), fc.nat(2 ** 31 - 1), (id, instance, expiresAt) => {
      const any = { app, user: id, instance, expiresAt, platform: 'MiniProgram' };
      assert.deepEqual(auth.openSessionKey(auth.issueSessionKey(any)), any);
    }),
  );
  t.pass('held for every case');
});

t.test('a TinyId is a decimal string that follows from app and user', async (t) => {
  const auth = authenticator();
  // Fixed for ever: clients keep it inside of message ids.
  t.equal(auth.tinyId(app, 'alice'), '178602139002464512');
  t.equal(auth.tinyId(app, 'alice'), '178602139002464512', 'remembered');
  t.equal(authenticator('another').tinyId(app, 'alice'), auth.tinyId(app, 'alice'));
  t.not(auth.tinyId(app, 'bob'), auth.tinyId(app, 'alice'));
  t.not(auth.tinyId(app + 1, 'alice'), auth.tinyId(app, 'alice'));
  t.match(auth.tinyId(app, 'alice'), /^1[4-9]\d{16}$|^2[01]\d{16}$/);
});

t.test('a bounded cache keeps what is used and forgets the rest', async (t) => {
  const cache = new BoundedCache<number, number>(10);
  cache.set(0, 0);
  for (let key = 1; key <= 1000; key++) {
    cache.set(key, key);
    t.equal(cache.get(0), 0, 'in use');
    t.ok(cache.size <= 20);
  }
  t.equal(cache.get(1000), 1000);
  t.equal(cache.get(1), undefined);
});
