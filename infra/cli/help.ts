import { flagOf, variableOf } from '../config/names.ts';
import { allowedOf, ruleOf, settingKeys } from '../config/schema.ts';
import type { Command } from './command.ts';
import { table } from './table.ts';

/** What `yanshu help` prints. */
export function helpText(commands: Readonly<Record<string, Command>>): string {
  const commandRows = Object.entries(commands).map(([name, { usage, summary }]) => [`  ${name} ${usage}`, summary]);
  const settingRows = settingKeys.map((key) => [
    `  ${flagOf(key)}`,
    variableOf(key),
    String(ruleOf(key).default ?? '-'),
    `${ruleOf(key).description} (${allowedOf(key)})`,
  ]);
  return [
    'yanshu <command> [settings]',
    '',
    'Commands',
    table(commandRows),
    '',
    'Settings: flags win over the environment, the environment over yanshu.config.json (or --config <file>, YANSHU_CONFIG),',
    'the file over the defaults. In the file the names are host, restPerSecond, ...: `yanshu config print` lists them.',
    table(settingRows),
  ].join('\n');
}
