import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const KEY_BYTES = 32;

/** Keys of the apps that were made on this server: one file each in the data folder, for the owner's eyes only. */
export class AppKeys {
  readonly #folder: string;

  constructor(data: string) {
    this.#folder = join(data, 'app-keys');
  }

  /** @throws Error when there is none. */
  async read(app: number): Promise<string> {
    return (await readFile(this.#file(app), 'utf8')).trim();
  }

  /**
   * The key of an app; made when there is none. One that is given replaces what a creation has left that ended halfway. Resolves
   * when it is on disk.
   */
  async make(app: number, given: string | undefined): Promise<string> {
    const known = await this.read(app).catch(() => undefined);
    if (known !== undefined && (given ?? known) === known) return known;
    const key = given ?? randomBytes(KEY_BYTES).toString('hex');
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const draft = `${this.#file(app)}.new`;
    await writeFile(draft, `${key}\n`, { mode: 0o600, flush: true });
    await rename(draft, this.#file(app));
    return key;
  }

  async forget(app: number): Promise<void> {
    await rm(this.#file(app), { force: true });
  }

  #file(app: number): string {
    return join(this.#folder, String(app));
  }
}
