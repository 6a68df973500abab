import type { Caller } from '../../events/caller.ts';
import { c2cStream } from '../../events/stream.ts';
import { placeOfSeq } from '../history/places.ts';
import { c2cHistory } from './c2c-history.ts';
import type { QueryDeps } from './deps.ts';
import { groupHistory } from './group-history.ts';
import type { GroupHistoryEntry } from './group-types.ts';
import type { Place } from './search-places.ts';
import type { HistoryMessage } from './types.ts';

interface Found {
  /** Of a one-to-one conversation, ascending. */
  readonly messages: readonly HistoryMessage[];
  /** Of a group or topic, newest first. */
  readonly entries: readonly GroupHistoryEntry[];
}

/** The messages of these seqs as `viewer` sees them; those that he does not see are left out. */
export async function messagesAt(
  deps: QueryDeps,
  caller: Caller,
  { place, seqs, viewer }: { readonly place: Place; readonly seqs: readonly number[]; readonly viewer: string },
): Promise<Found> {
  if (place.kind === 'c2c') {
    const pages = await Promise.all(seqs.map((seq) => c2cMessage(deps, caller, viewer, place.peer, seq)));
    const messages = pages.filter((message) => message !== undefined);
    return { messages: messages.sort((one, other) => one.message.seq - other.message.seq), entries: [] };
  }
  const { group, topic } = place;
  const pages = await Promise.all(
    seqs.map((upTo) => groupHistory(deps, caller, { group, topic, viewer, upTo, count: 1 })),
  );
  return { messages: [], entries: pages.flatMap(({ entries }) => entries.filter(({ kind }) => kind === 'message')) };
}

async function c2cMessage(
  deps: QueryDeps,
  caller: Caller,
  viewer: string,
  peer: string,
  seq: number,
): Promise<HistoryMessage | undefined> {
  const { time } = await placeOfSeq(deps.runner.reader('c2c-history'), c2cStream(caller.app, viewer, peer), seq);
  const page = { viewer, peer, direction: 'newer', minTime: time, maxTime: time, limit: 100 } as const;
  const { messages } = await c2cHistory(deps, caller, page);
  return messages.find(({ message }) => message.seq === seq);
}
