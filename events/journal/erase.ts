import type { EventCodec } from '../codec.ts';
import { eraseBody, joinRecords, rawRecords, readRecord } from './block.ts';

/** A block some of whose bodies are gone. */
export interface ErasedBlock {
  readonly bytes: Uint8Array;
  /** Bodies that are gone now and were there before. */
  readonly bodies: number;
}

/**
 * A block without the bodies of its events: facts, hashes and positions stay as they are, and the chain proves what it
 * proved. Undefined: there is nothing to take away. Damaged records stay as they are, to be found.
 */
export function eraseBodies(block: Uint8Array, first: number, codec: EventCodec): ErasedBlock | undefined {
  let bodies = 0;
  const records = [...rawRecords(block, first)].map(({ position, record }) => {
    const shorter = readRecord(record, position, codec) && eraseBody(record);
    if (shorter === undefined) return record;
    bodies++;
    return shorter;
  });
  return bodies === 0 ? undefined : { bytes: joinRecords(block, records), bodies };
}
