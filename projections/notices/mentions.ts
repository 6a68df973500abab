import type { Envelope } from '../../events/envelope.ts';
import { GroupMessageFlag } from '../../events/group/events.ts';
import { groupKeyOf } from '../groups/keys.ts';
import { isTopic } from '../groups/topic-members.ts';
import type { Rows } from '../projection.ts';
import { appOf, idKey } from '../row-keys.ts';
import { AT_ALL, type KeptMention, type MentionsRow, membersPartition, mentionsPartition, newMentions } from './row.ts';

/** Newest mentions that are kept: of a member in one group, and of everybody in it. */
const MOST = 10;
/** Newest mentions of a group that a member may have taken away before he has read them. */
const MOST_DROPPED = 2 * MOST;

/** A message that mentions everybody costs one row, not one per member. */
export function noteMentions(rows: Rows, { stream, position, data }: Envelope<'GroupMessageSent'>): void {
  const { seq, from, random, msgSeq, at, flags } = data;
  const all = (flags & GroupMessageFlag.atAll) !== 0;
  // A topic's are not kept: its members stand under the community.
  if (seq < 1 || (!all && at.length === 0) || isTopic({ stream })) return;
  const mention: KeptMention = { seq, from, random, msgSeq, position };
  const app = appOf(stream);
  const groupKey = groupKeyOf(stream);
  const named = [...new Set(at)]
    .filter((user) => user !== from)
    .map(idKey)
    .filter((userKey) => rows.get<string>(membersPartition(stream), userKey) !== undefined)
    .map((userKey) => {
      const partition = mentionsPartition(app, userKey);
      return { partition, row: rows.get<MentionsRow>(partition, groupKey) ?? newMentions() };
    });
  const before = all ? (rows.get<KeptMention[]>(stream, AT_ALL) ?? []) : [];
  for (const { partition, row } of named) {
    row.named = [...row.named, mention].slice(-MOST);
    rows.put(partition, groupKey, row);
  }
  if (all) rows.put(stream, AT_ALL, [...before, mention].slice(-MOST));
}

/** What is read is over. */
export function readMentions(rows: Rows, { stream, data }: Envelope<'GroupRead'>): void {
  const partition = mentionsPartition(appOf(stream), idKey(data.user));
  const row = rows.get<MentionsRow>(partition, groupKeyOf(stream));
  if (!row) return;
  row.named = row.named.filter(({ seq }) => seq > data.upToSeq);
  row.dropped = row.dropped.filter((seq) => seq > data.upToSeq);
  if (row.named.length + row.dropped.length === 0) rows.delete(partition, groupKeyOf(stream));
  else rows.put(partition, groupKeyOf(stream), row);
}

/** Reads what it needs and returns the change. `mentions`: group and seq of each. */
export function droppingMentions(
  rows: Rows,
  app: string,
  userKey: string,
  mentions: readonly (readonly [group: string, seq: number])[],
): () => void {
  const partition = mentionsPartition(app, userKey);
  const byGroup = grouped(mentions);
  const changes = [...byGroup].map(([groupKey, seqs]) => ({
    groupKey,
    seqs,
    row: rows.get<MentionsRow>(partition, groupKey) ?? newMentions(),
  }));
  return () => {
    for (const { groupKey, seqs, row } of changes) {
      row.named = row.named.filter(({ seq }) => !seqs.includes(seq));
      row.dropped = [...row.dropped, ...seqs].slice(-MOST_DROPPED);
      rows.put(partition, groupKey, row);
    }
  };
}

function grouped(mentions: readonly (readonly [group: string, seq: number])[]): ReadonlyMap<string, number[]> {
  const byGroup = new Map<string, number[]>();
  for (const [group, seq] of mentions) byGroup.set(idKey(group), [...(byGroup.get(idKey(group)) ?? []), seq]);
  return byGroup;
}
