// The last step of `npm test`: what the tests need from the system, the run itself, and the count on the last line.

import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { root, run } from './shell.mjs';
import { readResults } from './tap-results.mjs';

const onCi = !['', '0', 'false', undefined].includes(process.env.CI);

/** Programs that some tests need and npm cannot install. A test file needs one when its text matches `neededBy`. */
const tools = [
  {
    name: 'chromium',
    neededBy: /playwright|chromium/i,
    variable: 'CHROMIUM_PATH',
    programs: ['chromium', 'chromium-browser', 'google-chrome'],
    packages: ['chromium'],
  },
  { name: 'openssl', neededBy: /'openssl'/, variable: 'OPENSSL_PATH', programs: ['openssl'], packages: ['openssl'] },
];

/** Runs the tests (all, or the files given) and prints the count. True when every test passed. */
export function runTests(args) {
  const { env, missing } = provide();
  if (missing.length > 0 && onCi) return count(1);

  const results = join(root, '.tap/test-results');
  rmSync(results, { recursive: true, force: true });
  const reporter = process.stdout.isTTY ? 'base' : 'min';
  // Files that are named are run, whatever they lack: their failure says what is missing.
  const leftOut = args.every((arg) => arg.startsWith('-')) ? missing : [];
  const excluded = leftOut.flatMap(({ files }) => files).map((file) => `--exclude=${file}`);
  const tap = join(root, 'node_modules/tap/dist/esm/run.mjs');
  const passed = run(process.execPath, [tap, `--reporter=${reporter}`, ...excluded, ...args], env);

  const tests = readResults(results);
  for (const file of new Set(tests.map((test) => test.file))) {
    const list = tests.filter((test) => test.file === file);
    const failed = list.filter(({ outcome }) => outcome === 'failed');
    console.log(`${failed.length > 0 ? 'FAIL' : 'ok  '}  ${String(list.length).padStart(3)}  ${file}`);
    for (const { title, why } of failed) console.log(`           ✖ ${title}${why && ` (${why})`}`);
  }
  const skipped = tests.filter(({ outcome }) => outcome === 'skipped');
  for (const { file, title } of skipped)
    console.log(`skipped${onCi ? ', which counts as failed here' : ''}: ${file}: ${title}`);
  for (const { name, files } of leftOut) console.log(`left out, because ${name} is missing: ${files.join(', ')}`);

  const failed = tests.filter(({ outcome }) => outcome === 'failed').length + (onCi ? skipped.length : 0);
  const ok = tests.filter(({ outcome }) => outcome === 'passed').length;
  // A run that failed without a failed test (a crash of the runner, nothing to run) is a failure of its own.
  return count(failed === 0 && (!passed || ok === 0) ? 1 : failed, ok);
}

function count(failed, passed = 0) {
  console.log(`tests: ${passed} passed, ${failed} failed`);
  return failed === 0;
}

/** Finds or installs the tools: `env` tells the tests where they are, `missing` what could not be had. */
function provide() {
  const env = {};
  const missing = [];
  for (const tool of tools) {
    const files = testFiles().filter((file) => tool.neededBy.test(readFileSync(join(root, file), 'utf8')));
    if (files.length === 0) continue;
    // Whoever names a path means that program, not another one.
    const mayInstall = !process.env[tool.variable];
    const path = find(tool) ?? (mayInstall && installPackages(tool) ? find(tool) : undefined);
    if (path !== undefined) {
      env[tool.variable] = path;
      continue;
    }
    missing.push({ name: tool.name, files });
    console.error(
      `npm test: ${tool.name} is missing, needed by ${files.join(', ')}. ` +
        `On Debian and Ubuntu: apt-get install ${tool.packages.join(' ')}; elsewhere set ${tool.variable} to its path.`,
    );
  }
  return { env, missing };
}

function find({ variable, programs }) {
  const told = process.env[variable];
  if (told) return existsSync(told) ? told : undefined;
  const folders = (process.env.PATH ?? '').split(delimiter);
  return programs.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) => existsSync(path));
}

/** apt-get, when this machine has it and this user may. */
function installPackages({ name, packages }) {
  const possible = process.getuid?.() === 0 && spawnSync('apt-get', ['--version']).status === 0;
  if (!possible) return false;
  console.error(`npm test: installing ${name} (apt-get install ${packages.join(' ')})`);
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  return (
    run('apt-get', ['update', '-q'], env) &&
    run('apt-get', ['install', '-yq', '--no-install-recommends', ...packages], env)
  );
}

function testFiles() {
  return readdirSync(join(root, 'test'), { recursive: true })
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => join('test', name));
}
