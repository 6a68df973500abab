import type { Fields } from './events.ts';

/** The fields after a change that names some of them: an empty value takes a field away (rest-api.md §14.4). */
export function mergedFields(fields: Fields, changes: Fields): Fields {
  const all = new Map([...fields, ...changes]);
  return [...all].filter(([, value]) => value !== '');
}
