import { type ParseArgsConfig, parseArgs } from 'node:util';
import { configFlags } from '../config/load.ts';
import { BadUsage } from './command.ts';

export interface SplitArguments {
  /** Flags of the configuration, with their dashes. The last one of a name wins. */
  readonly flags: ReadonlyMap<string, string>;
  /** Everything else, in order: the command's name and its own arguments. */
  readonly rest: readonly string[];
}

/** Takes the flags of the configuration (`--port 7800`, `--port=7800`) out of a command line. Throws `BadUsage`. */
export function splitArguments(argv: readonly string[]): SplitArguments {
  const flags = new Map<string, string>();
  const rest: string[] = [];
  const words = argv[Symbol.iterator]();
  for (const word of words) {
    const [name = '', ...parts] = word.split('=');
    if (!configFlags.has(name)) {
      rest.push(word);
      continue;
    }
    const value = parts.length > 0 ? parts.join('=') : words.next().value;
    if (value === undefined) throw new BadUsage(`${name} needs a value`);
    flags.set(name, value);
  }
  return { flags, rest };
}

/** `parseArgs` of Node whose refusal is one line. Throws `BadUsage`. */
export function parseOptions<T extends ParseArgsConfig>(config: T): ReturnType<typeof parseArgs<T>> {
  try {
    return parseArgs(config);
  } catch (error) {
    // Node explains further how a positional argument may begin with a dash: that is not the point here.
    throw new BadUsage((error instanceof Error ? error.message : String(error)).split('. ')[0] ?? '');
  }
}
