import { randomBytes } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BadConfig } from './errors.ts';
import type { LoadedConfig } from './load.ts';

const KEY_FILE = 'secret-key';
const KEY_BYTES = 32;

/** A loaded configuration whose secret key is known: what the server starts with. */
export interface Config extends LoadedConfig {
  readonly secretKey: string;
}

/** Path of the file that holds the generated key. */
export function keyFileOf(config: LoadedConfig): string {
  return join(config.settings.data, KEY_FILE);
}

/** The secret key as configured or as kept in the data folder; undefined when none was made yet. Throws `BadConfig`. */
export function existingSecretKey(config: LoadedConfig): string | undefined {
  if (config.settings.secretKey !== undefined) return config.settings.secretKey;
  const file = keyFileOf(config);
  if (!existsSync(file)) return undefined;
  const key = attempt(file, () => readFileSync(file, 'utf8')).trim();
  if (key === '')
    throw new BadConfig(`the secret key file ${file} is empty; restore it, or remove it to get a new key`);
  return key;
}

/** Adds the secret key, and makes it on the first start: 64 hex digits in the data folder, for the owner's eyes only. */
export function withSecretKey(config: LoadedConfig): Config {
  const key = existingSecretKey(config);
  if (key !== undefined) {
    const source = config.settings.secretKey === undefined ? `file ${keyFileOf(config)}` : config.sources.secretKey;
    return { ...config, sources: { ...config.sources, secretKey: source }, secretKey: key };
  }
  generate(keyFileOf(config), config.settings.data);
  return withSecretKey(config);
}

function generate(file: string, folder: string): void {
  attempt(folder, () => mkdirSync(folder, { recursive: true, mode: 0o700 }));
  const draft = `${file}.${process.pid}`;
  attempt(file, () => {
    try {
      writeFileSync(draft, `${randomBytes(KEY_BYTES).toString('hex')}\n`, { mode: 0o600, flush: true });
      // A link appears whole or not at all, and fails when another process was first: then its key is the key.
      linkSync(draft, file);
    } catch (error) {
      if (!existsSync(file)) throw error;
    } finally {
      rmSync(draft, { force: true });
    }
  });
}

function attempt<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new BadConfig(`data folder: ${path} cannot be used: ${why}`, { cause });
  }
}
