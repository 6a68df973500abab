import type { Command } from './command.ts';
import { helpText } from './help.ts';

/** Every command, loaded only when it is asked for: `yanshu usersig` needs no sockets. */
export const commands: Readonly<Record<string, Command>> = {
  start: {
    usage: '',
    summary: 'runs the server',
    run: async (args, config) => (await import('./start.ts')).run(args, config),
  },
  usersig: {
    usage: '<user> [--expire <seconds>] [--check <usersig>]',
    summary: 'makes a UserSig (180 days without --expire), or checks one',
    run: async (args, config) => (await import('./usersig.ts')).run(args, config),
  },
  config: {
    usage: 'print [--show-secret]',
    summary: 'prints every setting and where it comes from',
    run: async (args, config) => (await import('./config.ts')).run(args, config),
  },
  replay: {
    usage: '[--stream <name>] [--after <position>] [--since <time>] [--limit <n>]',
    summary: 'prints events of the log, one line of JSON each',
    run: async (args, config) => (await import('./replay.ts')).run(args, config),
  },
  verify: {
    usage: '',
    summary: 'checks every record of the log and its chain of hashes',
    run: async (args, config) => (await import('./verify.ts')).run(args, config),
  },
  doctor: {
    usage: '',
    summary: 'checks this machine and the configuration',
    run: async (args, config) => (await import('./doctor.ts')).run(args, config),
  },
  help: {
    usage: '',
    summary: 'prints this',
    run: async () => {
      console.log(helpText(commands));
      return 0;
    },
  },
};
