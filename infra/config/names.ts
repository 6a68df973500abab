import { type SettingKey, settingKeys } from './schema.ts';

/** Names that the rule would spell in another way than everybody knows them. */
const irregular: Partial<Record<SettingKey, string>> = { sdkAppId: 'SDKAPPID' };

/** `restPerSecond` → `YANSHU_REST_PER_SECOND`. */
export function variableOf(key: SettingKey): string {
  return `YANSHU_${irregular[key] ?? key.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}

/** `restPerSecond` → `--rest-per-second`. */
export function flagOf(key: SettingKey): string {
  return `--${variableOf(key).slice('YANSHU_'.length).toLowerCase().replaceAll('_', '-')}`;
}

export const keyOfVariable: ReadonlyMap<string, SettingKey> = new Map(settingKeys.map((key) => [variableOf(key), key]));
export const keyOfFlag: ReadonlyMap<string, SettingKey> = new Map(settingKeys.map((key) => [flagOf(key), key]));
