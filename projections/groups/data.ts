import { type AttributeEntry, attributesAfter } from '../../events/group/data.ts';
import type { Projection } from '../projection.ts';

/** Partition: the group's stream; sort: `ATTRIBUTES`. */
export interface AttributesRow {
  readonly mainSeq: number;
  readonly entries: readonly AttributeEntry[];
}

export const ATTRIBUTES = 'attributes';

/** What members keep in a group beside messages (product.md §2.22). Messages cost nothing here. */
export const groupData: Projection = {
  name: 'group-data',
  version: 1,
  handlers: {
    GroupDissolved({ stream }, rows) {
      rows.delete(stream, ATTRIBUTES);
    },

    GroupAttributesChanged({ stream, data }, rows) {
      const before = rows.get<AttributesRow>(stream, ATTRIBUTES)?.entries ?? [];
      const row: AttributesRow = { mainSeq: data.mainSeq, entries: attributesAfter(before, data) };
      rows.put(stream, ATTRIBUTES, row);
    },
  },
};
