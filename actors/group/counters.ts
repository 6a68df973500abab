import * as zlib from 'node:zlib';
import type { CounterEntry, CounterOperation, GroupDataEvents } from '../../events/group/data.ts';
import { countersAfter } from '../../events/group/data.ts';
import { Refused } from '../../events/refused.ts';
import { accept, type Decision } from '../host/decider.ts';
import { recentNumber } from '../message/recent.ts';
import { type Actor, refusal, rulesOf } from './rights.ts';
import type { GroupState } from './state.ts';

/** Whole numbers that members count with (product.md §2.22, rest-api.md §19). */
export interface Counters {
  /** Counts the changes, from 1. */
  readonly seq: number;
  /** In the order in which the keys came. */
  readonly entries: readonly CounterEntry[];
}

export const noCounters: Counters = { seq: 0, entries: [] };

const MAX_KEYS = 20;
const MAX_KEY_BYTES = 128;

export interface WriteCounters {
  readonly by: Actor;
  readonly operation: Exclude<CounterOperation, 'delete'>;
  /** One after the other: the same key twice counts twice. */
  readonly values: readonly CounterEntry[];
  /** u32 that names this write among the author's, so that a repeated one counts once; 0: it has no name. */
  readonly random: number;
}

const results: Readonly<Record<WriteCounters['operation'], (before: number, value: number) => number>> = {
  // Adding makes 0 of -0, which JSON does not know.
  set: (_, value) => value + 0,
  increase: (before, value) => before + value,
  decrease: (before, value) => before - value,
};

/**
 * Sets counters, or adds to them; a key that is not there starts at 0. Replies what they are now. Values are whole numbers
 * that every client can read exactly, -(2^53 - 1) … 2^53 - 1: beyond them 10004. 10063: too many keys.
 */
export function changeCounters(
  state: GroupState,
  { by, operation, values, random }: WriteCounters,
  { now }: { readonly now: number },
): Decision<readonly CounterEntry[]> {
  const refused = counterRefusal(state, by) ?? keyProblem(values.map(([key]) => key));
  if (refused !== undefined) return refused;
  const written = new Map<string, number>();
  for (const [key, value] of values) {
    written.set(key, results[operation](written.get(key) ?? counterOf(state.counters, key), value));
  }
  const same = random === 0 ? undefined : state.recent.find(1, recentNumber(by.user, random));
  if (same !== undefined && same.msgSeq === zlib.crc32(by.user)) {
    return accept(
      [],
      [...written.keys()].map((key) => [key, counterOf(state.counters, key)] as const),
    );
  }
  const result = [...written];
  const beyond = result.find(([, value]) => !Number.isSafeInteger(value));
  if (beyond !== undefined) {
    return new Refused(10004, `${beyond[0]} would leave the whole numbers from -(2^53 - 1) to 2^53 - 1`);
  }
  const data = {
    operation,
    written: result,
    deleted: [],
    counterSeq: state.counters.seq + 1,
    time: Math.max(Math.floor(now / 1000), state.lastTime),
    random,
    by: by.user,
  };
  if (countersAfter(state.counters.entries, data).length > MAX_KEYS) {
    return new Refused(10063, `a group has at most ${MAX_KEYS} counters`);
  }
  return accept([{ type: 'GroupCountersChanged', data }], result);
}

/** Without keys: all. Keys that are not there are passed over. */
export function deleteCounters(
  state: GroupState,
  { by, keys }: { readonly by: Actor; readonly keys: readonly string[] | undefined },
  { now }: { readonly now: number },
): Decision<undefined> {
  const refused = counterRefusal(state, by);
  if (refused !== undefined) return refused;
  const { seq, entries } = state.counters;
  const deleted = entries.flatMap(([key]) => (keys === undefined || keys.includes(key) ? [key] : []));
  if (deleted.length === 0) return accept([], undefined);
  const time = Math.max(Math.floor(now / 1000), state.lastTime);
  const data = {
    operation: 'delete',
    written: [],
    deleted,
    counterSeq: seq + 1,
    time,
    random: 0,
    by: by.user,
  } as const;
  return accept([{ type: 'GroupCountersChanged', data }], undefined);
}

export function evolveCounters(state: GroupState, event: GroupDataEvents['GroupCountersChanged']): void {
  const { counterSeq, time, random, by } = event;
  state.counters = { seq: counterSeq, entries: countersAfter(state.counters.entries, event) };
  if (random !== 0) state.recent.add(1, recentNumber(by, random), { seq: 0, time, msgSeq: zlib.crc32(by) });
}

function counterRefusal(state: GroupState, by: Actor): Refused | undefined {
  const refused = refusal(state, by, 'changeCounters');
  if (refused !== undefined) return refused;
  return rulesOf(state).counters ? undefined : new Refused(10007, `a group of type ${state.type} has no counters`);
}

function keyProblem(keys: readonly string[]): Refused | undefined {
  const bad = keys.some((key) => key === '' || Buffer.byteLength(key) > MAX_KEY_BYTES);
  return bad ? new Refused(10004, `the key of a counter has 1 to ${MAX_KEY_BYTES} bytes`) : undefined;
}

function counterOf({ entries }: Counters, key: string): number {
  return entries.find(([name]) => name === key)?.[1] ?? 0;
}
