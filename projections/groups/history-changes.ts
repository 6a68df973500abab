import type { Envelope } from '../../events/envelope.ts';
import type { MessageEventType } from '../../events/message/events.ts';
import { categoryOf } from '../../events/stream.ts';
import type { Handlers, Rows } from '../projection.ts';
import { addIgnoredBefore, blockOf, ignoreEntry, SEQS, type SeqChunk, seqChunkKey } from './chunk.ts';
import { type GroupHead, HEAD } from './head.ts';

/** What becomes of messages of groups and topics: those that are gone for everybody count for nobody any more. */
export const ofMessages: Pick<Handlers, MessageEventType> = {
  MessageRevoked: inGroups((event, rows, head) => ignore(event.stream, rows, head, [event.data.seq])),
  MessagesRemoved: inGroups((event, rows, head) => ignore(event.stream, rows, head, event.data.seqs)),
  HistoryRemoved: inGroups((event, _rows, head) => {
    head.removedSeq = Math.max(head.removedSeq, event.data.upToSeq);
  }),
  MessageModified: inGroups(() => {}),
  MessagesConfirmed: inGroups(() => {}),
  ExtensionsChanged: inGroups(() => {}),
  ReactionChanged: inGroups(() => {}),
  MessagesDeleted: inGroups(() => {}),
  HistoryCleared: inGroups(() => {}),
};

/** These events happen between two users as well: that is another projection's. */
function inGroups<E extends MessageEventType>(
  handle: (event: Envelope<E>, rows: Rows, head: GroupHead) => void,
): (event: Envelope<E>, rows: Rows) => void {
  return (event, rows) => {
    if (categoryOf(event.stream) === 'c2c') return;
    const head = rows.get<GroupHead>(event.stream, HEAD);
    if (!head) return;
    handle(event, rows, head);
    head.changedAt = event.position;
    rows.put(event.stream, HEAD, head);
  };
}

/** Every chunk behind says how many were ignored before it: a row per chunk between a message and the end. */
function ignore(stream: string, rows: Rows, head: GroupHead, seqs: readonly number[]): void {
  const there = seqs.filter((seq) => seq <= head.lastSeq);
  if (there.length === 0) return;
  const first = blockOf(Math.min(...there));
  const chunks: (SeqChunk | undefined)[] = [];
  for (let at = first; at <= blockOf(head.lastSeq); at++) chunks.push(rows.get<SeqChunk>(stream, keyOf(at)));
  const changed = new Set<number>();
  for (const seq of there) {
    const own = blockOf(seq) - first;
    const chunk = chunks[own];
    if (chunk === undefined || !ignoreEntry(chunk, seq)) continue;
    head.ignored++;
    changed.add(own);
    for (let at = own + 1; at < chunks.length; at++) {
      const behind = chunks[at];
      if (behind === undefined) continue;
      addIgnoredBefore(behind, 1);
      changed.add(at);
    }
  }
  for (const at of changed) rows.put(stream, keyOf(first + at), chunks[at]);
}

const keyOf = (block: number): string => seqChunkKey(block * SEQS + 1);
