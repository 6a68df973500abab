import type { Listener, RelationChange } from '../../gateway/binary/client/index.ts';
import type { ProfileRow } from '../../gateway/binary/protocol.ts';
import { Told } from './told.ts';

/** A listener that also keeps what it was told of people, and of its user's lists. */
export class People extends Told implements Listener {
  readonly profiles: ProfileRow[] = [];
  readonly relations: RelationChange[] = [];
  #taken = 0;
  #wake: (() => void)[] = [];

  onProfile(profile: ProfileRow): void {
    this.profiles.push(profile);
    this.#tell();
  }

  onRelation(change: RelationChange): void {
    this.relations.push(change);
    this.#tell();
  }

  /** The next so many changes of the lists, each `[event, data]`. */
  async changes(count: number): Promise<readonly (readonly [event: string, data: unknown])[]> {
    const to = this.#taken + count;
    await this.told(() => this.relations.length >= to);
    const changes = this.relations.slice(this.#taken, to).map(({ event, data }) => [event, data] as const);
    this.#taken = to;
    return changes;
  }

  async told(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => this.#wake.push(resolve));
  }

  #tell(): void {
    for (const wake of this.#wake.splice(0)) wake();
  }
}
