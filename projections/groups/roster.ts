import type { GroupType, Role } from '../../events/group/events.ts';
import { blockKeys } from '../row-keys.ts';

/**
 * Who is in a group, in the order of joining: a place for each member, counted up and never given twice. Chunks of
 * `PLACES` places hold the users; a place that became free stays, so that pages taken meanwhile neither skip nor double.
 * Partition: the group's stream; sort: `ROSTER`.
 */
export interface Roster {
  readonly group: string;
  readonly type: GroupType;
  /** The next free place. */
  next: number;
  /** Members. */
  count: number;
  /** Members by chunk: offsets are found without reading the chunks. */
  counts: number[];
  /** Owner and admins by place, ascending: few in any group. */
  staff: StaffMember[];
}

export type StaffMember = readonly [place: number, user: string, role: Role];

/** Users of `PLACES` places; '' is a free one. Sort: the chunk. */
export type RosterChunk = string[];

export const ROSTER = 'roster';
export const PLACES = 128;
export const chunkOfPlace = (place: number): number => Math.floor(place / PLACES);
export const rosterChunkKey = blockKeys('p');
export const allRosterChunks = { from: 'p', to: 'p~' } as const;

export function newRoster(group: string, type: GroupType): Roster {
  return { group, type, next: 0, count: 0, counts: [], staff: [] };
}

/** Chunks by number, as they were read for a change. */
export type RosterChunks = Map<number, RosterChunk>;

/** The next place for a user. `chunks` has the chunk of the place, or gets it. */
export function enter(roster: Roster, chunks: RosterChunks, user: string, role: Role): number {
  const place = roster.next++;
  const at = chunkOfPlace(place);
  const chunk = chunks.get(at) ?? [];
  chunk[place % PLACES] = user;
  chunks.set(at, chunk);
  roster.counts[at] = (roster.counts[at] ?? 0) + 1;
  roster.count++;
  if (role !== 'Member') roster.staff.push([place, user, role]);
  return place;
}

export function leave(roster: Roster, chunks: RosterChunks, place: number): void {
  const at = chunkOfPlace(place);
  const chunk = chunks.get(at);
  if (chunk) chunk[place % PLACES] = '';
  roster.counts[at] = (roster.counts[at] ?? 1) - 1;
  roster.count--;
  roster.staff = roster.staff.filter(([staffPlace]) => staffPlace !== place);
}

export function setRole(roster: Roster, place: number, user: string, role: Role): void {
  const others = roster.staff.filter(([staffPlace]) => staffPlace !== place);
  const all: StaffMember[] = role === 'Member' ? others : [...others, [place, user, role]];
  roster.staff = all.sort(([one], [other]) => one - other);
}
