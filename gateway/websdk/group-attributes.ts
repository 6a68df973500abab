import Type, { type Static } from 'typebox';
import type { AttributeOperation } from '../../events/group/data.ts';
import { type Command, type CommandTable, forSession, type Reply, type SessionContext } from './command.ts';
import { groupFaults, onBothServices, target } from './group-command.ts';
import { uint32 } from './schemas.ts';

/** wire-groups.md §4. `BytesKey` and `AttrControl` say nothing that the server does not know. */
const changed = { ...target, AttrMainSeq: Type.Optional(uint32) };
const writing = Type.Object({
  ...changed,
  GroupAttr: Type.Array(Type.Object({ key: Type.String(), value: Type.String(), seq: Type.Optional(uint32) })),
});
const deleting = Type.Object({
  ...changed,
  GroupAttr: Type.Array(Type.Object({ key: Type.String(), seq: Type.Optional(uint32) }), { minItems: 1 }),
});

function change<S extends typeof writing | typeof deleting>(schema: S, operation: AttributeOperation): Command {
  return forSession(schema, groupFaults, ({ services, caller }, body) => write(services, caller, operation, body));
}

type Written = Static<typeof writing> | Static<typeof deleting>;

async function write(
  { commands }: SessionContext['services'],
  caller: SessionContext['caller'],
  operation: AttributeOperation,
  { GroupId: group, GroupAttr, AttrMainSeq: mainSeq }: Written,
): Promise<Reply> {
  const writes = GroupAttr.map((one) => ({ value: '', seq: undefined, ...one }));
  const done = await commands.changeGroupAttributes(caller, { group, operation, writes, mainSeq });
  // Without the list the client takes the call for failed (wire-groups.md §4).
  return { AttrMainSeq: done.mainSeq, GroupAttr: done.written.map(([key, , seq]) => ({ key, seq })) };
}

const read = forSession(Type.Object(target), groupFaults, async ({ services, caller }, { GroupId: group }) => {
  const { mainSeq, entries } = await services.queries.groupAttributes(caller, { group });
  return { AttrMainSeq: mainSeq, GroupAttr: entries.map(([key, value, seq]) => ({ key, value, seq })) };
});

/** Attributes of groups. Reading has a service of its own; that of communities is the same for all (wire-groups.md §1.1). */
export const groupAttributeCommands: CommandTable = {
  ...onBothServices({
    set_group_attr: change(writing, 'replace'),
    modify_group_attr: change(writing, 'set'),
    delete_group_attr: change(deleting, 'delete'),
    clear_group_attr: forSession(Type.Object(changed), groupFaults, ({ services, caller }, body) =>
      write(services, caller, 'clear', { ...body, GroupAttr: [] }),
    ),
    get_group_attr: read,
  }),
  'group_open_attr_http_svc.get_group_attr': read,
};
