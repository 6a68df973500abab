import type { LoadedConfig } from '../config/load.ts';
import { parseOptions } from './arguments.ts';
import { checks } from './doctor-checks.ts';

/** What one check found. `note`: nothing is wrong, but worth knowing. */
export interface Finding {
  readonly state: 'ok' | 'note' | 'wrong';
  readonly text: string;
}

const marks: Readonly<Record<Finding['state'], string>> = { ok: 'ok   ', note: 'note ', wrong: 'WRONG' };

/** Runs every check and prints what it found. Exit code 1 when anything would keep the server from running well. */
export async function run(args: readonly string[], config: LoadedConfig): Promise<number> {
  parseOptions({ args: [...args], options: {} });
  let wrong = 0;
  for (const [name, check] of Object.entries(checks)) {
    const { state, text } = await check(config).catch(
      (error: unknown): Finding => ({ state: 'wrong', text: error instanceof Error ? error.message : String(error) }),
    );
    if (state === 'wrong') wrong++;
    console.log(`${marks[state]}  ${name}: ${text}`);
  }
  console.log(
    wrong === 0 ? 'nothing is wrong' : `${wrong} of ${Object.keys(checks).length} checks found something wrong`,
  );
  return wrong === 0 ? 0 : 1;
}
