import type { LoadedConfig } from '../config/load.ts';
import { settingKeys } from '../config/schema.ts';
import { existingSecretKey, keyFileOf } from '../config/secret-key.ts';
import { parseOptions } from './arguments.ts';
import { BadUsage } from './command.ts';
import { table } from './table.ts';

/** Prints every setting, its value and where it comes from. The secret key is masked. */
export async function run(args: readonly string[], config: LoadedConfig): Promise<number> {
  const { values, positionals } = parseOptions({
    args: [...args],
    allowPositionals: true,
    options: { 'show-secret': { type: 'boolean' } },
  });
  if (positionals.join(' ') !== 'print') throw new BadUsage('config knows one thing to do: yanshu config print');

  const secret = existingSecretKey(config);
  const generated = config.settings.secretKey === undefined;
  const rows = settingKeys.map((key) => {
    if (key !== 'secretKey') return [key, String(config.settings[key] ?? '-'), config.sources[key]];
    if (secret === undefined) return [key, '-', `will be made on the first start: ${keyFileOf(config)}`];
    const source = generated ? `file ${keyFileOf(config)}` : config.sources[key];
    return [key, values['show-secret'] ? secret : '******** (--show-secret shows it)', source];
  });
  console.log(table(rows));
  return 0;
}
