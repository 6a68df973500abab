import * as crypto from 'node:crypto';
import * as zlib from 'node:zlib';
import type { EventCodec, Fact } from '../codec.ts';
import { envelope } from '../codec.ts';
import type { Envelope, Meta, NewEvent } from '../envelope.ts';
import { DamagedRecord } from '../errors.ts';

/**
 * One commit is one block: its events back to back, stored under the position of the first one. A block costs one
 * write whatever it holds, which is what makes an fsync per commit cheap (hot-path.md).
 *
 *   block  = 'Y' version:u8 0:u16 count:u32 size:u32 record…
 *   record = length:u32 crc:u32 flags:u8 0:u8×3 hash:32 [bodyHash:32] factLength:u32 fact [body]
 *
 * Numbers are big-endian. `size` is the whole block's in bytes, `length` counts what follows `crc`; `crc` is CRC-32 of those bytes.
 * hash = SHA-256(hash of the stream's previous event ‖ [SHA-256(body)] ‖ factLength ‖ fact): the body enters by its
 * own hash, so it can be erased (flag 2, body cut off) and the chain still proves everything else.
 */
const MAGIC = 0x59;
const VERSION = 1;
export const BLOCK_HEADER = 12;
const RECORD_HEADER = 12;
const HASH = 32;
const HAS_BODY = 1;
const BODY_ERASED = 2;

/** What the first event of a stream is chained to. */
export const NO_HASH: Uint8Array = new Uint8Array(HASH);

/** Gathers the records of one commit in a buffer that grows. */
export class BlockWriter {
  count = 0;
  size = BLOCK_HEADER;
  #buffer = Buffer.allocUnsafeSlow(16 * 1024);
  readonly #codec: EventCodec;

  constructor(codec: EventCodec) {
    this.#codec = codec;
  }

  /** Adds one event, chained to `previous`, and returns the event's own hash. */
  add(event: NewEvent, stream: string, revision: number, time: number, meta: Meta, previous: Uint8Array): Uint8Array {
    const fact = this.#codec.encodeFact(event, stream, revision, time, meta);
    const body = this.#codec.bodyOf(event);
    const chained = RECORD_HEADER + HASH + (body === undefined ? 0 : HASH) + 4 + fact.length;
    const total = chained + (body?.length ?? 0);
    this.#grow(total);
    const buffer = this.#buffer;
    const start = this.size;
    buffer.writeUInt32BE(total - 8, start);
    buffer.writeUInt32BE(body === undefined ? 0 : HAS_BODY << 24, start + 8);
    buffer.set(previous, start + RECORD_HEADER);
    let at = start + RECORD_HEADER + HASH;
    if (body !== undefined) {
      buffer.set(sha256(body), at);
      at += HASH;
    }
    buffer.writeUInt32BE(fact.length, at);
    buffer.set(fact, at + 4);
    if (body !== undefined) buffer.set(body, start + chained);
    const hash = sha256(buffer.subarray(start + RECORD_HEADER, start + chained));
    buffer.set(hash, start + RECORD_HEADER);
    buffer.writeUInt32BE(zlib.crc32(buffer.subarray(start + 8, start + total)), start + 4);
    this.size = start + total;
    this.count++;
    return hash;
  }

  /** The finished block: a view of the writer's buffer, valid until `reset`. */
  finish(): Uint8Array {
    this.#buffer.writeUInt32BE((MAGIC << 24) | (VERSION << 16), 0);
    this.#buffer.writeUInt32BE(this.count, 4);
    this.#buffer.writeUInt32BE(this.size, 8);
    return this.#buffer.subarray(0, this.size);
  }

  reset(): void {
    this.count = 0;
    this.size = BLOCK_HEADER;
    // One huge commit must not pin its buffer for ever.
    if (this.#buffer.length > 4 * 1024 * 1024) this.#buffer = Buffer.allocUnsafeSlow(16 * 1024);
  }

  #grow(bytes: number): void {
    if (this.size + bytes <= this.#buffer.length) return;
    const bigger = Buffer.allocUnsafeSlow(Math.max(this.#buffer.length * 2, this.size + bytes));
    this.#buffer.copy(bigger, 0, 0, this.size);
    this.#buffer = bigger;
  }
}

/** Whether a block is all there: a write cut short by a crash is not. Damage inside it is not looked for. */
export function isComplete(block: Uint8Array): boolean {
  const bytes = Buffer.from(block.buffer, block.byteOffset, block.byteLength);
  return bytes.length >= BLOCK_HEADER && bytes.readUInt32BE(8) === bytes.length;
}

/** Reads the records of one block; every access checks what it reads and names what is damaged. */
export class BlockReader {
  readonly count: number;
  readonly #bytes: Buffer;
  readonly #first: number;
  readonly #codec: EventCodec;
  readonly #copy: boolean;
  #index = 0;
  #offset = BLOCK_HEADER;

  /** `first`: position of the block's first event. `copy`: the events must outlive `bytes`. */
  constructor(bytes: Uint8Array, first: number, codec: EventCodec, lifetime: 'view' | 'copy' = 'view') {
    this.#copy = lifetime === 'copy';
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#first = first;
    this.#codec = codec;
    if (bytes.length < BLOCK_HEADER || this.#bytes[0] !== MAGIC) throw new DamagedRecord(first, '', 'not a block');
    if (this.#bytes[1] !== VERSION) throw new DamagedRecord(first, '', `block version ${this.#bytes[1]} is unknown`);
    this.count = this.#bytes.readUInt32BE(4);
    if (!isComplete(bytes)) throw new DamagedRecord(first, '', 'the block is cut short');
  }

  /** Of the next event. */
  get position(): number {
    return this.#first + this.#index;
  }

  /** Of the block's last event. */
  get last(): number {
    return this.#first + this.count - 1;
  }

  /** Steps over records until `position` is next. Lengths only: nothing is decoded. */
  seek(position: number): void {
    const bytes = this.#bytes;
    const target = Math.min(position - this.#first, this.count);
    while (this.#index < target) {
      const start = this.#offset;
      const end = start + 8 <= bytes.length ? start + 8 + bytes.readUInt32BE(start) : Number.POSITIVE_INFINITY;
      if (end > bytes.length) {
        this.#step(); // throws, and names the record
        return;
      }
      this.#offset = end;
      this.#index++;
    }
  }

  /** The next event, undefined behind the last one. Throws DamagedRecord and stands behind the damaged record then. */
  next(): Envelope | undefined {
    if (this.#index >= this.count) return undefined;
    const position = this.position;
    const record = this.#step();
    return decodeRecord(this.#copy ? Buffer.from(record) : record, position, this.#codec);
  }

  #step(): Buffer {
    const position = this.position;
    const bytes = this.#bytes;
    const start = this.#offset;
    const length = start + 8 <= bytes.length ? bytes.readUInt32BE(start) : Number.POSITIVE_INFINITY;
    if (this.#index >= this.count || start + 8 + length > bytes.length) {
      this.#index = this.count;
      throw new DamagedRecord(position, '', 'the record reaches beyond its block (and hides those behind it)');
    }
    this.#offset = start + 8 + length;
    this.#index++;
    return bytes.subarray(start, this.#offset);
  }
}

function decodeRecord(record: Buffer, position: number, codec: EventCodec): Envelope {
  const parts = split(record);
  if (parts === undefined || zlib.crc32(record.subarray(8)) !== record.readUInt32BE(4)) {
    throw new DamagedRecord(position, nameOf(parts?.fact, codec), 'checksum does not match');
  }
  let fact: Fact;
  try {
    fact = codec.decodeFact(parts.fact, parts.body);
  } catch (error) {
    throw new DamagedRecord(position, '', error instanceof Error ? error.message : String(error), { cause: error });
  }
  return envelope(fact, position, parts.hash);
}

interface RecordParts {
  readonly hash: Uint8Array;
  readonly bodyHash: Uint8Array | undefined;
  readonly fact: Buffer;
  readonly body: Uint8Array | undefined;
  readonly erased: boolean;
  /** What follows the hash in the chain. */
  readonly chained: Buffer;
}

function split(record: Buffer): RecordParts | undefined {
  if (record.length < RECORD_HEADER + HASH + 4) return undefined;
  const flags = record[8] ?? 0;
  const hasBody = (flags & HAS_BODY) !== 0;
  const hashEnd = RECORD_HEADER + HASH;
  const lengthAt = hasBody ? hashEnd + HASH : hashEnd;
  if (lengthAt + 4 > record.length) return undefined;
  const factEnd = lengthAt + 4 + record.readUInt32BE(lengthAt);
  if (factEnd > record.length) return undefined;
  const erased = (flags & BODY_ERASED) !== 0;
  return {
    hash: record.subarray(RECORD_HEADER, hashEnd),
    bodyHash: hasBody ? record.subarray(hashEnd, lengthAt) : undefined,
    fact: record.subarray(lengthAt + 4, factEnd),
    body: hasBody && !erased ? record.subarray(factEnd) : undefined,
    erased,
    chained: record.subarray(hashEnd, factEnd),
  };
}

/** Checks a record's body hash and its link to the previous event; returns what is wrong, or undefined. */
export function checkChain(record: Uint8Array, previous: Uint8Array): string | undefined {
  const parts = split(Buffer.from(record.buffer, record.byteOffset, record.byteLength));
  if (parts === undefined) return 'the record is cut short';
  if (parts.body !== undefined && parts.bodyHash !== undefined && !equal(sha256(parts.body), parts.bodyHash)) {
    return 'the body was altered';
  }
  const hash = sha256(Buffer.concat([previous, parts.chained]));
  return equal(hash, parts.hash)
    ? undefined
    : 'the hash chain is broken: this event or the one before it was altered or removed';
}

/** The raw records of a block with their positions, for verification. Stops where the block's framing is damaged. */
export function* rawRecords(block: Uint8Array, first: number): Generator<{ position: number; record: Uint8Array }> {
  const bytes = Buffer.from(block.buffer, block.byteOffset, block.byteLength);
  let offset = BLOCK_HEADER;
  for (let position = first; offset + 8 <= bytes.length; position++) {
    const end = offset + 8 + bytes.readUInt32BE(offset);
    if (end > bytes.length) return;
    yield { position, record: bytes.subarray(offset, end) };
    offset = end;
  }
}

/** The event of a raw record; undefined when it is damaged. */
export function readRecord(record: Uint8Array, position: number, codec: EventCodec): Envelope | undefined {
  try {
    return decodeRecord(Buffer.from(record.buffer, record.byteOffset, record.byteLength), position, codec);
  } catch (error) {
    if (error instanceof DamagedRecord) return undefined;
    throw error;
  }
}

/** Whether the body of a sound record was erased. */
export function isErased(record: Uint8Array): boolean {
  return ((record[8] ?? 0) & BODY_ERASED) !== 0;
}

/** A sound record without its body; undefined when it has none, or none any more. */
export function eraseBody(record: Uint8Array): Uint8Array | undefined {
  const parts = split(Buffer.from(record.buffer, record.byteOffset, record.byteLength));
  if (parts?.body === undefined) return undefined;
  const shorter = Buffer.from(record.subarray(0, record.length - parts.body.length));
  shorter[8] = (shorter[8] ?? 0) | BODY_ERASED;
  shorter.writeUInt32BE(shorter.length - 8, 0);
  shorter.writeUInt32BE(zlib.crc32(shorter.subarray(8)), 4);
  return shorter;
}

/** A block with other records in the place of its own. What lies behind damaged framing is taken along as it is. */
export function joinRecords(block: Uint8Array, records: readonly Uint8Array[]): Uint8Array {
  const header = Buffer.from(block.subarray(0, BLOCK_HEADER));
  const rest = block.subarray(
    BLOCK_HEADER + [...rawRecords(block, 0)].reduce((sum, { record }) => sum + record.length, 0),
  );
  const joined = Buffer.concat([header, ...records, rest]);
  joined.writeUInt32BE(joined.length, 8);
  return joined;
}

/** The stream's name, if enough of a damaged record can still be read. */
function nameOf(fact: Uint8Array | undefined, codec: EventCodec): string {
  try {
    return fact === undefined ? '' : codec.decodeFact(fact, undefined).stream;
  } catch {
    return ''; // only a name for the error text: the damage itself is being reported
  }
}

const sha256: (bytes: Uint8Array) => Buffer =
  typeof crypto.hash === 'function'
    ? (bytes) => crypto.hash('sha256', bytes, 'buffer')
    : (bytes) => crypto.createHash('sha256').update(bytes).digest();

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
