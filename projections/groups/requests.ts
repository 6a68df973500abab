import type { Envelope } from '../../events/envelope.ts';
import type { Row, Rows } from '../projection.ts';
import { appOf, idKey } from '../row-keys.ts';
import { groupKeyOf, invitationsPartition, pairKey, requestsPartition } from './keys.ts';
import type { RequestRow } from './row.ts';

/**
 * Open requests to join (product.md §2.23, applications): every one under its group, and once more under the invited user
 * when it is he who decides. A request is open until it is handled or its group is gone, as it is for the group itself.
 */
export function addRequest(rows: Rows, { stream, data }: Envelope<'JoinRequested'>, group: string): void {
  const { applicant, inviter, decidedBy, text, authentication, requestedAt } = data;
  const request: RequestRow = { group, applicant, inviter, decidedBy, text, authentication, requestedAt };
  const applicantKey = idKey(applicant);
  rows.put(requestsPartition(stream), pairKey(applicantKey, idKey(authentication)), request);
  if (decidedBy !== 'invitee') return;
  const place = invitationsPartition(appOf(stream), applicantKey);
  rows.put(place, pairKey(groupKeyOf(stream), idKey(authentication)), request);
}

export function endRequest(rows: Rows, { stream, data }: Envelope<'JoinRequestHandled'>): void {
  const sort = pairKey(idKey(data.applicant), idKey(data.authentication));
  const value = rows.get<RequestRow>(requestsPartition(stream), sort);
  if (value) dropRequests(rows, stream, [{ sort, value }]);
}

export function dropRequests(rows: Rows, stream: string, found: readonly Row<RequestRow>[]): void {
  for (const { sort, value } of found) {
    rows.delete(requestsPartition(stream), sort);
    if (value.decidedBy !== 'invitee') continue;
    const place = invitationsPartition(appOf(stream), idKey(value.applicant));
    rows.delete(place, pairKey(groupKeyOf(stream), idKey(value.authentication)));
  }
}
