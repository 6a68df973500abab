import t from 'tap';
import { main, Program, yanshu } from './yanshu.ts';

async function start(cwd: string, args: readonly string[] = []): Promise<{ program: Program; url: string }> {
  const program = new Program(main, ['start', '--port', '0', '--log-level', 'error', ...args], cwd);
  await program.says('/demo/');
  const url = /URL +(\S+)/.exec(program.stdout)?.[1] ?? '';
  return { program, url };
}

t.test('the server starts in an empty folder, answers, and stops in order', async (t) => {
  const cwd = t.testdir();
  const { program, url } = await start(cwd);
  t.equal((await fetch(`${url}/healthz`)).status, 200);
  t.equal((await fetch(`${url}/demo/`)).status, 200);
  program.signal('SIGTERM');
  t.match(await program.finished(), { code: 0, stderr: '' });
  await t.rejects(fetch(`${url}/healthz`), 'nobody listens any more');
});

t.test('a server whose output nobody reads any more still answers, and stops in order', async (t) => {
  const { program, url } = await start(t.testdir());
  program.stopListening();
  t.equal((await fetch(`${url}/healthz`)).status, 200);
  t.equal((await fetch(`${url}/healthz`)).status, 200);
  program.signal('SIGTERM');
  t.match(await program.finished(), { code: 0, stderr: '' });
});

t.test('#11 a UserSig made on the command line opens the running server', async (t) => {
  const cwd = t.testdir();
  const { program, url } = await start(cwd);
  const call = async (userSig: string) => {
    const query = `sdkappid=1400000001&identifier=administrator&usersig=${userSig}&random=1&contenttype=json`;
    const body = JSON.stringify({ CheckItem: [{ UserID: 'administrator' }] });
    const answer = await fetch(`${url}/v4/im_open_login_svc/account_check?${query}`, { method: 'POST', body });
    return answer.json();
  };
  const { stdout } = await yanshu(['usersig', 'administrator'], cwd);
  t.match(await call(stdout.trim()), { ErrorCode: 0 });
  const other = await yanshu(['usersig', 'administrator', '--data', 'other'], cwd);
  t.match(await call(other.stdout.trim()), { ErrorCode: 70009 });
  program.signal('SIGTERM');
  t.match(await program.finished(), { code: 0 });
});

t.test('one data folder has one server, and a killed one leaves it free', async (t) => {
  const cwd = t.testdir();
  const { program } = await start(cwd);
  const second = await yanshu(['start', '--port', '0'], cwd);
  t.match(second, { code: 1, stderr: /^yanshu: cannot start: .* is in use by another yanshu process[^\n]*\n$/ });
  program.signal('SIGKILL');
  await program.finished();
  const third = await start(cwd);
  third.program.signal('SIGTERM');
  t.match(await third.program.finished(), { code: 0 });
});

t.test('a data folder that cannot be used is one clear line', async (t) => {
  const cwd = t.testdir({ data: 'a file, not a folder' });
  const { code, stderr } = await yanshu(['start', '--port', '0'], cwd);
  t.equal(code, 1);
  t.match(stderr, /^yanshu: data folder: .*data cannot be used: EEXIST[^\n]*\n$/);
});
