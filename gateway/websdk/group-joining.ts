import Type, { type Static } from 'typebox';
import { groupRules } from '../../actors/group/types.ts';
import type { JoinRequestView } from '../../projections/queries/group-types.ts';
import { forSession, type Reply, type SessionContext } from './command.ts';
import { groupFaults, isAboutCommunities, isCommunityId, onBothServices, target } from './group-command.ts';
import { recentItems } from './live-items.ts';
import type { Body } from './protocol.ts';
import { userId } from './schemas.ts';

const application = Type.Object({ ...target, ApplyMsg: Type.Optional(Type.String()) });

/** What the three ways of answering a request have in common (wire-groups.md §8.2). `MsgKey` is not needed. */
const answer = {
  ...target,
  HandleMsg: Type.Enum(['Agree', 'Accept', 'Reject']),
  ApprovalMsg: Type.Optional(Type.String()),
  Authentication: Type.Optional(Type.String()),
};

const handling = Type.Object({ ...answer, Applicant_Account: userId });
const handlingInvitation = Type.Object({ ...answer, Invited_Account: userId });
const handlingOwnInvitation = Type.Object(answer);

/** Coming and going, and requests for it (wire-groups.md §3.7, §3.9, §8). */
export const groupJoiningCommands = onBothServices({
  apply_join_group: forSession(application, groupFaults, apply),
  quit_group: forSession(Type.Object(target), groupFaults, async ({ services, caller }, { GroupId: group }) => {
    await services.commands.quitGroup(caller, { group });
    return {};
  }),
  get_pendency: forSession(Type.Object({}), groupFaults, listRequests),
  handle_apply_join_group: forSession(handling, groupFaults, (context, body) =>
    handle(context, body, body.Applicant_Account),
  ),
  // The one to be let in is the one invited; here the applicant is who invited him.
  handle_invite_join_permission_group: forSession(handlingInvitation, groupFaults, (context, body) =>
    handle(context, body, body.Invited_Account),
  ),
  handle_invite_join_group: forSession(handlingOwnInvitation, groupFaults, (context, body) =>
    handle(context, body, context.caller.user),
  ),
});

/**
 * A live room without a polling key is told by pushes (wire-groups.md §6.1). Who is a member already is let in once more:
 * a page that was loaded anew joins its live room again.
 */
async function apply({ services, caller }: SessionContext, body: Static<typeof application>): Promise<Reply> {
  const { status, type } = await services.commands.joinGroup(caller, {
    group: body.GroupId,
    text: body.ApplyMsg ?? '',
  });
  return {
    JoinedStatus: status === 'joined' ? 'JoinedSuccess' : 'WaitAdminApproval',
    ...(!groupRules[type].storesMembers && {
      HugeGroupFlag: 1,
      RspMsgList: recentItems(services, caller.app, body.GroupId),
    }),
  };
}

async function handle(
  { services, caller }: SessionContext,
  body: Static<typeof handlingOwnInvitation>,
  applicant: string,
): Promise<Reply> {
  await services.commands.handleJoinRequest(caller, {
    group: body.GroupId,
    applicant,
    agreed: body.HandleMsg !== 'Reject',
    text: body.ApprovalMsg ?? '',
    authentication: body.Authentication ?? '',
  });
  return {};
}

/** All in one page: they are limited in number. Communities are asked for by their own service. */
async function listRequests({ services, caller, head }: SessionContext): Promise<Reply> {
  const requests = await services.queries.joinRequests(caller, { user: caller.user });
  const listed = requests.filter(({ group }) => isCommunityId(group) === isAboutCommunities(head));
  const users = listed.map(({ applicant, inviter }) => inviter || applicant);
  const accounts = users.length === 0 ? [] : await services.queries.accounts(caller, { users });
  return {
    PendencyList: listed.map((request, i) => pendency(request, accounts[i]?.nick ?? '', caller.user)),
    NextStartTime: 0,
  };
}

/** Who has answered a request (wire-groups.md §8.1). */
const OPEN = 0;
const ANSWERED_BY_OTHER = 1;
const ANSWERED_BY_READER = 2;

/** wire-groups.md §8.1. The type says who decides: 0 an application, 1 the invited user, 2 an admin about an invitation. */
function pendency(request: JoinRequestView, nick: string, reader: string): Body {
  const { applicant, inviter, decidedBy, answer } = request;
  return {
    From_Account: inviter || applicant,
    FromUserNickName: nick,
    To_Account: inviter === '' ? '' : applicant,
    GroupId: request.group,
    GroupName: request.groupName,
    Authentication: request.authentication,
    AddTime: request.requestedAt,
    PendencyType: inviter === '' ? 0 : decidedBy === 'invitee' ? 1 : 2,
    Handled: answer === null ? OPEN : answer.by === reader ? ANSWERED_BY_READER : ANSWERED_BY_OTHER,
    ApplyInviteMsg: request.text,
  };
}
