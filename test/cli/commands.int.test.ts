import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { Api } from 'tls-sig-api-v2';
import { commands } from '../../infra/cli/commands.ts';
import { yanshu } from './yanshu.ts';

const secret = { YANSHU_SECRET_KEY: 'test-key-0123456789abcdef' };
const sdkAppId = 1400000001;

t.test('help names every command and every setting', async (t) => {
  for (const args of [[], ['help'], ['--help'], ['usersig', '--help']]) {
    const { code, stdout } = await yanshu(args, t.testdir());
    t.equal(code, 0);
    for (const name of Object.keys(commands)) t.match(stdout, new RegExp(`^  ${name} `, 'm'));
    t.match(stdout, /--memory-budget-mb +YANSHU_MEMORY_BUDGET_MB +256/);
  }
});

t.test('what is not understood is one line and exit code 2', async (t) => {
  const cwd = t.testdir();
  const cases: readonly [string[], RegExp][] = [
    [['strat'], /^yanshu: strat is not a command; known are start, /],
    [['constructor'], /^yanshu: constructor is not a command/],
    [['usersig'], /^yanshu: usersig needs one UserID/],
    [['usersig', 'a b'], /^yanshu: UserID may hold printable ASCII characters only/],
    [['usersig', 'alice', '--expire', '0'], /^yanshu: --expire takes a whole number of seconds/],
    [['start', '--prot', '1'], /^yanshu: Unknown option '--prot'/],
    [['config', 'print', '--port'], /^yanshu: --port needs a value/],
    [['config'], /^yanshu: config knows one thing to do/],
  ];
  for (const [args, message] of cases) {
    const { code, stdout, stderr } = await yanshu(args, cwd);
    t.match(
      { code, stdout, lines: stderr.trimEnd().split('\n').length, stderr },
      { code: 2, stdout: '', lines: 1, stderr: message },
    );
  }
});

t.test('a value that is not allowed is one line and exit code 1', async (t) => {
  const { code, stderr } = await yanshu(['start', '--port=seven'], t.testdir());
  t.equal(code, 1);
  t.equal(stderr, 'yanshu: port: "seven" (flag --port) is not allowed; allowed is a whole number from 0 to 65535\n');
});

t.test('#9 #11 usersig makes a UserSig of 180 days and checks it', async (t) => {
  const cwd = t.testdir();
  const made = await yanshu(['usersig', 'alice'], cwd, secret);
  t.match(made.stdout, /^eJ[A-Za-z0-9*_-]+\n$/, 'nothing else on the line');
  const checked = await yanshu(['usersig', 'alice', '--check', made.stdout.trim()], cwd, secret);
  t.equal(checked.code, 0);
  const [, issued = '', expires = ''] =
    /^good for alice of 1400000001: issued (\S+), expires (\S+)\n$/.exec(checked.stdout) ?? [];
  t.equal(Date.parse(expires) - Date.parse(issued), 180 * 86_400_000);
});

t.test('#10 #11 usersig takes a validity, and tells a bad UserSig from a good one', async (t) => {
  const cwd = t.testdir();
  const made = await yanshu(['usersig', 'alice', '--expire', '60'], cwd, secret);
  const userSig = made.stdout.trim();
  const { stdout } = await yanshu(['usersig', 'alice', '--check', userSig], cwd, secret);
  const [, issued = '', expires = ''] = /issued (\S+), expires (\S+)\n$/.exec(stdout) ?? [];
  t.equal(Date.parse(expires) - Date.parse(issued), 60_000);
  const cases: readonly [string, string, RegExp][] = [
    ['bob', userSig, /^bad: 70013 /],
    ['alice', userSig.slice(0, -8), /^bad: 70003 /],
    ['alice', new Api(sdkAppId, 'another key').genUserSig('alice', 60), /^bad: 70009 /],
    ['alice', new Api(sdkAppId, secret.YANSHU_SECRET_KEY).genUserSig('alice', -1000), /^bad: 70001 /],
  ];
  for (const [user, sig, answer] of cases) {
    t.match(await yanshu(['usersig', user, `--check=${sig}`], cwd, secret), { code: 1, stdout: answer });
  }
});

t.test('config print shows values and sources, and the secret only when told to', async (t) => {
  const cwd = t.testdir();
  const before = await yanshu(['config', 'print', '--port', '9000', '--s3-secret-key', 'hush'], cwd);
  t.match(before.stdout, /^s3SecretKey +\*{8} .* flag --s3-secret-key$/m);
  t.notMatch(before.stdout, 'hush');
  t.match(before.stdout, /^port +9000 +flag --port$/m);
  t.match(before.stdout, /^secretKey +- +will be made on the first start: .*data\/secret-key$/m);
  const masked = await yanshu(['config', 'print'], cwd, secret);
  t.match(masked.stdout, /^secretKey +\*{8} .* environment YANSHU_SECRET_KEY$/m);
  t.notMatch(masked.stdout, secret.YANSHU_SECRET_KEY);
  const shown = await yanshu(['config', 'print', '--show-secret'], cwd, secret);
  t.match(shown.stdout, secret.YANSHU_SECRET_KEY);
});

t.test('doctor finds nothing wrong here, and finds a secret key that others may read', async (t) => {
  const cwd = t.testdir();
  t.match(await yanshu(['doctor', '--port', '0'], cwd), { code: 0, stdout: /^nothing is wrong$/m });
  await yanshu(['usersig', 'alice'], cwd);
  chmodSync(join(cwd, 'data/secret-key'), 0o644);
  const { code, stdout } = await yanshu(['doctor', '--port', '0'], cwd);
  t.equal(code, 1);
  t.match(stdout, /^WRONG {2}secret key: others may read .*: chmod 600 /m);
});
