// `yanshu start` with a server that only tells when it is asked to close; `stuck` makes it never finish closing.

import { setTimeout as pause } from 'node:timers/promises';
import { splitArguments } from '../../infra/cli/arguments.ts';
import { serve } from '../../infra/cli/start.ts';
import { loadConfig } from '../../infra/config/load.ts';

const { flags, rest } = splitArguments(process.argv.slice(2));
const config = loadConfig({ flags, env: {}, cwd: process.cwd() });
const alive = setInterval(() => {}, 1000);

process.exitCode = await serve(config, async () => ({
  url: 'http://127.0.0.1:7801',
  close: async () => {
    console.log('server closed');
    if (rest.includes('stuck')) await new Promise(() => {});
    // As long as a real one takes: a process that is already going no longer hears a second signal, it dies of it.
    await pause(500);
    clearInterval(alive);
  },
}));
