import { createHash } from 'node:crypto';
import { BoundedCache } from './bounded-cache.ts';

/** Every TinyId lies behind this number, where the public service's own ids lie too. */
const BASE = 2n ** 57n;
const HASH_BITS = 56;

/**
 * The number of a user, as a decimal string: 2^57 plus 56 bits of SHA-256 over `<app>.<user>`. It follows from app and
 * UserID alone, so it needs no storage and never changes; two of a million users share one with a chance of 1 in 140,000,
 * and then only the client's message ids of the two lose their difference (wire-messages.md §1.3).
 */
export function tinyIdOf(app: number, user: string): string {
  const digest = createHash('sha256').update(`${app}.${user}`).digest();
  return (BASE + (digest.readBigUInt64BE(0) >> BigInt(64 - HASH_BITS))).toString();
}

/**
 * `tinyIdOf` that remembers the users of the last messages: the number travels with every message, so looking it up makes
 * no string. `size`: users per app and generation.
 */
export function cachedTinyIds(size: number): (app: number, user: string) => string {
  const apps = new Map<number, BoundedCache<string, string>>();
  return (app, user) => {
    let known = apps.get(app);
    if (known === undefined) {
      known = new BoundedCache(size);
      apps.set(app, known);
    }
    let id = known.get(user);
    if (id === undefined) {
      id = tinyIdOf(app, user);
      known.set(user, id);
    }
    return id;
  };
}
