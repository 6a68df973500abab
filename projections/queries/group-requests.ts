import type { Caller } from '../../events/caller.ts';
import { groupStream } from '../../events/stream.ts';
import { answeredPartition, GROUP, invitationsPartition, requestsPartition } from '../groups/keys.ts';
import type { GroupRow, RequestRow } from '../groups/row.ts';
import { idKey } from '../row-keys.ts';
import type { QueryDeps } from './deps.ts';
import { memberRow, memberRowsOf } from './group-rows.ts';
import type { JoinRequestView } from './group-types.ts';
import { mayRead } from './permission.ts';

/** Most requests that somebody is shown (product.md §2.23). */
const MOST = 50;

/**
 * Requests that a user may decide, newest first: those of the groups he owns or administers, with those that were answered
 * there (product.md rows 522, 523, 526), and the invitations that wait for himself. Who has come in by another way has
 * nothing to be decided. `Refused` 60010.
 */
export async function joinRequests(
  deps: QueryDeps,
  caller: Caller,
  { user }: { readonly user: string },
): Promise<readonly JoinRequestView[]> {
  mayRead(caller, user);
  const { app } = caller;
  const reader = deps.runner.reader('groups');
  const memberships = await memberRowsOf(deps, app, user);
  const administered = memberships.filter(({ role }) => role !== 'Member');
  const found = await Promise.all([
    reader.range<RequestRow>(invitationsPartition(app, idKey(user))),
    ...administered
      .map(({ group }) => groupStream(app, group))
      .flatMap((stream) => [requestsPartition(stream), answeredPartition(stream)])
      .map((partition) => reader.range<RequestRow>(partition)),
  ]);
  const [own = [], ...others] = found.map((rows) => rows.map(({ value }) => value));
  const all = [...own, ...others.flat().filter(({ decidedBy }) => decidedBy === 'admin')];
  const open = await Promise.all(
    all.map(async (request) => {
      const [group, member] = await Promise.all([
        reader.get<GroupRow>(groupStream(app, request.group), GROUP),
        memberRow(deps, app, request.group, request.applicant),
      ]);
      return group && (request.answer !== null || !member) ? [{ ...request, groupName: group.profile.name }] : [];
    }),
  );
  return open
    .flat()
    .sort((one, other) => other.requestedAt - one.requestedAt)
    .slice(0, MOST);
}
