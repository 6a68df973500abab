import Type, { type Static } from 'typebox';
import type { MemberView } from '../../projections/queries/group-types.ts';
import { type Context, forSession, forVisitors, type Reply, type SessionContext } from './command.ts';
import { authenticate, knownCaller } from './credentials.ts';
import { groupFaults, onBothServices, target } from './group-command.ts';
import { memberItem } from './group-items.ts';
import { ONLINE_EXPIRES_S } from './group-wire.ts';
import type { Body } from './protocol.ts';
import { userId } from './schemas.ts';

/** wire-groups.md §3.13: ordinary groups are paged by `Offset`, communities by `Next`. */
const listing = Type.Object({
  ...target,
  Limit: Type.Optional(Type.Integer({ minimum: 1 })),
  Offset: Type.Optional(Type.Integer({ minimum: 0 })),
  Next: Type.Optional(Type.String()),
  MemberRoleFilter: Type.Optional(Type.Array(Type.Enum(['Owner', 'Admin', 'Member']))),
});
const MAX_PAGE = 100;
const choosing = Type.Object({ ...target, Member_List_Account: Type.Array(userId, { minItems: 1, maxItems: 50 }) });

/** Who is in a group (wire-groups.md §3.13, §3.14, §3.17). */
export const groupMemberListCommands = onBothServices({
  get_group_member_info: forSession(listing, groupFaults, list),
  get_specified_group_member_info: forSession(choosing, groupFaults, choose),
  get_online_member_num: forVisitors(Type.Object(target), groupFaults, onlineNumber),
});

/** Somebody without a login is told of live rooms alone (wire-groups.md §3.8). */
async function onlineNumber(context: Context, { GroupId }: { readonly GroupId: string }): Promise<Reply> {
  const { services, head } = context;
  const anonymous = head.a2 === '';
  const app = anonymous ? head.sdkappid : (knownCaller(context) ?? (await authenticate(context))).app;
  const count = anonymous ? services.rooms.count(app, GroupId) : services.onlineMembers(app, GroupId);
  return { OnlineMemberNum: count, ExpireTime: ONLINE_EXPIRES_S };
}

/** Pages are full as long as there are more members: a short one ends the paging. */
async function list({ services, caller }: SessionContext, body: Static<typeof listing>): Promise<Reply> {
  const { Next, MemberRoleFilter: roles } = body;
  const { members, cursor } = await services.queries.members(caller, {
    group: body.GroupId,
    limit: Math.min(body.Limit ?? MAX_PAGE, MAX_PAGE),
    ...(roles !== undefined && roles.length > 0 && { roles }),
    ...(Next === undefined ? { offset: body.Offset ?? 0 } : { cursor: Next || '0' }),
  });
  const [group] = await services.queries.groups(caller, { groups: [body.GroupId] });
  return {
    MemberNum: group?.memberCount ?? members.length,
    MemberList: items({ services, caller }, members),
    // For ordinary groups it would override the offset.
    ...(Next !== undefined && { Next: cursor ?? '' }),
  };
}

/** Who is not a member is left out. */
async function choose({ services, caller }: SessionContext, body: Static<typeof choosing>): Promise<Reply> {
  const { GroupId: group } = body;
  const found = await Promise.all(
    [...new Set(body.Member_List_Account)].map((user) => services.queries.membership(caller, { group, user })),
  );
  return {
    MemberList: items(
      { services, caller },
      found.filter((one) => one !== undefined),
    ),
  };
}

function items(
  { services, caller }: Pick<SessionContext, 'services' | 'caller'>,
  members: readonly MemberView[],
): Body[] {
  return members.map((member) => memberItem(member, services.sessions.of(caller.app, member.user).length > 0));
}
