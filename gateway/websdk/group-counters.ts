import Type from 'typebox';
import { counterKeys, counterOperations, counterPairs, counterPairsOf } from '../group-fields.ts';
import { forSession } from './command.ts';
import { groupFaults, onBothServices, target } from './group-command.ts';

/** wire-groups.md §5. `BytesKey` says nothing that the server does not know. */
const updating = Type.Object({
  ...target,
  GroupCounter: counterPairs,
  Mode: Type.Enum(['Set', 'Increase', 'Decrease']),
});
const reading = Type.Object({ ...target, GroupCounterKeys: Type.Optional(counterKeys) });

export const groupCounterCommands = onBothServices({
  update_group_counter: forSession(updating, groupFaults, async ({ services, caller }, body) => {
    const values = await services.commands.changeGroupCounters(caller, {
      group: body.GroupId,
      operation: counterOperations[body.Mode],
      values: body.GroupCounter.map(({ Key, Value }) => [Key, Value] as const),
    });
    return { GroupCounter: counterPairsOf(values) };
  }),
  get_group_counter: forSession(reading, groupFaults, async ({ services, caller }, body) => {
    const query = { group: body.GroupId, keys: body.GroupCounterKeys };
    const { seq, entries } = await services.queries.groupCounters(caller, query);
    return { GroupCounter: counterPairsOf(entries), GroupCounterSeq: seq };
  }),
});
