import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { Value } from 'typebox/value';
import { userIdProblem } from '../../actors/user/user-id.ts';
import { BadConfig } from './errors.ts';
import { areKeywords } from './keywords.ts';
import { flagOf, keyOfFlag, keyOfVariable, variableOf } from './names.ts';
import {
  allowedOf,
  ruleOf,
  type SettingKey,
  type SettingRule,
  type Settings,
  secretSettings,
  settingKeys,
} from './schema.ts';

export const CONFIG_FILE = 'yanshu.config.json';
const CONFIG_VARIABLE = 'YANSHU_CONFIG';
const CONFIG_FLAG = '--config';
/** Flags that belong to the configuration and not to a command: each takes a value. */
export const configFlags: ReadonlySet<string> = new Set([CONFIG_FLAG, ...keyOfFlag.keys()]);
/**
 * Variables of others: what tests and benches hand to each other, and what Kubernetes puts into every pod beside a
 * service named yanshu (`YANSHU_SERVICE_HOST`, `YANSHU_PORT_7800_TCP`, and `YANSHU_PORT` itself as `tcp://…`).
 */
const foreign = /^YANSHU_(TEST_|BENCH_|SERVICE_|PORT_\d|PORT=tcp:)/;

export interface ConfigSources {
  /** Flags of the command line, by name with the dashes: `--port` → `7800`. */
  readonly flags: ReadonlyMap<string, string>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Folder that relative paths of flags and environment start from, and where the configuration file is looked for. */
  readonly cwd: string;
}

export interface LoadedConfig {
  readonly settings: Settings;
  /** Where each value comes from, in words: `default`, `environment YANSHU_PORT`, `flag --port`, `file /etc/….json`. */
  readonly sources: Readonly<Record<SettingKey, string>>;
}

/** What an S3-compatible store cannot be used without. */
const needsS3 = ['s3Endpoint', 's3Bucket', 's3AccessKey', 's3SecretKey'] as const satisfies readonly SettingKey[];

interface Given {
  readonly value: unknown;
  readonly source: string;
  /** Folder that a relative path starts from. */
  readonly base: string;
}

/**
 * Puts the configuration together: flags before environment before file before defaults.
 * Throws `BadConfig` on the first value that is unknown or not allowed.
 */
export function loadConfig(sources: ConfigSources): LoadedConfig {
  const given = new Map<SettingKey, Given>([...fromFile(sources), ...fromEnvironment(sources), ...fromFlags(sources)]);
  const settings: Record<string, unknown> = {};
  const origins: Record<string, string> = {};
  for (const key of settingKeys) {
    const { value, source, base } = given.get(key) ?? {
      value: ruleOf(key).default,
      source: 'default',
      base: sources.cwd,
    };
    origins[key] = value === undefined ? 'not set' : source;
    if (value === undefined) continue;
    const known = checked(key, value, source);
    settings[key] = ruleOf(key).format === 'path' ? resolve(base, String(known)) : known;
  }
  if ((settings.tlsCert === undefined) !== (settings.tlsKey === undefined)) {
    const [set, missing] =
      settings.tlsCert === undefined ? (['tlsKey', 'tlsCert'] as const) : (['tlsCert', 'tlsKey'] as const);
    throw new BadConfig(`${set} is set (${origins[set]}) but ${missing} is not: TLS needs both, or neither`);
  }
  for (const key of settings.files === 's3' ? needsS3 : []) {
    if (settings[key] === undefined) throw new BadConfig(`files is s3 (${origins.files}) but ${key} is not set`);
  }
  return { settings: settings as Settings, sources: origins as Record<SettingKey, string> };
}

function* fromFlags({ flags, cwd }: ConfigSources): Iterable<[SettingKey, Given]> {
  for (const [flag, value] of flags) {
    const key = keyOfFlag.get(flag);
    if (key !== undefined) yield [key, { value: typed(key, value), source: `flag ${flagOf(key)}`, base: cwd }];
  }
}

function* fromEnvironment({ env, cwd }: ConfigSources): Iterable<[SettingKey, Given]> {
  for (const [variable, value] of Object.entries(env)) {
    // An empty variable counts as not set: compose files and shells often pass one on.
    if (!variable.startsWith('YANSHU_') || value === undefined || value === '') continue;
    if (variable === CONFIG_VARIABLE || foreign.test(`${variable}=${value}`)) continue;
    const key = keyOfVariable.get(variable);
    if (key === undefined) {
      throw new BadConfig(
        `${variable} (environment) is not a setting; known are ${[...keyOfVariable.keys()].join(', ')}`,
      );
    }
    yield [key, { value: typed(key, value), source: `environment ${variableOf(key)}`, base: cwd }];
  }
}

function* fromFile({ flags, env, cwd }: ConfigSources): Iterable<[SettingKey, Given]> {
  const told = flags.get(CONFIG_FLAG) ?? env[CONFIG_VARIABLE];
  const file = told === undefined ? join(cwd, CONFIG_FILE) : resolve(cwd, told);
  if (told === undefined && !existsSync(file)) return;
  for (const [name, value] of Object.entries(parsed(file))) {
    const key = settingKeys.find((known) => known === name);
    if (key === undefined)
      throw new BadConfig(`${name} (file ${file}) is not a setting; known are ${settingKeys.join(', ')}`);
    yield [key, { value, source: `file ${file}`, base: dirname(file) }];
  }
}

function parsed(file: string): object {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new BadConfig(
      `the configuration file ${file} cannot be read: ${cause instanceof Error ? cause.message : cause}`,
      { cause },
    );
  }
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    throw new BadConfig(`the configuration file ${file} must hold one JSON object`);
  }
  return content;
}

/** Flags and environment are text; a text that is no number stays text, so that the refusal shows it as it was given. */
function typed(key: SettingKey, text: string): string | number {
  return ruleOf(key).type === 'integer' && /^-?\d{1,15}$/.test(text) ? Number(text) : text;
}

const formats: Readonly<Record<NonNullable<SettingRule['format']>, (value: unknown) => boolean>> = {
  path: () => true,
  UserID: (value) => typeof value === 'string' && userIdProblem(value) === undefined,
  keywords: areKeywords,
  URL: (value) => typeof value === 'string' && URL.canParse(value) && /^https?:$/.test(new URL(value).protocol),
};

function checked(key: SettingKey, value: unknown, source: string): unknown {
  const { format } = ruleOf(key);
  const legal = format === undefined || formats[format](value);
  if (legal && Value.Check(ruleOf(key), value)) return value;
  const shown = secretSettings.has(key) ? 'the value' : JSON.stringify(value);
  throw new BadConfig(`${key}: ${shown} (${source}) is not allowed; allowed is ${allowedOf(key)}`);
}
