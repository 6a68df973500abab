import {
  type AttributeEntry,
  type AttributeOperation,
  attributesAfter,
  type GroupDataEvents,
} from '../../events/group/data.ts';
import { Refused } from '../../events/refused.ts';
import { accept, type Decision } from '../host/decider.ts';
import { type Actor, refusal } from './rights.ts';
import type { GroupState } from './state.ts';

/** Pairs that members share in a group, small and often changed (product.md §2.22, rest-api.md §18). */
export interface Attributes {
  readonly mainSeq: number;
  /** In the order in which the keys came. */
  readonly entries: readonly AttributeEntry[];
  /** Unix seconds of the newest change, and how many there were in that second. */
  readonly at: number;
  readonly count: number;
}

export const noAttributes: Attributes = { mainSeq: 0, entries: [], at: 0, count: 0 };

const MAX_KEYS = 16;
const MAX_KEY_BYTES = 32;
const MAX_VALUE_BYTES = 4000;
const MAX_SUM_BYTES = 16_000;
/** Changes of one group per second, over all authors. */
const PER_SECOND = 5;

/** One key of a request. `seq`: the number under which the author knows it, 0 as not there; undefined: he does not care. */
export interface AttributeWrite {
  readonly key: string;
  /** '' when the key is to be deleted. */
  readonly value: string;
  readonly seq: number | undefined;
}

export interface WriteAttributes {
  readonly by: Actor;
  readonly operation: AttributeOperation;
  /** Nothing for `clear`. */
  readonly writes: readonly AttributeWrite[];
  /** The newest change the author knows of; undefined: he does not care. */
  readonly mainSeq: number | undefined;
}

export interface ChangedAttributes {
  readonly mainSeq: number;
  /** Of the keys that were written. */
  readonly written: readonly AttributeEntry[];
}

/**
 * The first of several writers wins (product.md §2.22): whoever names a number, of the whole or of a key, that is not the
 * present one is refused with 10056 and reads again. Requests without numbers (REST) never conflict.
 *
 * Codes: 10045 key, 10046 value, 10047 number of keys, 10048 sum of the values, 10049 changes per second, 10050 a key to
 * delete that is not there.
 */
export function changeAttributes(
  state: GroupState,
  { by, operation, writes, mainSeq: known }: WriteAttributes,
  { now }: { readonly now: number },
): Decision<ChangedAttributes> {
  const { attributes } = state;
  const refused =
    refusal(state, by, 'changeAttributes') ??
    keyProblem(writes) ??
    missing(attributes, operation, writes) ??
    conflict(attributes, writes, known);
  if (refused !== undefined) return refused;
  const removes = operation === 'delete';
  const values = new Map(removes ? [] : writes.map(({ key, value }) => [key, value]));
  const written = [...values].map(([key, value]) => [key, value, seqOf(attributes, key) + 1] as const);
  const deleted = removes ? [...new Set(writes.map(({ key }) => key))] : [];
  const time = Math.max(Math.floor(now / 1000), attributes.at);
  const mainSeq = attributes.mainSeq + 1;
  const data = { operation, written, deleted, mainSeq, time, by: by.user };
  const tooMuch = sizeProblem(evolveAttributes(attributes, data).entries);
  if (tooMuch !== undefined) return tooMuch;
  if (attributes.at === time && attributes.count >= PER_SECOND) {
    return new Refused(10049, `at most ${PER_SECOND} changes of attributes per second and group`, true);
  }
  return accept([{ type: 'GroupAttributesChanged', data }], { mainSeq, written });
}

export function evolveAttributes(
  { entries, at, count }: Attributes,
  event: GroupDataEvents['GroupAttributesChanged'],
): Attributes {
  const { mainSeq, time } = event;
  return { mainSeq, entries: attributesAfter(entries, event), at: time, count: time === at ? count + 1 : 1 };
}

/** Rough size in bytes. */
export function weighAttributes({ entries }: Attributes): number {
  return entries.reduce((sum, [key, value]) => sum + 80 + (key.length + value.length) * 2, 0);
}

function seqOf({ entries }: Attributes, key: string): number {
  return entries.find(([name]) => name === key)?.[2] ?? 0;
}

function keyProblem(writes: readonly AttributeWrite[]): Refused | undefined {
  for (const { key, value } of writes) {
    const size = Buffer.byteLength(key);
    if (size === 0 || size > MAX_KEY_BYTES) return new Refused(10045, `a key has 1 to ${MAX_KEY_BYTES} bytes`);
    if (Buffer.byteLength(value) > MAX_VALUE_BYTES) {
      return new Refused(10046, `the value of ${key} has more than ${MAX_VALUE_BYTES} bytes`);
    }
  }
  return undefined;
}

function missing(
  attributes: Attributes,
  operation: AttributeOperation,
  writes: readonly AttributeWrite[],
): Refused | undefined {
  const unknown = operation === 'delete' && writes.find(({ key }) => seqOf(attributes, key) === 0);
  return unknown ? new Refused(10050, `there is no attribute ${unknown.key}`) : undefined;
}

function conflict(
  attributes: Attributes,
  writes: readonly AttributeWrite[],
  known: number | undefined,
): Refused | undefined {
  const stale =
    (known !== undefined && known !== attributes.mainSeq) ||
    writes.some(({ key, seq }) => seq !== undefined && seq !== seqOf(attributes, key));
  return stale ? new Refused(10056, 'the attributes were changed meanwhile: read them again') : undefined;
}

function sizeProblem(entries: readonly AttributeEntry[]): Refused | undefined {
  if (entries.length > MAX_KEYS) return new Refused(10047, `a group has at most ${MAX_KEYS} attributes`);
  const sum = entries.reduce((bytes, [, value]) => bytes + Buffer.byteLength(value), 0);
  return sum > MAX_SUM_BYTES ? new Refused(10048, `all values have at most ${MAX_SUM_BYTES} bytes`) : undefined;
}
