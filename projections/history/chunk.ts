import { ordered } from '../row-keys.ts';

/** Place of a message in its conversation: Unix seconds, then seq. Imported messages are older than their seq says. */
export interface Place {
  readonly time: number;
  readonly seq: number;
}

export function comparePlaces(one: Place, other: Place): number {
  return one.time - other.time || one.seq - other.seq;
}

/**
 * Messages of a stretch of time, ascending by place: `WIDTH` numbers each, one flat array, because an array of arrays
 * takes three times the memory and the time to encode. Bodies stay in the log, at the revision.
 */
export type Chunk = number[];

/** Places of an entry's numbers. Stored: never reorder without a new version of the projection. */
export const Field = { seq: 0, time: 1, position: 2, revision: 3, msgSeq: 4, random: 5, marks: 6 } as const;
export const WIDTH = 7;
/** Appended entries that fill a chunk; entries at which a chunk that grew in its middle is split. */
export const FULL = 64;
export const SPLIT = 128;

/** `marks` of an entry: bit 0 = sent by the first user of the pair, above it the message's flags. */
export function marksOf(flags: number, fromFirst: boolean): number {
  return flags * 2 + (fromFirst ? 1 : 0);
}

export const isFromFirst = (marks: number): boolean => marks % 2 === 1;
export const flagsOf = (marks: number): number => marks >>> 1;

export const entriesIn = (chunk: Chunk): number => chunk.length / WIDTH;

/** One number of the entry `at`. */
export function field(chunk: Chunk, at: number, name: keyof typeof Field): number {
  return chunk[at * WIDTH + Field[name]] ?? 0;
}

export function placeAt(chunk: Chunk, at: number): Place {
  return { time: field(chunk, at, 'time'), seq: field(chunk, at, 'seq') };
}

/** Entries before `place`. */
export function entriesBefore(chunk: Chunk, place: Place): number {
  let low = 0;
  let high = entriesIn(chunk);
  while (low < high) {
    const middle = (low + high) >> 1;
    const time = field(chunk, middle, 'time');
    if (time < place.time || (time === place.time && field(chunk, middle, 'seq') < place.seq)) low = middle + 1;
    else high = middle;
  }
  return low;
}

const CHUNK_PREFIX = 'c';

/** Sort key of the chunk whose first entry is at `place`. */
export function chunkKey({ time, seq }: Place): string {
  return CHUNK_PREFIX + ordered(time) + ordered(seq);
}

/** The first chunk of a conversation lies here whatever it holds, so that every place has a chunk at or before it. */
export const FIRST_CHUNK = chunkKey({ time: 0, seq: 0 });

/** Range bounds of the chunks that begin at or before `place`, and of all chunks from a key on. */
export const chunksUpTo = (place: Place) => ({ from: CHUNK_PREFIX, to: `${chunkKey(place)}~`, reverse: true });
export const chunksFrom = (key: string) => ({ from: key, to: `${CHUNK_PREFIX}~` });
