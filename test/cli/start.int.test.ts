import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { Program } from './yanshu.ts';

const script = fileURLToPath(new URL('./fake-start.ts', import.meta.url));

t.test('start says where it is reached, and closes on a signal', async (t) => {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    const program = new Program(script, ['--port', '0', '--durability', 'relaxed'], t.testdir());
    await program.says('/demo/');
    t.match(program.stdout, /^ {2}URL +http:\/\/127.0.0.1:7801$/m);
    t.match(program.stdout, /^ {2}SDKAppID +1400000001$/m);
    t.match(program.stdout, /^ {2}Durability +relaxed /m);
    t.match(program.stdout, /^ {2}Demo +http:\/\/127.0.0.1:7801\/demo\/$/m);
    program.signal(signal);
    // Ctrl-C under npm arrives twice: that is one wish, not a second signal.
    program.signal(signal);
    t.match(await program.finished(), { code: 0, stdout: /server closed/ });
  }
});

t.test('a later signal ends a server that does not finish closing', async (t) => {
  const program = new Program(script, ['--port', '0', 'stuck'], t.testdir());
  await program.says('/demo/');
  while (program.running) {
    program.signal('SIGTERM');
    await pause(100);
  }
  t.match(await program.finished(), { code: 1, stderr: /not waiting any longer/ });
});

t.test('a port in use is one clear line, and nothing is started', async (t) => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  t.teardown(() => other.close());
  const { port } = other.address() as AddressInfo;
  const { code, stdout, stderr } = await new Program(script, ['--port', String(port)], t.testdir()).finished();
  t.not(code, 0);
  t.equal(stdout, '');
  t.match(stderr, `port ${port} is in use: stop what listens there, or choose another one with --port`);
});
