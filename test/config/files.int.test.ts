import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { certificateOf, publicKeyOf } from '../../infra/config/files.ts';
import { loadConfig } from '../../infra/config/load.ts';

function settings(cwd: string, env: Record<string, string>) {
  return loadConfig({ flags: new Map(), env, cwd }).settings;
}

t.test('the public key for ECDSA UserSigs', async (t) => {
  const cwd = t.testdir();
  const ec = generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).publicKey.export({ type: 'spki', format: 'pem' });
  const rsa = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ type: 'spki', format: 'pem' });
  writeFileSync(join(cwd, 'ec.pem'), ec);
  writeFileSync(join(cwd, 'rsa.pem'), rsa);
  writeFileSync(join(cwd, 'none.pem'), 'nothing');
  const of = (file: string) => publicKeyOf(settings(cwd, { YANSHU_PUBLIC_KEY: file }));
  t.equal(publicKeyOf(settings(cwd, {})), undefined);
  t.equal(of('ec.pem'), ec.toString());
  t.throws(() => of('rsa.pem'), { name: 'BadConfig', message: /holds no EC key/ });
  t.throws(() => of('none.pem'), { name: 'BadConfig', message: /holds no usable PEM/ });
  t.throws(() => of('missing.pem'), { name: 'BadConfig', message: /cannot be read: ENOENT/ });
});

t.test('certificate and key must belong together', async (t) => {
  const cwd = t.testdir();
  for (const name of ['one', 'other']) {
    const args = `req -x509 -newkey rsa:2048 -nodes -subj /CN=localhost -keyout ${name}.key -out ${name}.crt`;
    execFileSync(process.env.OPENSSL_PATH ?? 'openssl', args.split(' '), { cwd, stdio: 'ignore' });
  }
  const of = (cert: string, key: string) =>
    certificateOf(settings(cwd, { YANSHU_TLS_CERT: cert, YANSHU_TLS_KEY: key }));
  t.equal(certificateOf(settings(cwd, {})), undefined);
  t.equal(of('one.crt', 'one.key')?.subject, 'CN=localhost');
  t.throws(() => of('one.crt', 'other.key'), { name: 'BadConfig', message: /other.key is not the key of .*one.crt/ });
  t.throws(() => of('one.key', 'one.key'), { name: 'BadConfig', message: /tlsCert: .* holds no usable PEM/ });
  t.throws(() => of('one.crt', 'missing'), { name: 'BadConfig', message: /tlsKey: .* cannot be read: ENOENT/ });
});
