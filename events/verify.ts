import { EventCodec } from './codec.ts';
import type { Envelope } from './envelope.ts';
import { DamagedRecord } from './errors.ts';
import { BlockReader, checkChain, isErased, NO_HASH, rawRecords } from './journal/block.ts';

export interface VerifyReport {
  readonly events: number;
  readonly streams: number;
  /** Messages whose bodies were erased because their time was over; what is left of them is proven. */
  readonly erased: number;
  readonly lastPosition: number;
  /** Every damaged, altered or missing record, in log order. */
  readonly damages: readonly DamagedRecord[];
}

/**
 * Proves that nothing in the log was altered or removed: checksum and decoding of every record, its link in the hash
 * chain of its stream, and revisions without gaps. Goes on behind damage, so that all of it is named.
 */
export function verifyBlocks(blocks: Iterable<{ first: number; bytes: Uint8Array }>): VerifyReport {
  const codec = new EventCodec();
  const streams = new Map<string, { revision: number; hash: Uint8Array }>();
  const damages: DamagedRecord[] = [];
  let events = 0;
  let erased = 0;
  let lastPosition = 0;
  for (const { first, bytes } of blocks) {
    if (first !== lastPosition + 1) {
      damages.push(new DamagedRecord(lastPosition + 1, '', `events up to position ${first - 1} are missing`));
    }
    lastPosition = first - 1;
    for (const result of eachRecord(bytes, first, codec)) {
      lastPosition++;
      if (result instanceof DamagedRecord) {
        damages.push(result);
        continue;
      }
      events++;
      const { event, record } = result;
      if (isErased(record)) erased++;
      const known = streams.get(event.stream);
      const expected = (known?.revision ?? -1) + 1;
      if (event.revision !== expected) {
        damages.push(
          new DamagedRecord(event.position, event.stream, `revision ${event.revision} where ${expected} belongs`),
        );
      } else {
        const broken = checkChain(record, known?.hash ?? NO_HASH);
        if (broken !== undefined) damages.push(new DamagedRecord(event.position, event.stream, broken));
      }
      // The stored hash is what the next event was chained to, even when this one is bad: each damage is named once.
      streams.set(event.stream, { revision: event.revision, hash: event.hash });
    }
  }
  return { events, streams: streams.size, erased, lastPosition, damages };
}

type Checked = DamagedRecord | { readonly event: Envelope; readonly record: Uint8Array };

function* eachRecord(bytes: Uint8Array, first: number, codec: EventCodec): Generator<Checked, void> {
  let reader: BlockReader;
  try {
    reader = new BlockReader(bytes, first, codec);
  } catch (error) {
    if (!(error instanceof DamagedRecord)) throw error;
    yield error;
    return;
  }
  const raw = rawRecords(bytes, first);
  while (reader.position < first + reader.count) {
    const record = raw.next().value?.record ?? NO_HASH;
    try {
      const event = reader.next();
      if (event === undefined) return;
      yield { event, record };
    } catch (error) {
      if (!(error instanceof DamagedRecord)) throw error;
      yield error;
    }
  }
}
