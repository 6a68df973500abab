import { GroupMessageFlag } from '../../events/group/events.ts';
import { groupStream } from '../../events/stream.ts';
import type { MemberRow } from '../groups/member-row.ts';
import { allRosterChunks, type RosterChunk } from '../groups/roster.ts';
import { readingRules } from '../groups/rules.ts';
import { idKey, userPartition } from '../row-keys.ts';
import { type Finding, sentMessage } from './find.ts';
import { type ConfirmationRow, confirmationsPartition } from './life.ts';

/** Who has confirmed a group message and who has not, each in the order of his id. */
export interface ReceiptRows {
  readonly read: readonly ConfirmationRow[];
  readonly unread: readonly string[];
}

/**
 * Those who can confirm a message are the members who see it, but its author: those it is addressed to, or all who were
 * there when it was sent. Groups that have receipts are small. Undefined: the message has none.
 */
export async function receiptRows(
  finding: Finding,
  app: number,
  group: string,
  seq: number,
): Promise<ReceiptRows | undefined> {
  const sent = await sentMessage(finding, app, { group }, seq);
  if (sent === undefined || (sent.flags & GroupMessageFlag.needReadReceipt) === 0) return undefined;
  const stream = groupStream(app, group);
  const confirmed = await finding.runner
    .reader('message-life')
    .range<ConfirmationRow>(confirmationsPartition(stream, seq));
  const read = confirmed.map(({ value }) => ({ ...value }));
  const done = new Set(read.map(({ user }) => user));
  const users = sent.to.length > 0 ? sent.to : await usersOf(finding, stream);
  const waiting = await Promise.all(
    users
      .filter((user) => user !== sent.from && !done.has(user))
      .map(async (user) => ((await sees(finding, app, group, user, seq)) ? [user] : [])),
  );
  return { read, unread: waiting.flat().sort() };
}

async function usersOf({ runner }: Finding, stream: string): Promise<readonly string[]> {
  const chunks = await runner.reader('group-members').range<RosterChunk>(stream, allRosterChunks);
  return chunks.flatMap(({ value }) => value.filter((user) => user !== ''));
}

/** A member who came later does not see it, where the type says so. */
async function sees({ runner }: Finding, app: number, group: string, user: string, seq: number): Promise<boolean> {
  const member = await runner.reader('group-members').get<MemberRow>(userPartition(app, idKey(user)), idKey(group));
  if (member === undefined) return false;
  return readingRules[member.type].historyBeforeJoining || member.joinedSeq < seq;
}
