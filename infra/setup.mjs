// What `npm start`, `npm test` and `npm run build` do on a machine that has Node and nothing else: install what is
// missing, compile what is stale, then go on. Plain JavaScript without dependencies, because it runs before there are any.

import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
} from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root, run } from './shell.mjs';

const rooms = ['actors', 'events', 'projections', 'gateway', 'infra'];
const assets = /^gateway[/\\].*\.(html|css|svg|png|ico|js|webmanifest)$/;

const commands = {
  install: () => install(),
  build: () => install() && build({ force: true }),
  start: async (args) => {
    if (!(install() && build({ force: false }))) return false;
    const main = join(root, 'dist/infra/cli/main.js');
    // The server replaces this script inside the same process, so that signals reach it directly.
    process.argv = [process.argv[0], main, 'start', ...args];
    await import(pathToFileURL(main).href);
    return true;
  },
  test: async (args) => {
    if (!(install() && prepareTap() && build({ force: false }))) return false;
    const { runTests } = await import('./run-tests.mjs');
    return runTests(args);
  },
};

/** `npm ci` when an installed package is missing or not of the locked version. */
function install() {
  const locked = packagesOf('package-lock.json');
  const installed = packagesOf('node_modules/.package-lock.json');
  // Packages for other machines (other systems, other processors) are locked but never installed here.
  const stale = Object.entries(locked).filter(
    ([path, { version, optional, peer, link }]) =>
      path !== '' && !link && !optional && !peer && installed[path]?.version !== version,
  );
  if (stale.length === 0) return true;
  console.error(`setup: installing (${stale.length} packages are missing or of another version)`);
  // `include=dev`: the compiler is a development dependency, and NODE_ENV=production would leave it out.
  if (run('npm', ['ci', '--include=dev', '--no-audit', '--no-fund'])) return true;
  console.error(
    'setup: `npm ci` failed: see above. It needs the npm registry, or a mirror set as `registry` in ~/.npmrc.',
  );
  return false;
}

function packagesOf(file) {
  const path = join(root, file);
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).packages : {};
}

/** Compiles to dist/ when a source is newer. The new dist/ takes the old one's place only if everything compiled. */
function build({ force }) {
  const startedAt = new Date();
  const stamp = 'dist/infra/cli/main.js';
  // Folders count too: theirs is the date that changes when a file is removed.
  const sources = ['tsconfig.json', 'tsconfig.build.json', 'package-lock.json', ...rooms.flatMap(listOf)];
  if (!force && sources.every((path) => changedAt(path) <= changedAt(stamp))) {
    linkCommand(stamp);
    return true;
  }

  console.error('setup: building');
  const fresh = `dist.${process.pid}`;
  try {
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    if (!run(process.execPath, [tsc, '-p', 'tsconfig.build.json', '--outDir', fresh])) {
      console.error('setup: the build failed: see above');
      return false;
    }
    // Pages, styles and pictures lie beside the code that serves them, and beside the compiled code too.
    for (const file of sources.filter((name) => assets.test(name))) cpSync(join(root, file), join(root, fresh, file));
    rmSync(join(root, 'dist'), { recursive: true, force: true });
    renameSync(join(root, fresh), join(root, 'dist'));
    utimesSync(join(root, stamp), startedAt, startedAt);
    chmodSync(join(root, stamp), 0o755);
    linkCommand(stamp);
    return true;
  } finally {
    rmSync(join(root, fresh), { recursive: true, force: true });
  }
}

/** `npx yanshu` inside the project: npm links the commands of packages it installs, but not those of the project itself. */
function linkCommand(target) {
  const link = join(root, 'node_modules/.bin/yanshu');
  if (process.platform === 'win32' || lstatSync(link, { throwIfNoEntry: false })) return;
  symlinkSync(join('../..', target), link);
}

function listOf(room) {
  return [room, ...readdirSync(join(root, room), { recursive: true }).map((name) => join(room, name))];
}

function changedAt(path) {
  return statSync(join(root, path), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** TypeScript 7 has no JavaScript API, so tap has to be built without the plugin that wants one (see "tap" in package.json). */
function prepareTap() {
  const built = join(root, 'node_modules/@tapjs/test/test-built/dist/esm/index.js');
  if (existsSync(built) && !readFileSync(built, 'utf8').includes('@tapjs/typescript')) return true;
  console.error('setup: preparing the test runner');
  return run(process.execPath, [join(root, 'node_modules/tap/dist/esm/run.mjs'), 'build']);
}

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const command = commands[process.argv[2] ?? ''];
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Yanshu needs Node.js 20.19 or newer; this is ${process.versions.node}. See https://nodejs.org/`);
  process.exitCode = 1;
} else if (command === undefined) {
  console.error(`usage: node infra/setup.mjs ${Object.keys(commands).join(' | ')}`);
  process.exitCode = 2;
} else if (!(await command(process.argv.slice(3)))) {
  process.exitCode = 1;
}
