import { GroupMessageFlag } from '../../events/group/events.ts';
import { isAddressedTo } from '../../events/message/events.ts';
import { type GroupHead, HEAD } from '../groups/head.ts';
import type { Shown } from '../groups/member-row.ts';
import { viewOf } from '../messages/views.ts';
import type { QueryDeps } from './deps.ts';
import { readEntries } from './group-entries.ts';
import { entriesNow, placesOf } from './group-history.ts';
import type { GroupHistoryEntry } from './group-types.ts';
import { isEntryReadable } from './retention.ts';

interface Place {
  readonly app: number;
  readonly user: string;
  readonly stream: string;
  /** First seq that is there for him. */
  readonly first: number;
}

/** Entries that are looked at in one go for one to show. */
const PAGE = 20;

/** What a conversation shows: `last`, or what lies before it when that was deleted, for its user or for everybody. */
export async function lastEntryOf(deps: QueryDeps, place: Place, last: Shown): Promise<GroupHistoryEntry | undefined> {
  const { app, user, stream } = place;
  const head = await deps.runner.reader('group-history').get<GroupHead>(stream, HEAD);
  const removed = head?.removedSeq ?? 0;
  const view = await viewOf(deps.runner.reader('message-views'), { app, user, stream }, last.seq, last.seq);
  const first = Math.max(place.first, view.clearedSeq + 1, removed + 1);
  if (last.seq < first) return undefined;
  const found = (await readEntries(deps.log, stream, [last.revision])).get(last.revision);
  if (found === undefined || !isEntryReadable(deps, found)) return undefined;
  if (!view.hides(last.seq)) {
    const now = (await entriesNow(deps, stream, [found], { viewer: user, seesAll: false })).get(last.seq);
    if (now !== undefined) return now;
  }
  return newestBefore(deps, { ...place, first }, last.seq);
}

async function newestBefore(
  deps: QueryDeps,
  { app, user, stream, first }: Place,
  seq: number,
): Promise<GroupHistoryEntry | undefined> {
  for (let high = seq - 1; high >= first; high -= PAGE) {
    const low = Math.max(first, high - PAGE + 1);
    const view = await viewOf(deps.runner.reader('message-views'), { app, user, stream }, low, high);
    const places = await placesOf(deps, stream, low, high);
    const found = await readEntries(
      deps.log,
      stream,
      places.map(({ revision }) => revision),
    );
    const now = await entriesNow(deps, stream, [...found.values()], { viewer: user, seesAll: false });
    for (let at = high; at >= low; at--) {
      const entry = now.get(at);
      if (entry !== undefined && !view.hides(at) && isShown(entry, user)) return entry;
    }
  }
  return undefined;
}

function isShown(entry: GroupHistoryEntry, user: string): boolean {
  if (entry.kind === 'tip') return true;
  return (entry.message.flags & GroupMessageFlag.noLastMsg) === 0 && isAddressedTo(entry.message, user);
}
