import type { Extension } from '../../events/message/events.ts';
import { type MessageName, type MessagePlace, streamOfPlace } from '../../events/message/place.ts';
import { revisionAt, type SeqChunk, seqChunkKey } from '../groups/chunk.ts';
import { type GroupHead, HEAD } from '../groups/head.ts';
import type { QueryDeps } from '../queries/deps.ts';
import { firstSeen } from '../queries/first-seen.ts';
import { readEntries } from '../queries/group-entries.ts';
import { bodiesAt } from '../queries/message-states.ts';
import { isReadable } from '../queries/retention.ts';
import { idKey } from '../row-keys.ts';
import { sentMessage } from './find.ts';
import {
  type ConfirmationRow,
  confirmationsPartition,
  extensionKey,
  extensionsPartition,
  type LifeRow,
  lifeKey,
  livesOf,
} from './life.ts';

/** What the actor room (`Messages` in actors/ports.ts) asks about messages that are there. */
export function messagesPort(deps: QueryDeps) {
  const { log, runner } = deps;
  const lives = () => runner.reader('message-life');
  return {
    /** Undefined: there is no such message, or it is a tip. */
    async find(app: number, place: MessagePlace, name: MessageName) {
      const sent = await sentMessage(deps, app, place, name);
      // What is over by its age is no more, for nothing and nobody (docs/decisions/012).
      if (sent === undefined || !isReadable(deps, sent.time)) return undefined;
      const { stream, revision: _, ...message } = sent;
      const life = await lives().get<LifeRow>(stream, lifeKey(message.seq));
      if (!life) return { ...message, version: 0, changes: 0, state: 'there' as const };
      const { version, changes, bodyRevision, removed, revoked } = life;
      const body = bodyRevision < 0 ? message.body : (await bodiesAt(log, stream, [bodyRevision])).get(bodyRevision);
      const state = removed ? ('removed' as const) : revoked ? ('revoked' as const) : ('there' as const);
      return { ...message, body: body ?? message.body, version, changes, state };
    },

    /** First number of a place that is there for one of its people; undefined for who has no part in it. */
    firstSeen: (app: number, place: MessagePlace, user: string) => firstSeen(deps, app, place, user),

    /** What hangs on a message, with the pairs of these keys. */
    async extensions(app: number, place: MessagePlace, seq: number, keys: readonly string[]) {
      const stream = streamOfPlace(app, place);
      const head = (await lives().get<LifeRow>(stream, lifeKey(seq)))?.extensions ?? {
        lastSeq: 0,
        count: 0,
        minute: 0,
        writes: 0,
      };
      const { lastSeq, count, minute, writes } = head;
      const partition = extensionsPartition(stream);
      const found = await Promise.all(
        keys.map((key) => lives().get<Extension>(partition, extensionKey(seq, idKey(key)))),
      );
      return { lastSeq, count, minute, writes, entries: found.flatMap((entry) => (entry ? [entry] : [])) };
    },

    /** Who has reacted how, the latest first. */
    async reactions(app: number, place: MessagePlace, seq: number) {
      const row = await lives().get<LifeRow>(streamOfPlace(app, place), lifeKey(seq));
      return row?.reactions.map(([reaction, users]) => [reaction, [...users]] as const) ?? [];
    },

    /** When a message was last modified, Unix seconds; 0: never. */
    async changedAt(app: number, place: MessagePlace, seq: number): Promise<number> {
      const row = await lives().get<LifeRow>(streamOfPlace(app, place), lifeKey(seq));
      return row?.modifiedAt ?? 0;
    },

    /** Whether somebody has confirmed a message. */
    async isConfirmed(app: number, place: MessagePlace, seq: number, user: string): Promise<boolean> {
      const partition = confirmationsPartition(streamOfPlace(app, place), seq);
      return (await lives().get<ConfirmationRow>(partition, idKey(user))) !== undefined;
    },

    /** Seqs of an author among the last `most` entries of a group or topic, without those that are gone. Ascending. */
    async lastOf(app: number, place: MessagePlace, author: string, most: number): Promise<readonly number[]> {
      const stream = streamOfPlace(app, place);
      const history = runner.reader('group-history');
      const head = await history.get<GroupHead>(stream, HEAD);
      if (!head) return [];
      const { lastSeq, firstSeq, removedSeq } = head;
      const revisions: number[] = [];
      for (let seq = Math.max(firstSeq, removedSeq + 1, lastSeq - most + 1); seq <= lastSeq; seq++) {
        const chunk = await history.get<SeqChunk>(stream, seqChunkKey(seq));
        const revision = chunk ? revisionAt(chunk, seq) : 0;
        if (revision > 0) revisions.push(revision);
      }
      const entries = await readEntries(log, stream, revisions);
      const own = [...entries.values()].flatMap((entry) =>
        entry.kind === 'message' && entry.message.from === author ? [entry.message.seq] : [],
      );
      const known = await livesOf(lives(), stream, own);
      return own.filter((seq) => known.get(seq)?.removed !== true);
    },
  };
}
