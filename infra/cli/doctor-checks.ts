import { constants, existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { access, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { certificateOf, publicKeyOf } from '../config/files.ts';
import type { LoadedConfig } from '../config/load.ts';
import { keyFileOf } from '../config/secret-key.ts';
import type { Finding } from './doctor.ts';
import { refuseTakenPort } from './start.ts';

type Check = (config: LoadedConfig) => Promise<Finding>;

const MB = 1024 * 1024;
/** Below the first the server should not start, below the second somebody should look. */
const FREE_SPACE_MB = { wrong: 200, note: 2048 };
const DAY_MS = 24 * 60 * 60 * 1000;
/** When this check was written: a clock before it is wrong. */
const WRITTEN = Date.UTC(2025, 0, 1);

const ok = (text: string): Finding => ({ state: 'ok', text });
const note = (text: string): Finding => ({ state: 'note', text });
const wrong = (text: string): Finding => ({ state: 'wrong', text });

/** Every check by name. One that throws has found something wrong, in the words of its error. */
export const checks: Readonly<Record<string, Check>> = {
  'Node.js': async () => {
    const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
    const good = major > 20 || (major === 20 && minor >= 19);
    return good ? ok(process.versions.node) : wrong(`${process.versions.node} is too old: 20.19 or newer is needed`);
  },

  uWebSockets: async () => {
    try {
      await import('uWebSockets.js');
      return ok('its binary loads');
    } catch (error) {
      const glibc = glibcVersion();
      const why = error instanceof Error ? error.message.split('\n')[0] : String(error);
      return wrong(
        `its binary does not load: ${why}. It needs glibc 2.27 with Node 20 and glibc 2.38 with Node 22 or 24; ` +
          `this machine has ${glibc ?? 'another C library'}`,
      );
    }
  },

  libsql: async () => {
    const { default: Database } = await import('libsql');
    new Database(':memory:').exec('CREATE VIRTUAL TABLE t USING fts5(words)');
    return ok('its binary loads and has full-text search');
  },
  lmdb: async () => {
    const { open } = await import('lmdb');
    const folder = mkdtempSync(join(tmpdir(), 'yanshu-doctor-'));
    try {
      const database = open({ path: folder });
      await database.put('key', 'value');
      const read = database.get('key');
      await database.close();
      return read === 'value' ? ok('writes and reads back') : wrong('does not read back what it wrote');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },

  'data folder': async ({ settings }) => {
    const folder = nearestFolder(settings.data);
    await access(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    return ok(folder === settings.data ? settings.data : `${settings.data} will be made on the first start`);
  },

  'free space': async ({ settings }) => {
    const { bavail, bsize } = await statfs(nearestFolder(settings.data));
    const free = Math.floor((bavail * bsize) / MB);
    const text = `${free} MB free for ${settings.data}`;
    if (free < FREE_SPACE_MB.wrong) return wrong(text);
    return free < FREE_SPACE_MB.note ? note(text) : ok(text);
  },

  port: async ({ settings }) => {
    await refuseTakenPort(settings);
    return ok(`${settings.host}:${settings.port} is free`);
  },

  TLS: async ({ settings }) => {
    const certificate = certificateOf(settings);
    if (certificate === undefined) return ok('not configured');
    const days = Math.floor((Date.parse(certificate.validTo) - Date.now()) / DAY_MS);
    const text = `certificate and key belong together; valid until ${certificate.validTo}`;
    if (days < 0) return wrong(`the certificate has expired: ${certificate.validTo}`);
    if (Date.parse(certificate.validFrom) > Date.now()) return wrong(`not valid before ${certificate.validFrom}`);
    return days < 14 ? note(text) : ok(text);
  },

  'ECDSA UserSigs': async ({ settings }) => {
    return ok(publicKeyOf(settings) === undefined ? 'not configured' : 'the public key can be used');
  },

  'secret key': async (config) => {
    if (config.settings.secretKey !== undefined) return ok(`from ${config.sources.secretKey}`);
    const file = keyFileOf(config);
    if (!existsSync(file)) return ok('will be made on the first start');
    await access(file, constants.R_OK);
    const others = statSync(file).mode & 0o077;
    return others === 0 ? ok(`${file}, for its owner only`) : wrong(`others may read ${file}: chmod 600 ${file}`);
  },

  clock: async ({ settings }) => {
    const now = new Date().toISOString();
    if (Date.now() < WRITTEN) return wrong(`${now} lies in the past: set the clock, or UserSigs will not verify`);
    const newest = existsSync(settings.data)
      ? Math.max(0, ...readdirSync(settings.data).map((name) => statSync(join(settings.data, name)).mtimeMs))
      : 0;
    const ahead = newest - Date.now() > 60_000;
    return ahead ? wrong(`${now}, but the data was last written at ${new Date(newest).toISOString()}`) : ok(now);
  },

  'browser for tests': async () => {
    const names = ['chromium', 'chromium-browser', 'google-chrome'];
    const folders = (process.env.PATH ?? '').split(delimiter);
    const path =
      process.env.CHROMIUM_PATH ??
      names.flatMap((name) => folders.map((folder) => join(folder, name))).find(existsSync);
    return path === undefined ? note('no chromium: only the browser tests need it') : ok(path);
  },
};

/** The folder itself, or the nearest one above it that exists. */
function nearestFolder(path: string): string {
  return existsSync(path) || dirname(path) === path ? path : nearestFolder(dirname(path));
}

function glibcVersion(): string | undefined {
  const report = process.report?.getReport() as { header?: { glibcVersionRuntime?: string } } | undefined;
  const version = report?.header?.glibcVersionRuntime;
  return version && `glibc ${version}`;
}
