import type { Envelope } from '../../events/envelope.ts';
import { groupStream } from '../../events/stream.ts';
import { partiesOf } from '../../events/user/conversations.ts';
import type { Rows } from '../projection.ts';
import { appOf, idKey, userKeyOf, userPartition } from '../row-keys.ts';
import { chunksUpTo, dropOwn } from './own.ts';
import { LAST_SEQ, memberAt } from './place.ts';

/** Takes conversations in groups out of a member's list until something new comes; all there is counts as read. */
export function deletedConversations({ stream, data }: Envelope<'ConversationsDeleted'>, rows: Rows): void {
  const app = appOf(stream);
  const partition = userPartition(app, userKeyOf(stream));
  const found = data.conversations.flatMap((conversation) => {
    const { group } = partiesOf(conversation);
    if (group === undefined) return [];
    const place = { partition, groupKey: idKey(group) };
    const row = memberAt(rows, place);
    if (!row) return [];
    const last = rows.get<number>(groupStream(Number(app), group), LAST_SEQ) ?? 0;
    return [{ place, row, last, chunks: chunksUpTo(rows, place, row, last) }];
  });
  for (const { place, row, last, chunks } of found) {
    row.deletedSeq = last;
    row.given = null;
    row.readSeq = Math.max(row.readSeq, last);
    dropOwn(rows, place, row, last, chunks);
    rows.put(place.partition, place.groupKey, row);
  }
}
