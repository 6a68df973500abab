import { type AttributeEntry, attributesAfter, type CounterEntry, countersAfter } from '../../events/group/data.ts';
import { topicStream } from '../../events/stream.ts';
import type { Projection } from '../projection.ts';
import { appOf } from '../row-keys.ts';

/** Partition: the group's stream; sort: `ATTRIBUTES`. */
export interface AttributesRow {
  readonly mainSeq: number;
  readonly entries: readonly AttributeEntry[];
}

export const ATTRIBUTES = 'attributes';

/** Partition: the group's stream; sort: `COUNTERS`. */
export interface CountersRow {
  readonly seq: number;
  readonly entries: readonly CounterEntry[];
}

export const COUNTERS = 'counters';

/** The latest pin first. Partition: the group's stream; sort: `PINS`. */
export type PinsRow = readonly { readonly seq: number; readonly by: string }[];

export const PINS = 'pins';

/** What members keep in a group beside messages (product.md §2.22). Messages cost nothing here. */
export const groupData: Projection = {
  name: 'group-data',
  version: 1,
  handlers: {
    GroupDissolved({ stream }, rows) {
      for (const sort of [ATTRIBUTES, COUNTERS, PINS]) rows.delete(stream, sort);
    },

    // A topic's id may be used again, as a group's may.
    TopicCreated({ stream, data }, rows) {
      rows.delete(topicStream(Number(appOf(stream)), data.topic), PINS);
    },

    GroupAttributesChanged({ stream, data }, rows) {
      const before = rows.get<AttributesRow>(stream, ATTRIBUTES)?.entries ?? [];
      const row: AttributesRow = { mainSeq: data.mainSeq, entries: attributesAfter(before, data) };
      rows.put(stream, ATTRIBUTES, row);
    },

    GroupCountersChanged({ stream, data }, rows) {
      const before = rows.get<CountersRow>(stream, COUNTERS)?.entries ?? [];
      const row: CountersRow = { seq: data.counterSeq, entries: countersAfter(before, data) };
      rows.put(stream, COUNTERS, row);
    },

    MessagePinned({ stream, data }, rows) {
      const pins = rows.get<PinsRow>(stream, PINS) ?? [];
      rows.put(stream, PINS, [{ seq: data.messageSeq, by: data.by }, ...pins]);
    },

    MessageUnpinned({ stream, data }, rows) {
      const pins = rows.get<PinsRow>(stream, PINS) ?? [];
      rows.put(
        stream,
        PINS,
        pins.filter(({ seq }) => seq !== data.messageSeq),
      );
    },
  },
};
