import { CHUNK, type IndexStorage, type IndexWrite } from './storage.ts';

/** A stream that is known in memory: where it stands, and the positions that are not written to the index yet. */
export interface Head {
  readonly name: string;
  readonly number: number;
  revision: number;
  position: number;
  /** Hash of the last event; undefined until somebody needs it. */
  hash: Uint8Array | undefined;
  /** First revision whose position `tail` holds: a multiple of CHUNK. */
  tailFrom: number;
  tail: number[];
  dirty: boolean;
  /** Used since the last walk came by. */
  touched: boolean;
}

/** Streams looked at per walk, to forget those at rest. */
const WALK = 4096;
/** Streams written to the index per transaction: small, because the log's own commits wait for it. */
const SLICE = 256;

/** Finds the events of a stream. Written behind in slices; rebuilt from the log's tail at opening. */
export class StreamIndex {
  readonly #storage: IndexStorage | undefined;
  readonly #heads = new Map<string, Head>();
  #dirty: Head[] = [];
  #walk: Iterator<[string, Head]> | undefined;

  constructor(storage: IndexStorage | undefined) {
    this.#storage = storage;
  }

  get dirtyCount(): number {
    return this.#dirty.length;
  }

  /** Streams in memory. */
  get size(): number {
    return this.#heads.size;
  }

  get(name: string): Head | undefined {
    const known = this.#heads.get(name);
    if (known !== undefined) {
      known.touched = true;
      return known;
    }
    const row = this.#storage?.stream(name);
    if (row === undefined) return undefined;
    const tailChunk = Math.floor(row.revision / CHUNK);
    const head: Head = {
      name,
      number: row.number,
      revision: row.revision,
      position: row.position,
      hash: undefined,
      tailFrom: tailChunk * CHUNK,
      tail: [...(this.#storage?.chunk(row.number, tailChunk) ?? [])].slice(0, (row.revision % CHUNK) + 1),
      dirty: false,
      touched: true,
    };
    this.#remember(head);
    return head;
  }

  /** Records that the stream's next event lies at `position`. */
  add(head: Head | undefined, name: string, position: number, hash: Uint8Array): Head {
    const target = head ?? this.#create(name, position);
    target.revision++;
    target.position = position;
    target.hash = hash;
    target.tail.push(position);
    if (!target.dirty) {
      target.dirty = true;
      this.#dirty.push(target);
    }
    return target;
  }

  /** Forgets everything behind `position`: those appends failed. */
  rollback(position: number): void {
    for (const head of this.#dirty) {
      while (head.tail.length > 0 && (head.tail.at(-1) ?? 0) > position) {
        head.tail.pop();
        head.revision--;
      }
      head.hash = undefined;
      const last = head.tail.at(-1) ?? this.#chunk(head, Math.floor(head.revision / CHUNK)).at(head.revision % CHUNK);
      if (head.revision < 0 || last === undefined) this.#heads.delete(head.name);
      else head.position = last;
    }
    this.#dirty = this.#dirty.filter((head) => head.revision >= 0);
  }

  /** Positions of the revisions `from`…`to`, both inclusive, ascending. */
  positions(head: Head, from: number, to: number): number[] {
    const found: number[] = [];
    for (let chunk = Math.floor(from / CHUNK); chunk * CHUNK <= to; chunk++) {
      const base = chunk * CHUNK;
      const stored = base >= head.tailFrom ? head.tail : this.#chunk(head, chunk);
      const offset = base >= head.tailFrom ? head.tailFrom : base;
      for (let revision = Math.max(from, base); revision <= Math.min(to, base + CHUNK - 1); revision++) {
        const position = stored[revision - offset];
        if (position !== undefined) found.push(position);
      }
    }
    return found;
  }

  /** Writes what has changed. `durable` is the last position that is on disk: nothing behind it is written. */
  async flush(durable: number): Promise<void> {
    const storage = this.#storage;
    if (storage === undefined) return;
    const heads = this.#dirty;
    this.#dirty = [];
    for (let at = 0; at < heads.length; at += SLICE) {
      const slice = heads.slice(at, at + SLICE);
      const writes: IndexWrite[] = [];
      for (const head of slice) {
        head.dirty = head.position > durable;
        if (head.dirty) this.#dirty.push(head);
        const write = toWrite(head, durable);
        if (write !== undefined) writes.push(write);
      }
      await storage.write(writes, undefined);
      // Only now can the written chunks be read back.
      for (const write of writes) trim(this.#heads.get(write.name), write.row.revision);
    }
    await storage.write([], durable);
  }

  /**
   * Forgets streams that nobody has used between two walks: what they need is read again when somebody does. Each call
   * looks at a part of them. A storage without an index has nothing to read them from.
   */
  forgetIdle(): void {
    if (this.#storage === undefined) return;
    this.#walk ??= this.#heads.entries();
    for (let left = WALK; left > 0; left--) {
      const { value, done } = this.#walk.next();
      if (done === true) {
        this.#walk = undefined;
        return;
      }
      const [name, head] = value;
      if (!head.touched && !head.dirty) this.#heads.delete(name);
      head.touched = false;
    }
  }

  #create(name: string, position: number): Head {
    const head: Head = {
      name,
      number: position,
      revision: -1,
      position,
      hash: undefined,
      tailFrom: 0,
      tail: [],
      dirty: false,
      touched: true,
    };
    this.#remember(head);
    return head;
  }

  #remember(head: Head): void {
    this.#heads.set(head.name, head);
  }

  #chunk(head: Head, chunk: number): readonly number[] {
    return this.#storage?.chunk(head.number, chunk) ?? [];
  }
}

/** Keeps only the last, still growing chunk of what has been written up to `revision`. */
function trim(head: Head | undefined, revision: number): void {
  const keepFrom = Math.floor(revision / CHUNK) * CHUNK;
  if (head === undefined || keepFrom <= head.tailFrom) return;
  head.tail = head.tail.slice(keepFrom - head.tailFrom);
  head.tailFrom = keepFrom;
}

function toWrite(head: Head, durable: number): IndexWrite | undefined {
  let count = head.tail.length;
  while (count > 0 && (head.tail[count - 1] ?? 0) > durable) count--;
  const position = head.tail[count - 1];
  if (position === undefined) return undefined;
  const chunks: { chunk: number; positions: readonly number[] }[] = [];
  for (let at = 0; at < count; at += CHUNK) {
    chunks.push({ chunk: (head.tailFrom + at) / CHUNK, positions: head.tail.slice(at, Math.min(at + CHUNK, count)) });
  }
  return { name: head.name, row: { number: head.number, revision: head.tailFrom + count - 1, position }, chunks };
}
