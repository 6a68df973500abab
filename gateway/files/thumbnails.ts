import type { Sharp } from 'sharp';
import type { BlobStore } from './blob-store.ts';
import type { FileRecord } from './records.ts';
import type { Side } from './urls.ts';

/** Larger images are served as they are: what a few kilobytes unpack to must not fill the memory. */
const MAX_PIXELS = 100_000_000;
/** Images that are worked on at a time; the work itself is done on threads of the library. */
const AT_ONCE = 2;
/** Those that may wait; more are served as they are. */
const MAX_WAITING = 500;

/** Formats that a smaller version is written in; for any other one there is none. */
const formats: Readonly<Record<string, { readonly type: string; write(image: Sharp): Sharp }>> = {
  jpeg: { type: 'image/jpeg', write: (image) => image.jpeg({ quality: 80 }) },
  png: { type: 'image/png', write: (image) => image.png() },
  webp: { type: 'image/webp', write: (image) => image.webp({ quality: 80 }) },
  gif: { type: 'image/gif', write: (image) => image.gif() },
};

export interface Thumbnail {
  readonly key: string;
  readonly type: string;
}

export interface Measures {
  readonly width: number;
  readonly height: number;
}

/** Smaller versions of images: made when somebody asks for the first time, kept beside the image. */
export class Thumbnails {
  readonly #store: BlobStore;
  /** What is being made or was made, so that a hundred members who see an image at once cost one. Bounded. */
  readonly #known = new Map<string, Promise<Thumbnail | undefined>>();
  #working = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(store: BlobStore) {
    this.#store = store;
  }

  /**
   * The version whose shorter side has so many pixels, with the image turned as it is shown. Undefined: the image itself is
   * small enough, or it is none that can be read.
   */
  of(record: FileRecord, side: Side): Promise<Thumbnail | undefined> {
    const key = thumbnailKey(record.blob, side);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    if (this.#waiting.length >= MAX_WAITING) return Promise.resolve(undefined);
    const made = this.#make(record, key, side);
    this.#known.set(key, made);
    made.catch(() => this.#known.delete(key));
    const [oldest] = this.#known.keys();
    if (this.#known.size > 10_000 && oldest !== undefined) this.#known.delete(oldest);
    return made;
  }

  /** Width and height as the image is shown; undefined when it cannot be read. */
  async measure(blob: string): Promise<Measures | undefined> {
    const { default: sharp } = await load();
    const source = await this.#source(blob);
    try {
      const { autoOrient } = await sharp(source, { limitInputPixels: MAX_PIXELS }).metadata();
      return { width: autoOrient.width, height: autoOrient.height };
    } catch {
      return undefined; // not an image that the library knows: then it is a file like others
    }
  }

  /** Forgets and removes the versions of an image. */
  async remove(blob: string, sides: readonly Side[]): Promise<void> {
    for (const side of sides) {
      const key = thumbnailKey(blob, side);
      this.#known.delete(key);
      await this.#store.remove(key);
    }
  }

  async #make(record: FileRecord, key: string, side: Side): Promise<Thumbnail | undefined> {
    while (this.#working >= AT_ONCE) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#working++;
    try {
      return await this.#shrink(record, key, side);
    } finally {
      this.#working--;
      this.#waiting.shift()?.();
    }
  }

  async #shrink({ blob }: FileRecord, key: string, side: Side): Promise<Thumbnail | undefined> {
    const { default: sharp } = await load();
    const source = await this.#source(blob);
    const image = sharp(source, { limitInputPixels: MAX_PIXELS, failOn: 'error' });
    const found = await image.metadata().catch(() => undefined);
    const format = formats[found?.format ?? ''];
    if (found === undefined || format === undefined || Math.min(found.width, found.height) <= side) return undefined;
    if ((await this.#store.size(key)) === undefined) {
      const smaller = image.autoOrient().resize(side, side, { fit: 'outside', withoutEnlargement: true });
      const bytes = await format
        .write(smaller)
        .toBuffer()
        .catch(() => undefined);
      if (bytes === undefined) return undefined;
      await this.#store.put(key, bytes, format.type);
    }
    return { key, type: format.type };
  }

  async #source(blob: string): Promise<string | Buffer> {
    if (this.#store.way === 'served') return this.#store.source(blob);
    return (await this.#store.get(blob)) ?? Buffer.alloc(0);
  }
}

function thumbnailKey(blob: string, side: Side): string {
  return `${blob}.${side}`;
}

/** Loaded for the first image: a start must not pay for it, nor a server that holds none. */
async function load(): Promise<typeof import('sharp')> {
  const library = await import('sharp');
  // One thread per image, and nothing kept between images: memory stays flat.
  library.default.concurrency(1);
  library.default.cache(false);
  return library;
}
