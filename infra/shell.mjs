import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The project's folder. */
export const root = fileURLToPath(new URL('..', import.meta.url));

/** Runs a program in the project's folder, its output visible. True when it ended with 0. */
export function run(program, args, env = {}) {
  const { status, error } = spawnSync(program, args, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...env },
    // npm is a batch file there.
    shell: process.platform === 'win32',
  });
  if (error) console.error(`cannot run ${program}: ${error.message}`);
  return status === 0;
}
