import type { RowReader } from '../projection.ts';
import type { MaybePromise } from '../store.ts';
import {
  type Chunk,
  chunksFrom,
  chunksUpTo,
  comparePlaces,
  entriesBefore,
  entriesIn,
  FIRST_CHUNK,
  type Place,
  placeAt,
} from './chunk.ts';

export interface Stretch {
  /** Both inclusive. */
  readonly low: Place;
  readonly high: Place;
  readonly direction: 'older' | 'newer';
}

/** Looks at one entry; false ends the walk. */
export type Visit = (chunk: Chunk, at: number) => boolean;

/** Chunks read in one go. */
const CHUNKS = 4;

/**
 * Walks the entries of a stretch of one conversation in order. With a store that answers at once it never leaves the
 * turn, so that what it sees is one state; with another it goes on by place, so that chunks split meanwhile do not matter.
 */
export async function walk(history: RowReader, stream: string, stretch: Stretch, visit: Visit): Promise<void> {
  const step = stretch.direction === 'older' ? stepOlder : stepNewer;
  let rest: Stretch | undefined = stretch;
  while (rest) {
    const next: MaybePromise<Stretch | undefined> = step(history, stream, rest, visit);
    rest = next instanceof Promise ? await next : next;
  }
}

type Step = (reader: RowReader, stream: string, stretch: Stretch, visit: Visit) => MaybePromise<Stretch | undefined>;

const stepOlder: Step = (history, stream, stretch, visit) =>
  then(history.range<Chunk>(stream, { ...chunksUpTo(stretch.high), limit: CHUNKS }), (rows) => {
    let last: Place | undefined;
    for (const { value: chunk } of rows) {
      for (let at = entriesBefore(chunk, behind(stretch.high)) - 1; at >= 0; at--) {
        last = placeAt(chunk, at);
        if (comparePlaces(last, stretch.low) < 0 || !visit(chunk, at)) return undefined;
      }
    }
    return last && rows.length === CHUNKS ? { ...stretch, high: before(last) } : undefined;
  });

const stepNewer: Step = (history, stream, stretch, visit) =>
  then(history.range<Chunk>(stream, { ...chunksUpTo(stretch.low), limit: 1 }), ([floor]) =>
    then(history.range<Chunk>(stream, { ...chunksFrom(floor?.sort ?? FIRST_CHUNK), limit: CHUNKS }), (rows) => {
      let last: Place | undefined;
      for (const { value: chunk } of rows) {
        for (let at = entriesBefore(chunk, stretch.low); at < entriesIn(chunk); at++) {
          last = placeAt(chunk, at);
          if (comparePlaces(last, stretch.high) > 0 || !visit(chunk, at)) return undefined;
        }
      }
      return last && rows.length === CHUNKS ? { ...stretch, low: behind(last) } : undefined;
    }),
  );

const behind = ({ time, seq }: Place): Place => ({ time, seq: seq + 1 });
const before = ({ time, seq }: Place): Place => ({ time, seq: seq - 1 });

/** On the same turn when the answer is there. */
function then<T, U>(value: MaybePromise<T>, use: (value: T) => MaybePromise<U>): MaybePromise<U> {
  return value instanceof Promise ? value.then(use) : use(value);
}
