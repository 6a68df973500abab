import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { loadConfig } from '../../infra/config/load.ts';
import { existingSecretKey, withSecretKey } from '../../infra/config/secret-key.ts';

function config(cwd: string, env: Record<string, string> = {}) {
  return loadConfig({ flags: new Map(), env, cwd });
}

t.test('the key is made once and kept for its owner only', async (t) => {
  const cwd = t.testdir();
  t.equal(existingSecretKey(config(cwd)), undefined);
  const first = withSecretKey(config(cwd));
  const file = join(cwd, 'data/secret-key');
  t.match(first.secretKey, /^[0-9a-f]{64}$/);
  t.equal(first.sources.secretKey, `file ${file}`);
  t.equal(statSync(file).mode & 0o777, 0o600);
  t.same(readdirSync(join(cwd, 'data')), ['secret-key'], 'no draft is left behind');
  t.equal(withSecretKey(config(cwd)).secretKey, first.secretKey);
  t.equal(existingSecretKey(config(cwd)), first.secretKey);
});

t.test('a configured key wins, and nothing is written', async (t) => {
  const cwd = t.testdir();
  const { secretKey, sources } = withSecretKey(config(cwd, { YANSHU_SECRET_KEY: '0123456789abcdef' }));
  t.equal(secretKey, '0123456789abcdef');
  t.equal(sources.secretKey, 'environment YANSHU_SECRET_KEY');
  t.same(readdirSync(cwd), []);
});

t.test('a data folder that cannot be used is one clear line', async (t) => {
  const cwd = t.testdir({ data: 'a file, not a folder' });
  t.throws(() => withSecretKey(config(cwd)), { name: 'BadConfig', message: /^data folder: .*data cannot be used: E/ });
});

t.test('an empty key file is refused, not replaced: the apps outside still sign with the lost one', async (t) => {
  const cwd = t.testdir();
  mkdirSync(join(cwd, 'data'));
  writeFileSync(join(cwd, 'data/secret-key'), '\n');
  chmodSync(join(cwd, 'data/secret-key'), 0o600);
  t.throws(() => withSecretKey(config(cwd)), { message: /secret key file .* is empty/ });
  t.equal(readFileSync(join(cwd, 'data/secret-key'), 'utf8'), '\n');
});
