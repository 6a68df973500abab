import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export const main = fileURLToPath(new URL('../../infra/cli/main.ts', import.meta.url));
const tsx = import.meta.resolve('tsx');

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A started program whose output is collected. */
export class Program {
  stdout = '';
  stderr = '';
  readonly #child: ChildProcessWithoutNullStreams;

  constructor(script: string, args: readonly string[], cwd: string, env: Readonly<Record<string, string>> = {}) {
    const inherited = Object.entries(process.env).filter(
      ([name]) => !name.startsWith('YANSHU_') && !name.startsWith('TAP'),
    );
    this.#child = spawn(process.execPath, ['--import', tsx, script, ...args], {
      cwd,
      env: { ...Object.fromEntries(inherited), ...env },
    });
    this.#child.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.stdout += text;
    });
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text;
    });
  }

  get running(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Resolves when the standard output holds the text; rejects when the program ends before. */
  async says(text: string): Promise<void> {
    while (!this.stdout.includes(text)) {
      if (!this.running) throw new Error(`ended without saying ${text}: ${this.stdout}${this.stderr}`);
      await Promise.race([once(this.#child.stdout, 'data'), once(this.#child, 'close')]);
    }
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** The pipe of the standard output breaks, as when a collector of logs dies. */
  stopListening(): void {
    this.#child.stdout.destroy();
  }

  async finished(): Promise<Finished> {
    if (this.running) await once(this.#child, 'close');
    return { code: this.#child.exitCode, stdout: this.stdout, stderr: this.stderr };
  }
}

/** Runs `yanshu` with these arguments in a folder, to its end. */
export function yanshu(
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Finished> {
  return new Program(main, args, cwd, env).finished();
}
