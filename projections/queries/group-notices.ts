import type { Caller } from '../../events/caller.ts';
import type { GroupNoticeCode } from '../../events/group/notices.ts';
import { groupStream } from '../../events/stream.ts';
import { GROUP } from '../groups/keys.ts';
import type { GroupRow } from '../groups/row.ts';
import { type KeptNotice, NOTICES, type NoticesRow } from '../notices/row.ts';
import { idKey, userPartition } from '../row-keys.ts';
import type { QueryDeps } from './deps.ts';
import { joinRequests } from './group-requests.ts';
import { memberRowsOf } from './group-rows.ts';
import type { GroupNoticeView, JoinRequestView } from './group-types.ts';
import { mayRead } from './permission.ts';

/** What these say of somebody's membership; clients act on it, so it is told only as long as it is true. */
const whileMember: Readonly<Partial<Record<GroupNoticeCode, boolean>>> = {
  approved: true,
  invited: true,
  adminSet: true,
  adminCancelled: true,
  kicked: false,
  dissolved: false,
  quit: false,
};

/**
 * What a user is to hear about groups behind a position: what is kept for him, and the open requests that wait for him; a
 * request that was answered is told no more (wire-groups.md §8.3). His own doings are for devices that knew him before.
 * `Refused` 60010.
 */
export async function groupNotices(
  deps: QueryDeps,
  caller: Caller,
  { user, after }: { readonly user: string; readonly after: number },
): Promise<readonly GroupNoticeView[]> {
  mayRead(caller, user);
  const { app, instance } = caller;
  const [row, requests, memberships] = await Promise.all([
    deps.runner.reader('group-notices').get<NoticesRow>(userPartition(app, idKey(user)), NOTICES),
    joinRequests(deps, caller, { user }),
    memberRowsOf(deps, app, user),
  ]);
  const groups = new Set(memberships.map(({ group }) => group));
  const kept = (row?.kept ?? [])
    .filter(({ position }) => position > after)
    .filter(({ code, group }) => (whileMember[code] ?? groups.has(group)) === groups.has(group))
    .filter((one) => one.code !== 'quit' || (after > 0 && one.instance !== instance))
    .map(keptView);
  const open = requests.filter(
    ({ position, answer }) => answer === null && position > after && !row?.dropped.includes(position),
  );
  const asked = await Promise.all(open.map((request) => requestView(deps, app, request)));
  return [...kept, ...asked.filter((one) => one !== undefined)].sort((one, other) => one.position - other.position);
}

function keptView({ position, code, group, type, name, operator, time, text }: KeptNotice): GroupNoticeView {
  return { position, code, group, type, name, operator, time, text, authentication: '', requestedAt: 0 };
}

async function requestView(
  deps: QueryDeps,
  app: number,
  request: JoinRequestView,
): Promise<GroupNoticeView | undefined> {
  const {
    position,
    group,
    groupName: name,
    applicant,
    inviter,
    decidedBy,
    text,
    authentication,
    requestedAt,
  } = request;
  const row = await deps.runner.reader('groups').get<GroupRow>(groupStream(app, group), GROUP);
  if (!row) return undefined;
  const time = Math.floor(requestedAt / 1000);
  const told = { position, group, type: row.type, name, time, authentication, requestedAt };
  if (decidedBy === 'invitee') return { ...told, code: 'invitation', operator: inviter, text };
  return inviter === ''
    ? { ...told, code: 'applied', operator: applicant, text }
    : { ...told, code: 'invitationWaits', operator: inviter, text: applicant };
}
