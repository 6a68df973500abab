import { isComplete } from '../journal/block.ts';
import type { BlockStorage, StoredBlock } from '../journal/storage.ts';

/** What can go wrong with a disk, for tests and simulation. All off by default. */
export interface DiskFaults {
  /** Writes are acknowledged without being synced: `MemoryDisk.crash()` loses them (a disk that lies). */
  dropUnsynced?: boolean;
  /** The write that a crash interrupts leaves this many of its bytes behind. */
  tornTailBytes?: number;
  /** Milliseconds each write takes. */
  slowMs?: number;
  /** The next writes fail with this error. */
  failWith?: Error | undefined;
}

interface Written {
  readonly first: number;
  readonly bytes: Uint8Array;
  synced: boolean;
}

/** A disk of our own: outlives the log that writes to it, so that a test can crash one and open another. */
export class MemoryDisk {
  faults: DiskFaults = {};
  /** Noted by `replace`. */
  erased = 0;
  readonly #blocks: Written[] = [];

  get blocks(): readonly { readonly first: number; readonly bytes: Uint8Array }[] {
    return this.#blocks;
  }

  begin(first: number, block: Uint8Array): Written {
    const written = { first, bytes: Uint8Array.from(block), synced: false };
    this.#blocks.push(written);
    return written;
  }

  /** Whether a write is still there: a crash may have taken it. */
  holds(block: Written): boolean {
    return this.#blocks.includes(block);
  }

  remove(block: Written): void {
    const index = this.#blocks.indexOf(block);
    if (index >= 0) this.#blocks.splice(index, 1);
  }

  /** Puts other bytes in the place of blocks, all at once. */
  replace(blocks: readonly StoredBlock[], erased: number): void {
    for (const { first, bytes } of blocks) {
      const at = this.#blocks.findIndex((block) => block.first === first);
      if (at >= 0) this.#blocks[at] = { first, bytes: Uint8Array.from(bytes), synced: true };
    }
    this.erased = erased;
  }

  /** The power fails: what is not synced is lost; the first lost write may leave a torn tail. */
  crash(): void {
    const lost = this.#blocks.findIndex((block) => !block.synced);
    if (lost < 0) return;
    const torn = this.#blocks[lost];
    this.#blocks.length = lost;
    const left = this.faults.tornTailBytes ?? 0;
    if (torn !== undefined && left > 0) {
      this.#blocks.push({ first: torn.first, bytes: torn.bytes.slice(0, left), synced: true });
    }
  }

  dropTornTail(): void {
    const last = this.#blocks.at(-1);
    if (last !== undefined && !isComplete(last.bytes)) this.#blocks.pop();
  }

  /** Flips one bit near the end of the block that begins at `first`, for damage tests. */
  damage(first: number): void {
    const bytes = this.#blocks.find((block) => block.first === first)?.bytes;
    if (bytes === undefined) throw new RangeError(`no block at ${first}`);
    bytes[bytes.length - 3] = (bytes[bytes.length - 3] ?? 0) ^ 1;
  }
}

/** Blocks in memory, held to the same contract as the real disk. Keeps no index: it is rebuilt at opening. */
export class MemoryBlockStorage implements BlockStorage {
  readonly index = undefined;
  readonly #disk: MemoryDisk;
  readonly #delay: (run: () => void, ms: number) => void;

  constructor(disk: MemoryDisk, delay: (run: () => void, ms: number) => void) {
    this.#disk = disk;
    this.#delay = delay;
    // A write that a crash cut short was never acknowledged: it is not part of the log.
    disk.dropTornTail();
  }

  append(first: number, block: Uint8Array): Promise<void> {
    const { failWith, slowMs, dropUnsynced } = this.#disk.faults;
    const written = this.#disk.begin(first, block);
    return new Promise((resolve, reject) => {
      this.#delay(() => {
        if (failWith !== undefined) {
          this.#disk.remove(written);
          return reject(failWith);
        }
        // A crash in between has taken the write away: then nobody is told anything.
        if (!this.#disk.holds(written)) return;
        written.synced = dropUnsynced !== true;
        resolve();
      }, slowMs ?? 0);
    });
  }

  floor(position: number): StoredBlock | undefined {
    const blocks = this.#disk.blocks;
    let low = 0;
    let high = blocks.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((blocks[middle]?.first ?? 0) <= position) low = middle + 1;
      else high = middle;
    }
    return blocks[low - 1];
  }

  *from(position: number): Iterable<StoredBlock> {
    const first = this.floor(position)?.first ?? 0;
    for (const block of this.#disk.blocks) if (block.first >= first) yield block;
  }

  last(): StoredBlock | undefined {
    return this.#disk.blocks.at(-1);
  }

  replace(blocks: readonly StoredBlock[], erased: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#delay(() => {
        if (this.#disk.faults.failWith !== undefined) return reject(this.#disk.faults.failWith);
        this.#disk.replace(blocks, erased);
        resolve();
      }, this.#disk.faults.slowMs ?? 0);
    });
  }

  erased(): number {
    return this.#disk.erased;
  }

  async close(): Promise<void> {}
}
