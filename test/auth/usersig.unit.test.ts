import assert from 'node:assert/strict';
import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { deflateSync, inflateSync } from 'node:zlib';
import fc from 'fast-check';
import t from 'tap';
import { Api } from 'tls-sig-api-v2';
import { Refused } from '../../events/refused.ts';
import { createAuthenticator } from '../../gateway/auth/create.ts';
import { DEFAULT_EXPIRE_SECONDS, signUserSig } from '../../gateway/auth/usersig.ts';

const app = 1400000001;
const secretKey = 'test-key-0123456789abcdef';
const issued = 1700000000;
const keyPair = generateKeyPairSync('ec', { namedCurve: 'secp256k1' });
const publicKey = keyPair.publicKey.export({ type: 'spki', format: 'pem' }).toString();

/** An authenticator whose clock stands at `seconds`. */
function at(seconds: number, options: { publicKey?: string } = {}) {
  const apps = [
    { sdkAppId: app, secretKey, admins: ['administrator'], ...options },
    { sdkAppId: 1400000002, secretKey: 'another key', admins: [] },
  ];
  return createAuthenticator({ apps, clock: { now: () => seconds * 1000 } });
}

const now = at(issued);

function pack(json: unknown): string {
  const base64 = deflateSync(typeof json === 'string' ? json : JSON.stringify(json)).toString('base64');
  return base64.replaceAll('+', '*').replaceAll('/', '-').replaceAll('=', '_');
}

function unpack(userSig: string): Record<string, unknown> {
  const base64 = userSig.replaceAll('*', '+').replaceAll('-', '/').replaceAll('_', '=');
  return JSON.parse(inflateSync(Buffer.from(base64, 'base64')).toString());
}

function v1(changes: Record<string, string> = {}, key = keyPair.privateKey): string {
  const json: Record<string, string> = {
    'TLS.account_type': '0',
    'TLS.identifier': 'alice',
    'TLS.appid_at_3rd': '0',
    'TLS.sdk_appid': String(app),
    'TLS.expire_after': '604800',
    'TLS.version': '201512300000',
    'TLS.time': String(issued),
    ...changes,
  };
  const signed = ['appid_at_3rd', 'account_type', 'identifier', 'sdk_appid', 'time', 'expire_after'];
  const text = signed.map((name) => `TLS.${name}:${json[`TLS.${name}`]}\n`).join('');
  return pack({ ...json, 'TLS.sig': sign('sha256', Buffer.from(text), key).toString('base64') });
}

t.test('the documented vector: signature and packed form', async (t) => {
  const ours = signUserSig(app, 'alice', secretKey, { time: issued, expire: 604800 });
  t.equal(unpack(ours)['TLS.sig'], 'NNvE/EP+rv6mGNoPxe9NeqkZsshmfGDWLGNuDnnYidk=');
  const vector =
    'eJw1ycEKwjAQRdF-ma1SUylVA*5asimhoCC6K2aqQ0yMSQ0F8d*Fpr7dO-cDx*aQRfTAYZ0xWE6fFNqBepq4e9AV5xCU7pwjBTwvWFqe' +
    'ykAGgeebWVlSHB15BF6yYvu3QDfgIGWsV3W78LE0Qj7bEXcSX-oSwt30ojo1Qr4ra8*k9B6*P7k4MZM_';
  t.same(now.verifyUserSig(app, 'alice', vector), { issuedAt: issued, expiresAt: issued + 604800 });
});

t.test('#7 a UserSig of the public signing library is good, with and without a privilege map', async (t) => {
  const api = new Api(app, secretKey);
  const seconds = Math.floor(Date.now() / 1000);
  const auth = at(seconds);
  for (const userSig of [
    api.genUserSig('alice', 3600),
    api.genPrivateMapKey('alice', 3600, 10000, 255),
    api.genPrivateMapKeyWithStringRoomID('alice', 3600, 'room', 255),
  ]) {
    const { issuedAt, expiresAt } = auth.verifyUserSig(app, 'alice', userSig);
    t.equal(expiresAt - issuedAt, 3600);
  }
});

function flip(text: string, index: number, mask: number): string {
  return text.slice(0, index) + String.fromCharCode(text.charCodeAt(index) ^ mask) + text.slice(index + 1);
}

t.test('#7 a flipped byte of what is signed, or of the signature, makes a UserSig bad', async (t) => {
  const json = JSON.stringify(unpack(signUserSig(app, 'alice', secretKey, { time: issued })));
  t.ok(now.verifyUserSig(app, 'alice', pack(json)));
  fc.assert(
    fc.property(fc.nat(json.length - 1), fc.integer({ min: 1, max: 127 }), (index, mask) => {
      assert.throws(() => now.verifyUserSig(app, 'alice', pack(flip(json, index, mask))), Refused);
    }),
    { numRuns: 2000 },
  );
  t.pass('2000 flips refused');
});

t.test('#7 a flipped byte of the packed text never changes what it proves', async (t) => {
  const good = signUserSig(app, 'alice', secretKey, { time: issued });
  const claims = now.verifyUserSig(app, 'alice', good);
  let refused = 0;
  const flips = fc.sample(fc.tuple(fc.nat(good.length - 1), fc.integer({ min: 1, max: 127 })), 2000);
  for (const [index, mask] of flips) {
    try {
      // A repeated word may be packed as a copy of either of two places: another text that says the very same.
      assert.deepEqual(now.verifyUserSig(app, 'alice', flip(good, index, mask)), claims);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      refused++;
    }
  }
  t.ok(refused > 1900, `${refused} of 2000 flips refused`);
});

t.test('#7 every claim is under the signature', async (t) => {
  const claims = unpack(signUserSig(app, 'alice', secretKey, { time: issued, userBuf: Buffer.from('map') }));
  for (const change of [{ 'TLS.time': issued + 1 }, { 'TLS.expire': 1e9 }, { 'TLS.userbuf': 'AAAA' }]) {
    t.throws(() => now.verifyUserSig(app, 'alice', pack({ ...claims, ...change })), { code: 70009 });
  }
  const { 'TLS.userbuf': _, ...without } = claims;
  t.throws(() => now.verifyUserSig(app, 'alice', pack(without)), { code: 70009 });
});

t.test('#8 the ECDSA form is good for an app with a public key', async (t) => {
  const auth = at(issued, { publicKey });
  t.same(auth.verifyUserSig(app, 'alice', v1()), { issuedAt: issued, expiresAt: issued + 604800 });
  t.ok(auth.verifyUserSig(app, 'alice', signUserSig(app, 'alice', secretKey, { time: issued })), 'the other form too');
});

t.test('#8 the ECDSA form: every refusal has its code', async (t) => {
  const auth = at(issued, { publicKey });
  const other = generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).privateKey;
  const stale = unpack(v1());
  t.throws(() => now.verifyUserSig(app, 'alice', v1()), { code: 70016 });
  t.throws(() => auth.verifyUserSig(app, 'alice', v1({}, other)), { code: 70009 });
  t.throws(() => auth.verifyUserSig(app, 'alice', pack({ ...stale, 'TLS.time': String(issued + 1) })), { code: 70009 });
  t.throws(() => auth.verifyUserSig(app, 'bob', v1()), { code: 70013 });
  t.throws(() => auth.verifyUserSig(app, 'alice', v1({ 'TLS.sdk_appid': '1400000002' })), { code: 70014 });
  t.throws(() => auth.verifyUserSig(app, 'alice', v1({ 'TLS.account_type': '1' })), { code: 70003 });
  t.throws(() => at(issued + 604801, { publicKey }).verifyUserSig(app, 'alice', v1()), { code: 70001 });
});

t.test('an ECDSA signature is no HMAC: the text signed with the public key as a secret is refused', async (t) => {
  const forged = signUserSig(app, 'alice', publicKey, { time: issued });
  t.throws(() => at(issued, { publicKey }).verifyUserSig(app, 'alice', forged), { code: 70009 });
});

t.test('#9 without an explicit validity a UserSig is good for 180 days', async (t) => {
  t.equal(DEFAULT_EXPIRE_SECONDS, 180 * 86400);
  const userSig = signUserSig(app, 'alice', secretKey, { time: issued });
  t.equal(at(issued).verifyUserSig(app, 'alice', userSig).expiresAt, issued + 180 * 86400);
  t.ok(at(issued + 180 * 86400).verifyUserSig(app, 'alice', userSig));
  t.throws(() => at(issued + 180 * 86400 + 1).verifyUserSig(app, 'alice', userSig), { code: 70001 });
});

t.test('#10 #12 expiry at the chosen second is honoured, and answers 70001', async (t) => {
  let seconds = issued;
  const apps = [{ sdkAppId: app, secretKey, admins: [] }];
  const auth = createAuthenticator({ apps, clock: { now: () => seconds * 1000 + 999 } });
  const userSig = signUserSig(app, 'alice', secretKey, { time: issued, expire: 60 });
  t.ok(auth.verifyUserSig(app, 'alice', userSig));
  seconds = issued + 60;
  t.ok(auth.verifyUserSig(app, 'alice', userSig), 'still good in its last second');
  seconds = issued + 61;
  t.throws(
    () => auth.verifyUserSig(app, 'alice', userSig),
    { code: 70001 },
    'remembered as verified, and still expires',
  );
});

t.test('every refusal has its code', async (t) => {
  const good = signUserSig(app, 'alice', secretKey, { time: issued });
  const claims = unpack(good);
  const cases: readonly [name: string, app: number, user: string, userSig: string, code: number][] = [
    ['empty', app, 'alice', '', 70002],
    ['not base64', app, 'alice', 'what is this', 70003],
    ['plain base64', app, 'alice', good.replaceAll('*', '+').replaceAll('_', '='), 70003],
    ['not deflated', app, 'alice', 'eJwAAAAA', 70003],
    ['cut off', app, 'alice', good.slice(0, 100), 70003],
    ['longer than any', app, 'alice', 'A'.repeat(5000), 70003],
    ['not JSON', app, 'alice', pack('{'), 70003],
    ['not an object', app, 'alice', pack('7'), 70003],
    ['null', app, 'alice', pack('null'), 70003],
    ['no fields', app, 'alice', pack({}), 70003],
    ['another version', app, 'alice', pack({ ...claims, 'TLS.ver': '3.0' }), 70003],
    ['time as a fraction', app, 'alice', pack({ ...claims, 'TLS.time': 1.5 }), 70003],
    ['negative validity', app, 'alice', signUserSig(app, 'alice', secretKey, { time: issued, expire: -1 }), 70001],
    ['signature as a number', app, 'alice', pack({ ...claims, 'TLS.sig': 7 }), 70003],
    ['another key', app, 'alice', signUserSig(app, 'alice', 'wrong', { time: issued }), 70009],
    ['short signature', app, 'alice', pack({ ...claims, 'TLS.sig': 'AA==' }), 70009],
    ['another user', app, 'bob', good, 70013],
    ['another app of this server', 1400000002, 'alice', good, 70014],
    ['unknown app', 7, 'alice', good, 70020],
    ['impossible UserID', app, 'al ice', good, 70402],
  ];
  for (const [name, sdkAppId, user, userSig, code] of cases) {
    t.throws(() => now.verifyUserSig(sdkAppId, user, userSig), { name: 'Refused', code }, name);
  }
});

t.test('a small text that inflates to much is refused', async (t) => {
  const bomb = pack(`{"TLS.ver":"2.0","x":"${'a'.repeat(1_000_000)}"}`);
  t.ok(bomb.length < 4096);
  t.throws(() => now.verifyUserSig(app, 'alice', bomb), { code: 70003 });
});

t.test('bytes behind the packed text are refused, so that one signature is one text', async (t) => {
  const good = Buffer.from(
    signUserSig(app, 'alice', secretKey, { time: issued })
      .replaceAll('*', '+')
      .replaceAll('-', '/')
      .replaceAll('_', '='),
    'base64',
  );
  const longer = Buffer.concat([good, Buffer.from('more')]).toString('base64');
  const text = longer.replaceAll('+', '*').replaceAll('/', '-').replaceAll('=', '_');
  t.throws(() => now.verifyUserSig(app, 'alice', text), { code: 70003 });
});

t.test('a UserSig of one user is remembered for that user only', async (t) => {
  const auth = at(issued);
  const good = signUserSig(app, 'alice', secretKey, { time: issued });
  t.ok(auth.verifyUserSig(app, 'alice', good));
  t.throws(() => auth.verifyUserSig(app, 'bob', good), { code: 70013 });
  t.throws(() => auth.verifyUserSig(1400000002, 'alice', good), { code: 70014 });
  t.throws(() => auth.verifyUserSig(app, `alice ${good}`, ''), { code: 70402 });
});

t.test('law: what is signed for any legal user verifies to what was signed', async (t) => {
  const user = fc.string({
    minLength: 1,
    maxLength: 32,
    unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)),
  });
  fc.assert(
    fc.property(
      user.filter((id) => !id.startsWith('@')),
      fc.nat(2_000_000_000),
      fc.nat(1_000_000_000),
      fc.option(fc.uint8Array({ maxLength: 64 }), { nil: undefined }),
      (id, time, expire, userBuf) => {
        const userSig = signUserSig(app, id, secretKey, { time, expire, ...(userBuf && { userBuf }) });
        const verified = at(time).verifyUserSig(app, id, userSig);
        assert.deepEqual(verified, { issuedAt: time, expiresAt: time + expire });
        const text = `TLS.identifier:${id}\nTLS.sdkappid:${app}\nTLS.time:${time}\nTLS.expire:${expire}\n`;
        const map = userBuf === undefined ? '' : `TLS.userbuf:${Buffer.from(userBuf).toString('base64')}\n`;
        t.equal(
          unpack(userSig)['TLS.sig'],
          createHmac('sha256', secretKey)
            .update(text + map)
            .digest('base64'),
        );
      },
    ),
  );
  t.pass('held for every case');
});
