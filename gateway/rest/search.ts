import Type, { type Static } from 'typebox';
import type { GroupType } from '../../events/group/events.ts';
import { Refused } from '../../events/refused.ts';
import { foundGroup, foundMember, foundUser, gendersOf, namesOf } from '../found.ts';
import { type Answer, command, type RestTable } from './command.ts';
import { typeNamed } from './groups-target.ts';

/** Users, groups and members by name (rest-api.md §26). Every wrong field answers 27003. */
const search = { rate: 'searches', faults: { otherwise: 27003 } } as const;

const words = Type.Array(Type.String());
const names = {
  Keywords: words,
  KeywordMatchType: Type.Optional(Type.Integer({ minimum: 0, maximum: 1 })),
  Count: Type.Optional(Type.Integer({ minimum: 1 })),
  Cursor: Type.Optional(Type.String({ maxLength: 512 })),
};
const users = Type.Object({
  ...names,
  UserGenderType: Type.Optional(Type.Union([Type.String(), words])),
  UserBirthStart: Type.Optional(Type.Integer({ minimum: 0 })),
  UserBirthEnd: Type.Optional(Type.Integer({ minimum: 0 })),
});
const groups = Type.Object({ ...names, GroupType: Type.Optional(words) });
const members = Type.Object({ ...names, GroupIdList: Type.Optional(words) });

const MOST = 100;

export const searchCommands: RestTable = {
  'user_search/search': command(
    { ...search, schema: users },
    async ({ queries }, caller, body: Static<typeof users>) => {
      const page = await queries.searchUsers(caller, {
        ...namesOf(body, MOST),
        genders: gendersOf(body.UserGenderType),
        bornFrom: body.UserBirthStart,
        bornTo: body.UserBirthEnd,
      });
      return { ...pageOf(page), Users: page.found.map(foundUser) };
    },
  ),
  'group_search/search': command(
    { ...search, schema: groups },
    async ({ queries, auth }, caller, body: Static<typeof groups>) => {
      const types = body.GroupType?.map(searchableType);
      const page = await queries.searchGroups(caller, { ...namesOf(body, MOST), types });
      const owners = await queries.accounts(caller, { users: page.found.map(({ owner }) => owner) });
      const Groups = page.found.map((group, at) => ({
        ...foundGroup(group),
        GroupOwnerTinyID: auth.tinyId(caller.app, group.owner),
        GroupOwnerUserName: owners[at]?.nick ?? '',
      }));
      return { ...pageOf(page), Groups };
    },
  ),
  'group_member_search/search': command(
    { ...search, schema: members },
    async ({ queries }, caller, body: Static<typeof members>) => {
      const page = await queries.searchMembers(caller, { ...namesOf(body, MOST), groups: body.GroupIdList });
      return { ...pageOf(page), GroupMembers: page.found.map(foundMember) };
    },
  ),
};

function pageOf({ total, cursor }: { readonly total: number; readonly cursor: string | undefined }): Answer {
  return { TotalCount: total, IsFinish: cursor === undefined, Cursor: cursor ?? '' };
}

/** Live rooms cannot be asked for by type. @throws Refused 27003. */
function searchableType(name: string): GroupType {
  const type = typeNamed(name);
  if (type === 'AVChatRoom') throw new Refused(27003, 'live rooms cannot be searched by type');
  return type;
}
