import type { LoadedConfig } from '../config/load.ts';

/** One command of `yanshu`. */
export interface Command {
  /** What follows the name, for the help. */
  readonly usage: string;
  readonly summary: string;
  /** `args`: what is left once the flags of the configuration are taken out. Resolves to the exit code. */
  run(args: readonly string[], config: LoadedConfig): Promise<number>;
}

/** The command line cannot be understood: one line for the person at the terminal, exit code 2. */
export class BadUsage extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'BadUsage';
  }
}
