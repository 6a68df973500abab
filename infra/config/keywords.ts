import { fieldsProblem } from '../../actors/app/settings.ts';
import type { FieldDefinition } from '../../events/user/profile.ts';

/** Fields that everybody may read and write, from their keywords, separated by commas. */
export function openFields(keywords: string): readonly FieldDefinition[] {
  const everybody = ['user', 'admin'] as const;
  const names = keywords.split(',').map((keyword) => keyword.trim());
  return names.map((keyword) => ({ keyword, type: 'string', read: everybody, write: everybody }));
}

export function areKeywords(value: unknown): boolean {
  return typeof value === 'string' && fieldsProblem({ profileFields: openFields(value) }) === undefined;
}
