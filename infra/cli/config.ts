import type { LoadedConfig } from '../config/load.ts';
import { secretSettings, settingKeys } from '../config/schema.ts';
import { existingSecretKey, keyFileOf } from '../config/secret-key.ts';
import { parseOptions } from './arguments.ts';
import { BadUsage } from './command.ts';
import { table } from './table.ts';

const HIDDEN = '******** (--show-secret shows it)';

/** Prints every setting, its value and where it comes from. Secrets are masked. */
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
    if (key !== 'secretKey') {
      const value = config.settings[key];
      const hidden = value !== undefined && secretSettings.has(key) && !values['show-secret'];
      return [key, hidden ? HIDDEN : String(value ?? '-'), config.sources[key]];
    }
    if (secret === undefined) return [key, '-', `will be made on the first start: ${keyFileOf(config)}`];
    const source = generated ? `file ${keyFileOf(config)}` : config.sources[key];
    return [key, values['show-secret'] ? secret : HIDDEN, source];
  });
  console.log(table(rows));
  return 0;
}
