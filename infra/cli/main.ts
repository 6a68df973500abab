#!/usr/bin/env node
import { BadConfig } from '../config/errors.ts';
import { loadConfig } from '../config/load.ts';
import { splitArguments } from './arguments.ts';
import { BadUsage } from './command.ts';
import { commands } from './commands.ts';

/** Runs one command line and resolves to the exit code: 0 done, 1 failed, 2 not understood. */
async function main(argv: readonly string[]): Promise<number> {
  try {
    const { flags, rest } = splitArguments(argv);
    const [word = 'help', ...args] = rest;
    const name = ['--help', '-h'].includes(word) || args.includes('--help') ? 'help' : word;
    const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
    if (command === undefined) {
      throw new BadUsage(`${name} is not a command; known are ${Object.keys(commands).join(', ')}`);
    }
    return await command.run(args, loadConfig({ flags, env: process.env, cwd: process.cwd() }));
  } catch (error) {
    if (error instanceof BadUsage) return fail(error.message, 2);
    if (error instanceof BadConfig) return fail(error.message, 1);
    // Anything else is our own mistake or the machine's: whoever repairs it wants to see where it came from.
    console.error('yanshu:', error);
    return 1;
  }
}

function fail(message: string, code: number): number {
  console.error(`yanshu: ${message}`);
  return code;
}

process.exitCode = await main(process.argv.slice(2));
