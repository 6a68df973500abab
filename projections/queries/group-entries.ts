import type { Envelope } from '../../events/envelope.ts';
import type { TipEvent, TipType } from '../../events/group/events.ts';
import type { EventLog } from '../../events/log.ts';
import type { GroupHistoryEntry } from './group-types.ts';
import { runsOf } from './messages.ts';

/** Reads entries of one group by their revisions, neighbours together. Throws when the log lacks one. */
export async function readEntries(
  log: EventLog,
  stream: string,
  revisions: readonly number[],
): Promise<ReadonlyMap<number, GroupHistoryEntry>> {
  const wanted = new Set(revisions);
  const found = new Map<number, GroupHistoryEntry>();
  for (const { from, limit } of runsOf(revisions)) {
    for await (const event of log.read(stream, { from, limit })) {
      const entry = wanted.has(event.revision) ? entryOf(event) : undefined;
      if (entry) found.set(event.revision, entry);
    }
  }
  const missing = revisions.find((revision) => !found.has(revision));
  // Never skipped in silence: the index says that there is an entry.
  if (missing !== undefined) throw new Error(`${stream}@${missing}: the log has no group entry there`);
  return found;
}

/** Types of tips; the keys are held complete by the type. */
const tipTypes: Readonly<Record<TipType, true>> = {
  MembersJoined: true,
  MemberQuit: true,
  MembersKicked: true,
  MemberRoleChanged: true,
  MembersMuted: true,
  MembersBanned: true,
  GroupProfileChanged: true,
  GroupOwnerChanged: true,
  TopicProfileChanged: true,
};

function entryOf(event: Envelope): GroupHistoryEntry | undefined {
  if (event.type === 'GroupMessageSent') return { kind: 'message', position: event.position, message: event.data };
  if (!isTip(event)) return undefined;
  // The union of TipEvent pairs each type with its data, and so does the envelope.
  const tip = { type: event.type, data: event.data } as TipEvent;
  const time = Math.floor(event.time / 1000);
  return { kind: 'tip', position: event.position, seq: event.data.seq, time, event: tip };
}

function isTip(event: Envelope): event is Envelope<TipType> {
  return event.type in tipTypes;
}
