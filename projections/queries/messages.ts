import { type C2cEvents, MessageFlag } from '../../events/c2c/events.ts';
import type { Envelope } from '../../events/envelope.ts';
import type { EventLog } from '../../events/log.ts';
import type { ConversationRow } from '../conversations/row.ts';
import type { HistoryMessage, MessageState } from './types.ts';

type Message = Envelope<'C2cMessageSent'>;

/** Revisions this far apart are read in one go: what lies between costs less than another read. */
const GAP = 8;

/** Reads messages of one stream by their revisions, neighbours together. Throws when the log lacks one. */
export async function readMessages(
  log: EventLog,
  stream: string,
  revisions: readonly number[],
): Promise<ReadonlyMap<number, Message>> {
  const wanted = new Set(revisions);
  const found = new Map<number, Message>();
  for (const { from, limit } of runsOf(revisions)) {
    for await (const event of log.read(stream, { from, limit })) {
      if (wanted.has(event.revision) && event.type === 'C2cMessageSent') found.set(event.revision, event);
    }
  }
  const missing = revisions.find((revision) => !found.has(revision));
  // Never skipped in silence: the index says that there is a message.
  if (missing !== undefined) throw new Error(`${stream}@${missing}: the log has no message there`);
  return found;
}

/** Stretches of a stream that hold these revisions. */
export function runsOf(revisions: readonly number[]): { from: number; limit: number }[] {
  const runs: { from: number; limit: number }[] = [];
  for (const revision of [...revisions].sort((one, other) => one - other)) {
    const run = runs.at(-1);
    if (run && revision < run.from + run.limit + GAP) run.limit = revision - run.from + 1;
    else runs.push({ from: revision, limit: 1 });
  }
  return runs;
}

/** The two read marks of a conversation, from one side. */
export type ReadMarks = Pick<ConversationRow, 'readSeq' | 'readTime' | 'peerReadSeq' | 'peerReadTime'>;

/** A message as `viewer` sees it. */
export function historyMessage(
  { position, data }: Pick<Message, 'position' | 'data'>,
  viewer: string,
  marks: ReadMarks,
  state: MessageState | undefined,
): HistoryMessage {
  return { position, message: data, peerRead: isRead(data, viewer, marks), ...(state && { state }) };
}

/** Whether the receiver's mark covers a message. Marks go by seq; an imported message that never counted goes by time. */
function isRead(message: C2cEvents['C2cMessageSent'], viewer: string, marks: ReadMarks): boolean {
  const own = message.from === viewer;
  if (message.seq <= (own ? marks.peerReadSeq : marks.readSeq)) return true;
  const history = MessageFlag.imported | MessageFlag.noUnread;
  return (message.flags & history) === history && message.time <= (own ? marks.peerReadTime : marks.readTime);
}
