import type { Caller } from '../../events/caller.ts';

/** Instances remembered: about 100 bytes each. */
const CAPACITY = 50_000;

type Instance = Pick<Caller, 'app' | 'user' | 'instance'>;

/**
 * Up to which position of the log each instance has acknowledged everything, over reconnects. Lost with the process and
 * for the longest silent ones: then the client's own cookie counts.
 */
export class ConfirmedPositions {
  readonly #positions = new Map<string, number>();

  note(instance: Instance, position: number): void {
    const key = keyOf(instance);
    if (position <= (this.#positions.get(key) ?? 0)) return;
    // Deleted first, so that the map stays in the order of use.
    this.#positions.delete(key);
    this.#positions.set(key, position);
    if (this.#positions.size <= CAPACITY) return;
    const [oldest] = this.#positions.keys();
    if (oldest !== undefined) this.#positions.delete(oldest);
  }

  /** 0 when nothing is known. */
  of(instance: Instance): number {
    return this.#positions.get(keyOf(instance)) ?? 0;
  }

  forget(instance: Instance): void {
    this.#positions.delete(keyOf(instance));
  }
}

function keyOf({ app, user, instance }: Instance): string {
  return `${app}.${instance}.${user}`;
}
