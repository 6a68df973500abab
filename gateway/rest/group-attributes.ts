import Type, { type Static, type TSchema } from 'typebox';
import type { Caller } from '../../events/caller.ts';
import type { AttributeOperation } from '../../events/group/data.ts';
import type { Services } from '../services.ts';
import { type Answer, command, type RestCommand, type RestTable } from './command.ts';
import { group } from './groups-schemas.ts';
import { groupOf } from './groups-target.ts';

/** Names of these fields are lower case (rest-api.md §18). */
const writeBody = Type.Object({
  GroupId: Type.String(),
  GroupAttr: Type.Array(Type.Object({ key: Type.String(), value: Type.String() })),
});
const deleteBody = Type.Object({
  GroupId: Type.String(),
  GroupAttr: Type.Array(Type.Object({ key: Type.String() }), { minItems: 1 }),
});
const groupBody = Type.Object({ GroupId: Type.String() });

interface Body {
  readonly GroupId: string;
  readonly GroupAttr?: readonly { readonly key: string; readonly value?: string }[];
}

/** An administrator writes whatever was written meanwhile: he names no numbers, so nothing conflicts. */
function change<S extends TSchema>(schema: S, operation: AttributeOperation): RestCommand {
  return command({ ...group, schema }, async (services: Services, caller: Caller, body: Body): Promise<Answer> => {
    await groupOf(services, caller, body.GroupId);
    const writes = (body.GroupAttr ?? []).map(({ key, value = '' }) => ({ key, value, seq: undefined }));
    await services.commands.changeGroupAttributes(caller, { group: body.GroupId, operation, writes });
    return {};
  });
}

const read = command(
  { ...group, schema: groupBody },
  async (services, caller, { GroupId }: Static<typeof groupBody>) => {
    await groupOf(services, caller, GroupId);
    const { entries } = await services.queries.groupAttributes(caller, { group: GroupId });
    return { GroupAttrAry: entries.map(([key, value]) => ({ key, value })) };
  },
);

/** Changes of attributes (rest-api.md §18.2–18.5). */
export const groupAttributeCommands: RestTable = {
  set_group_attr: change(writeBody, 'replace'),
  modify_group_attr: change(writeBody, 'set'),
  delete_group_attr: change(deleteBody, 'delete'),
  clear_group_attr: change(groupBody, 'clear'),
};

/** Reading has a service of its own, but for communities (rest-api.md §18.1, wire-groups.md §1.1). */
export const groupAttributeReads: RestTable = {
  'group_open_attr_http_svc/get_group_attr': read,
  'million_group_open_http_svc/get_group_attr': read,
};
