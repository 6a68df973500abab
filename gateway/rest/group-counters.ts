import Type, { type Static } from 'typebox';
import { counterKeys, counterOperations, counterPairs, counterPairsOf } from '../group-fields.ts';
import { command, type RestTable } from './command.ts';
import { group } from './groups-schemas.ts';
import { groupOf } from './groups-target.ts';

const updateBody = Type.Object({
  GroupId: Type.String(),
  GroupCounter: counterPairs,
  Mode: Type.Enum(['Set', 'Increase', 'Decrease']),
});
const keysBody = Type.Object({ GroupId: Type.String(), GroupCounterKeys: Type.Optional(counterKeys) });

/** Counters (rest-api.md §19). */
export const groupCounterCommands: RestTable = {
  get_group_counter: command(
    { ...group, schema: keysBody },
    async (services, caller, { GroupId, GroupCounterKeys: keys }: Static<typeof keysBody>) => {
      await groupOf(services, caller, GroupId);
      const { entries } = await services.queries.groupCounters(caller, { group: GroupId, keys });
      return { GroupCounter: counterPairsOf(entries) };
    },
  ),
  update_group_counter: command(
    { ...group, schema: updateBody },
    async (services, caller, { GroupId, GroupCounter, Mode }: Static<typeof updateBody>) => {
      await groupOf(services, caller, GroupId);
      const operation = counterOperations[Mode];
      const values = GroupCounter.map(({ Key, Value }) => [Key, Value] as const);
      const now = await services.commands.changeGroupCounters(caller, { group: GroupId, operation, values });
      return { GroupCounter: counterPairsOf(now) };
    },
  ),
  delete_group_counter: command(
    { ...group, schema: keysBody },
    async (services, caller, { GroupId, GroupCounterKeys: keys }: Static<typeof keysBody>) => {
      await groupOf(services, caller, GroupId);
      await services.commands.deleteGroupCounters(caller, { group: GroupId, keys });
      return {};
    },
  ),
};
