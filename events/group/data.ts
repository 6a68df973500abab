/** What a group keeps beside its messages and members. None of it takes a number of the group's sequence. */

/** What a change of attributes does: everything anew, some keys, some keys away, all keys away. */
export type AttributeOperation = 'replace' | 'set' | 'delete' | 'clear';

/** `seq` counts the changes of this one key, from 1. */
export type AttributeEntry = readonly [key: string, value: string, seq: number];

export type CounterOperation = 'set' | 'increase' | 'decrease' | 'delete';

/** A value is a whole number from -(2^53 - 1) to 2^53 - 1. */
export type CounterEntry = readonly [key: string, value: number];

export interface GroupDataEvents {
  GroupAttributesChanged: {
    readonly operation: AttributeOperation;
    /** Keys that were written, as they are now; of a replacement, all there are. */
    readonly written: readonly AttributeEntry[];
    /** Keys that `delete` took away. */
    readonly deleted: readonly string[];
    /** Counts the changes of the group's attributes, from 1. */
    readonly mainSeq: number;
    /** Unix seconds; never goes back. */
    readonly time: number;
    readonly by: string;
  };
  GroupCountersChanged: {
    readonly operation: CounterOperation;
    /** Keys that were written, with the value they have now. */
    readonly written: readonly CounterEntry[];
    /** Keys that `delete` took away. */
    readonly deleted: readonly string[];
    /** Counts the changes of the group's counters, from 1. */
    readonly counterSeq: number;
    /** Unix seconds. */
    readonly time: number;
    /** Names the write among its author's; 0 without a name. */
    readonly random: number;
    readonly by: string;
  };
  /** `messageSeq`: the number of the message. */
  MessagePinned: { readonly messageSeq: number; readonly by: string };
  MessageUnpinned: { readonly messageSeq: number; readonly by: string };
}

/** The attributes after a change; keys keep the place at which they came. */
export function attributesAfter(
  before: readonly AttributeEntry[],
  { operation, written, deleted }: GroupDataEvents['GroupAttributesChanged'],
): readonly AttributeEntry[] {
  const kept = operation === 'set' || operation === 'delete' ? before : [];
  const all = new Map([...kept, ...written].map((entry) => [entry[0], entry]));
  for (const key of deleted) all.delete(key);
  return [...all.values()];
}

/** The counters after a change; keys keep the place at which they came. */
export function countersAfter(
  before: readonly CounterEntry[],
  { written, deleted }: Pick<GroupDataEvents['GroupCountersChanged'], 'written' | 'deleted'>,
): readonly CounterEntry[] {
  const all = new Map([...before, ...written]);
  for (const key of deleted) all.delete(key);
  return [...all];
}
