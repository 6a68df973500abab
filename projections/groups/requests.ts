import type { Envelope } from '../../events/envelope.ts';
import type { Row, Rows } from '../projection.ts';
import { appOf, idKey, ordered } from '../row-keys.ts';
import { answeredPartition, groupKeyOf, invitationsPartition, pairKey, requestsPartition } from './keys.ts';
import type { RequestRow } from './row.ts';

/** Answered requests of a group that are kept: as many as somebody is shown (product.md row 522). */
const MOST_ANSWERED = 50;

/**
 * Open requests to join (product.md §2.23, applications): every one under its group, and once more under the invited user
 * when it is he who decides. A request is open until it is handled or its group is gone, as it is for the group itself.
 */
export function addRequest(rows: Rows, { stream, position, data }: Envelope<'JoinRequested'>, group: string): void {
  const { applicant, inviter, decidedBy, text, authentication, requestedAt } = data;
  const request: RequestRow = {
    group,
    applicant,
    inviter,
    decidedBy,
    text,
    authentication,
    requestedAt,
    position,
    answer: null,
  };
  const applicantKey = idKey(applicant);
  rows.put(requestsPartition(stream), pairKey(applicantKey, idKey(authentication)), request);
  if (decidedBy !== 'invitee') return;
  const place = invitationsPartition(appOf(stream), applicantKey);
  rows.put(place, pairKey(groupKeyOf(stream), idKey(authentication)), request);
}

export function endRequest(rows: Rows, { stream, data }: Envelope<'JoinRequestHandled'>): void {
  const sort = pairKey(idKey(data.applicant), idKey(data.authentication));
  const value = rows.get<RequestRow>(requestsPartition(stream), sort);
  if (!value) return;
  const answered = rows.range<RequestRow>(answeredPartition(stream));
  dropRequests(rows, stream, [{ sort, value }]);
  const answer: RequestRow = { ...value, answer: { by: data.by, agreed: data.agreed } };
  rows.put(answeredPartition(stream), ordered(value.position), answer);
  const [oldest] = answered;
  if (oldest && answered.length >= MOST_ANSWERED) rows.delete(answeredPartition(stream), oldest.sort);
}

export function dropRequests(rows: Rows, stream: string, found: readonly Row<RequestRow>[]): void {
  for (const { sort, value } of found) {
    rows.delete(requestsPartition(stream), sort);
    if (value.decidedBy !== 'invitee') continue;
    const place = invitationsPartition(appOf(stream), idKey(value.applicant));
    rows.delete(place, pairKey(groupKeyOf(stream), idKey(value.authentication)));
  }
}
