import type { AttributeWrite } from '../../actors/group/attributes.ts';
import type { CounterEntry } from '../../events/group/data.ts';
import { type Field, integer, listOf, may, need, oneOf, safeInteger, text, uint32 } from './fields.ts';
import { groupId, place } from './group-fields.ts';
import { type AttributesAnswer, type AttributesChanged, type CountersAnswer, Request } from './protocol.ts';
import type { Handler } from './requests.ts';

const operation = oneOf('replace', 'set', 'delete', 'clear');
/** Lengths and numbers are the group's to judge, with codes of their own. */
const anyText = text(65_536);

const attributeWrite: Field<AttributeWrite> = (value) => {
  if (!Array.isArray(value)) return undefined;
  const [key, given, seq] = value as readonly unknown[];
  return {
    key: need(anyText, 'key', key),
    value: may(anyText, 'value', given) ?? '',
    seq: may(safeInteger, 'seq', seq),
  };
};
const attributeWrites = listOf(attributeWrite, 256);

const counterOperation = oneOf('set', 'increase', 'decrease');
const counterValue = integer(-Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
const counterEntry: Field<CounterEntry> = (value) => {
  if (!Array.isArray(value)) return undefined;
  const [key, number] = value as readonly unknown[];
  return [need(anyText, 'key', key), need(counterValue, 'value', number)];
};
const counterEntries = listOf(counterEntry, 256);
const keyList = listOf(anyText, 256);

/** Requests about what members keep in a group, by number. Adding one is adding a row. */
export const groupDataRequests: readonly (readonly [number, Handler])[] = [
  [
    Request.changeAttributes,
    async ({ commands }, caller, [, , group, kind, writes, known]): Promise<AttributesChanged> => {
      const { mainSeq, written } = await commands.changeGroupAttributes(caller, {
        group: need(groupId, 'group', group),
        operation: need(operation, 'operation', kind),
        writes: may(attributeWrites, 'writes', writes) ?? [],
        mainSeq: may(safeInteger, 'mainSeq', known),
      });
      return [mainSeq, written.map(([key, , seq]) => [key, seq])];
    },
  ],
  [
    Request.attributes,
    async ({ queries }, caller, [, , group]): Promise<AttributesAnswer> => {
      const { mainSeq, entries } = await queries.groupAttributes(caller, { group: need(groupId, 'group', group) });
      return [mainSeq, entries];
    },
  ],
  [
    Request.changeCounters,
    ({ commands }, caller, [, , group, kind, values, random]): Promise<CountersAnswer[1]> =>
      commands.changeGroupCounters(caller, {
        group: need(groupId, 'group', group),
        operation: need(counterOperation, 'operation', kind),
        values: need(counterEntries, 'values', values),
        random: may(uint32, 'random', random),
      }),
  ],
  [
    Request.deleteCounters,
    ({ commands }, caller, [, , group, keys]) =>
      commands.deleteGroupCounters(caller, {
        group: need(groupId, 'group', group),
        keys: may(keyList, 'keys', keys),
      }),
  ],
  [
    Request.counters,
    async ({ queries }, caller, [, , group, keys]): Promise<CountersAnswer> => {
      const query = { group: need(groupId, 'group', group), keys: may(keyList, 'keys', keys) };
      const { seq, entries } = await queries.groupCounters(caller, query);
      return [seq, entries];
    },
  ],
  [
    Request.pinMessage,
    ({ commands }, caller, [, , group, seq]) =>
      commands.pinGroupMessage(caller, {
        ...place(group),
        seq: need(safeInteger, 'seq', seq),
      }),
  ],
  [
    Request.unpinMessage,
    ({ commands }, caller, [, , group, seq]) =>
      commands.unpinGroupMessage(caller, {
        ...place(group),
        seq: need(safeInteger, 'seq', seq),
      }),
  ],
  [
    Request.pinnedMessages,
    async ({ queries }, caller, [, , group]) => {
      const pins = await queries.pinnedMessages(caller, { ...place(group) });
      return pins.map(({ seq, by }) => [seq, by]);
    },
  ],
];
