import { Refused } from '../../events/refused.ts';

/** Checks one element of a packet: returns it typed, or undefined when it is not of the type. */
export type Field<T> = (value: unknown) => T | undefined;

export const text =
  (maxLength: number, minLength = 0): Field<string> =>
  (value) =>
    typeof value === 'string' && value.length <= maxLength && value.length >= minLength ? value : undefined;

export const integer =
  (low: number, high: number): Field<number> =>
  (value) =>
    Number.isInteger(value) && (value as number) >= low && (value as number) <= high ? (value as number) : undefined;

export const bytes: Field<Uint8Array> = (value) => (value instanceof Uint8Array ? value : undefined);

export const oneOf =
  <T extends string>(...values: readonly T[]): Field<T> =>
  (value) =>
    values.includes(value as T) ? (value as T) : undefined;

/** A list of at most so many of a kind. */
export function listOf<T>(field: Field<T>, most: number): Field<readonly T[]> {
  return (value) => {
    if (!Array.isArray(value) || value.length > most) return undefined;
    const list = value.map(field);
    return list.every((one) => one !== undefined) ? list : undefined;
  };
}

export const uint32 = integer(0, 0xffff_ffff);
export const safeInteger = integer(0, Number.MAX_SAFE_INTEGER);

/** The value, which must be there. @throws Refused 20001 naming it. */
export function need<T>(field: Field<T>, name: string, value: unknown): T {
  const checked = field(value);
  if (checked === undefined) throw new Refused(20001, `${name} is missing or not of its type`);
  return checked;
}

/** The value, or undefined when it is absent or null. @throws Refused 20001 when it is there and wrong. */
export function may<T>(field: Field<T>, name: string, value: unknown): T | undefined {
  return value === undefined || value === null ? undefined : need(field, name, value);
}

/** The map of a packet that carries one. @throws Refused 20001. */
export function needMap(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || value instanceof Uint8Array) {
    throw new Refused(20001, 'a map of fields is missing');
  }
  return value as Record<string, unknown>;
}
