import {
  type AttributesAnswer,
  type AttributesChanged,
  type CountersAnswer,
  type GroupDataPush,
  Packet,
  Request,
} from '../protocol.ts';
import { type GroupMessage, toMessage } from './group-message.ts';

export type Attributes = Readonly<Record<string, string>>;

/** A change of a group's attributes, as it was made. */
export interface AttributesChange {
  readonly group: string;
  readonly operation: 'replace' | 'set' | 'delete' | 'clear';
  /** Counts the changes. */
  readonly mainSeq: number;
  readonly written: readonly (readonly [key: string, value: string, seq: number])[];
  readonly deleted: readonly string[];
}

/** A change of a group's counters, with the values they have now. */
export interface CountersChange {
  readonly group: string;
  readonly operation: 'set' | 'increase' | 'decrease' | 'delete';
  /** Counts the changes. */
  readonly seq: number;
  readonly written: readonly (readonly [key: string, value: number])[];
  readonly deleted: readonly string[];
}

export interface PinChange {
  /** False: no longer. */
  readonly pinned: boolean;
  readonly by: string;
  readonly message: GroupMessage;
}

export type Counters = Readonly<Record<string, number>>;

/** What the application is told about what members keep in its groups. */
export interface GroupDataListener {
  onGroupAttributes?(change: AttributesChange): void;
  onGroupCounters?(change: CountersChange): void;
  onGroupPin?(pin: PinChange): void;
}

type Ask = <T>(kind: number, ...args: readonly unknown[]) => Promise<T>;

/**
 * What members keep in a group beside messages. A write that names what it knows, the number of the whole or of a key, is
 * refused with 10056 when somebody was faster; so is one that is repeated because its answer was lost. Either way: read again.
 */
export class GroupData {
  readonly #ask: Ask;
  /** A u32 that names a write: a repeated one counts once. */
  readonly #random: () => number;

  constructor(ask: Ask, random: () => number) {
    this.#ask = ask;
    this.#random = random;
  }

  /** Every attribute as `[key, value, seq]`, and the number of the newest change. */
  async attributes(group: string): Promise<{
    readonly mainSeq: number;
    readonly entries: AttributesAnswer[1];
  }> {
    const [mainSeq, entries] = await this.#ask<AttributesAnswer>(Request.attributes, group);
    return { mainSeq, entries };
  }

  /** `replace`: these and no others. Returns the number of the change. */
  async setAttributes(
    group: string,
    attributes: Attributes,
    { replace = false, mainSeq }: { readonly replace?: boolean; readonly mainSeq?: number } = {},
  ): Promise<number> {
    return this.#change(group, replace ? 'replace' : 'set', Object.entries(attributes), mainSeq);
  }

  /** Without keys: all of them. */
  async deleteAttributes(group: string, keys: readonly string[] = [], mainSeq?: number): Promise<number> {
    const writes = keys.map((key) => [key, '']);
    return this.#change(group, keys.length === 0 ? 'clear' : 'delete', writes, mainSeq);
  }

  /** `operation` on each of the counters; those that are not there start at 0. Returns what they are now. */
  async changeCounters(
    group: string,
    operation: 'set' | 'increase' | 'decrease',
    values: Counters,
  ): Promise<ReadonlyMap<string, number>> {
    const args = [group, operation, Object.entries(values), this.#random()];
    return new Map(await this.#ask<CountersAnswer[1]>(Request.changeCounters, ...args));
  }

  /** Without keys: all of them. */
  async deleteCounters(group: string, keys?: readonly string[]): Promise<void> {
    await this.#ask(Request.deleteCounters, group, keys ?? null);
  }

  /** Without keys: all of them. */
  async counters(group: string, keys?: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const [, entries] = await this.#ask<CountersAnswer>(Request.counters, group, keys ?? null);
    return new Map(entries);
  }

  /** Shows a message above the conversation, to all members. */
  async pin(group: string, seq: number): Promise<void> {
    await this.#ask(Request.pinMessage, group, seq);
  }

  async unpin(group: string, seq: number): Promise<void> {
    await this.#ask(Request.unpinMessage, group, seq);
  }

  /** The latest pin first; `seq` is the number of the message. */
  async pinned(group: string): Promise<readonly { readonly seq: number; readonly by: string }[]> {
    const pins = await this.#ask<readonly (readonly [number, string])[]>(Request.pinnedMessages, group);
    return pins.map(([seq, by]) => ({ seq, by }));
  }

  async #change(group: string, operation: string, writes: readonly unknown[], known?: number): Promise<number> {
    const args = [group, operation, writes, known ?? null];
    const [mainSeq] = await this.#ask<AttributesChanged>(Request.changeAttributes, ...args);
    return mainSeq;
  }
}

type Tell = (row: readonly unknown[], listener: GroupDataListener) => void;

/** One row per kind of push (protocol.ts). */
export const tellData: Readonly<Record<GroupDataPush[0], Tell>> = {
  [Packet.groupAttributes]: (row, listener) => {
    const [group, operation, mainSeq, written, deleted] = row as [
      string,
      AttributesChange['operation'],
      number,
      AttributesChange['written'],
      readonly string[],
    ];
    listener.onGroupAttributes?.({ group, operation, mainSeq, written, deleted });
  },
  [Packet.groupCounters]: (row, listener) => {
    const [group, operation, seq, written, deleted] = row as [
      string,
      CountersChange['operation'],
      number,
      CountersChange['written'],
      readonly string[],
    ];
    listener.onGroupCounters?.({ group, operation, seq, written, deleted });
  },
  [Packet.groupPin]: (row, listener) => {
    const [, pinned, by, message] = row as [string, boolean, string, readonly unknown[]];
    listener.onGroupPin?.({ pinned, by, message: toMessage(message) });
  },
};
