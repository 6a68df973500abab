import type { Envelope } from '../../events/envelope.ts';
import { GroupMessageFlag, type TipType } from '../../events/group/events.ts';
import { topicStream } from '../../events/stream.ts';
import type { Projection, Rows } from '../projection.ts';
import { appOf } from '../row-keys.ts';
import { newChunk, type SeqChunk, seqChunkKey, setEntry } from './chunk.ts';
import { type GroupHead, HEAD, newHead } from './head.ts';
import { ofMessages } from './history-changes.ts';

/**
 * The index of a group's history (product.md §2.17): where in the log each seq lies, and which seqs nobody counts as
 * unread. Its order is the order of seq, whatever the times of imported messages; one entry per message, none per member.
 */
export const groupHistory: Projection = {
  name: 'group-history',
  version: 3,
  handlers: {
    ...ofMessages,

    GroupCreated: ({ stream }, rows) => begin(stream, rows),
    // Topics have a sequence of their own, under their own streams.
    TopicCreated: ({ stream, data }, rows) => begin(topicStream(Number(appOf(stream)), data.topic), rows),

    GroupMessageSent(event, rows) {
      const { seq, time, flags, to } = event.data;
      const targeted = to.length > 0;
      take(event, rows, {
        seq,
        time,
        written: time,
        // Targeted messages count for nobody, not even for those who see them (product.md §2.15).
        ignored: targeted || (flags & GroupMessageFlag.noUnread) !== 0,
        shown: !targeted && (flags & GroupMessageFlag.noLastMsg) === 0,
      });
    },

    MembersJoined: tip,
    MemberQuit: tip,
    MembersKicked: tip,
    MemberRoleChanged: tip,
    MembersMuted: tip,
    MembersBanned: tip,
    GroupProfileChanged: tip,
    GroupOwnerChanged: tip,
    TopicProfileChanged: tip,
  },
};

/** An id may be used again: it goes on with the numbers. */
function begin(stream: string, rows: Rows): void {
  const before = rows.get<GroupHead>(stream, HEAD);
  rows.put(stream, HEAD, newHead(before?.lastSeq ?? 0, before?.ignored ?? 0));
}

function tip(event: Envelope<TipType>, rows: Rows): void {
  const time = Math.floor(event.time / 1000);
  take(event, rows, { seq: event.data.seq, time, written: 0, ignored: false, shown: true });
}

interface Entry {
  /** Below 1: takes none. */
  readonly seq: number;
  /** Unix seconds. */
  readonly time: number;
  /** The same for messages, 0 for tips. */
  readonly written: number;
  readonly ignored: boolean;
  readonly shown: boolean;
}

function take(
  { stream, revision, position }: Envelope,
  rows: Rows,
  { seq, time, written, ignored, shown }: Entry,
): void {
  if (!(seq >= 1)) return;
  const key = seqChunkKey(seq);
  const head = rows.get<GroupHead>(stream, HEAD) ?? newHead(0, 0);
  const chunk = rows.get<SeqChunk>(stream, key) ?? newChunk(head.ignored, position);
  setEntry(chunk, seq, revision, ignored);
  rows.put(stream, key, chunk);
  head.lastSeq = Math.max(head.lastSeq, seq);
  head.lastMessageTime = Math.max(head.lastMessageTime, written);
  if (ignored) head.ignored++;
  if (shown) {
    head.shownSeq = seq;
    head.shownRevision = revision;
    head.shownTime = time;
  }
  rows.put(stream, HEAD, head);
}
