import type { RelationResult } from '../../actors/commands/relation-types.ts';
import type { Relation } from '../../projections/queries/relation-types.ts';
import { type Field, listOf, need, text } from './fields.ts';
import { fieldsOf } from './group-fields.ts';
import { userId } from './message-fields.ts';
import type { ProfileRow, RelationWord } from './protocol.ts';

/** Users of one call (rest-api.md §11). */
export const MAX_PEERS = 1000;
/** More fields than anybody has, and longer: the command says which of them is wrong. */
const MAX_FIELDS = 100;
const MAX_VALUE = 4000;

export const peers = listOf(userId, MAX_PEERS);
/** Users who are answered with all that they say of themselves. */
export const people = listOf(userId, 100);
/** Longer than the name of a group of friends may be, and more of them: the command says so. */
export const groupName = text(1000);
export const groupNames = listOf(groupName, 100);

/** Values of fields, by name. */
export const fieldValues: Field<ProfileRow['fields']> = (value) => {
  const fields = map(value);
  if (fields === undefined || Object.keys(fields).length > MAX_FIELDS) return undefined;
  const good = Object.values(fields).every(
    (one) => (typeof one === 'string' && one.length <= MAX_VALUE) || Number.isFinite(one),
  );
  return good ? (fields as ProfileRow['fields']) : undefined;
};

const map: Field<Readonly<Record<string, unknown>>> = (value) =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array)
    ? (value as Record<string, unknown>)
    : undefined;

/** Maps of one table of fields, of which everyone names a peer. @throws Refused 20001. */
export function needItems<T extends { readonly peer: string }>(
  value: unknown,
  table: Parameters<typeof fieldsOf<T>>[1],
): readonly (Partial<T> & Pick<T, 'peer'>)[] {
  return need(listOf(map, MAX_PEERS), 'items', value).map((item) => {
    return { ...fieldsOf<T>(item, table), peer: need(userId, 'peer', item.peer) };
  });
}

export const resultRow = ({ peer, code, problem }: RelationResult) => [peer, code, problem] as const;

export const relationWord = (relation: Relation | undefined): RelationWord | null => relation ?? null;
