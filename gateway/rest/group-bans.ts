import Type, { type Static } from 'typebox';
import { Refused } from '../../events/refused.ts';
import { command, type RestTable } from './command.ts';
import { group, users } from './groups-schemas.ts';
import { atMost, groupOf, types } from './groups-target.ts';
import { uint32 } from './schemas.ts';

const banBody = Type.Object({
  GroupId: Type.String(),
  Members_Account: users,
  Duration: uint32,
  Description: Type.Optional(Type.String()),
});
const unbanBody = Type.Object({ GroupId: Type.String(), Members_Account: users });
const listBody = Type.Object({
  GroupId: Type.String(),
  Limit: Type.Integer({ minimum: 1, maximum: 100 }),
  Offset: Type.Integer({ minimum: 0 }),
});
const MAX_BANNED = 20;
const MAX_DESCRIPTION_BYTES = 1000;

/** Who may not come in (rest-api.md §15.13–15.15): live rooms and communities. */
export const groupBanCommands: RestTable = {
  ban_group_member: command({ ...group, schema: banBody }, async (services, caller, body: Static<typeof banBody>) => {
    const { GroupId, Members_Account, Duration: seconds, Description: reason = '' } = body;
    atMost(MAX_BANNED, Members_Account);
    if (seconds === 0) throw new Refused(10004, 'Duration is at least one second: unban_group_member lifts a ban');
    if (Buffer.byteLength(reason) > MAX_DESCRIPTION_BYTES) throw new Refused(10004, 'Description is too long');
    await groupOf(services, caller, GroupId, types.withBans);
    await services.commands.banGroupMembers(caller, { group: GroupId, users: Members_Account, seconds, reason });
    return {};
  }),
  unban_group_member: command(
    { ...group, schema: unbanBody },
    async (services, caller, { GroupId, Members_Account }: Static<typeof unbanBody>) => {
      atMost(MAX_BANNED, Members_Account);
      await groupOf(services, caller, GroupId, types.withBans);
      const lifted = { group: GroupId, users: Members_Account, seconds: 0, reason: '' };
      await services.commands.banGroupMembers(caller, lifted);
      return {};
    },
  ),
  get_group_ban_member: command(
    { ...group, schema: listBody },
    async (services, caller, { GroupId, Limit, Offset }: Static<typeof listBody>) => {
      await groupOf(services, caller, GroupId, types.withBans);
      const page = { group: GroupId, limit: Limit, offset: Offset };
      const { banned, next } = await services.queries.bannedMembers(caller, page);
      return {
        BannedAccountList: banned.map(({ user, until }) => ({ Member_Account: user, BannedUntil: until })),
        NextOffset: next,
      };
    },
  ),
};
