import { between } from '../recovery/random.ts';

/** Values that programs trip over, for any dialect that decodes to plain data. */
export const hostile: readonly unknown[] = [
  undefined,
  null,
  true,
  false,
  0,
  -1,
  1.5,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  2 ** 31,
  2 ** 32,
  2 ** 53,
  -(2 ** 53),
  '',
  ' ',
  '\0',
  '__proto__',
  'constructor',
  '雁'.repeat(40),
  '\ud800',
  'x'.repeat(5000),
  [],
  [[[[[[[[]]]]]]]],
  {},
  { length: -1 },
  { toString: 1 },
  JSON.parse('{"__proto__": {"admin": true}}'),
];

/** Replaces, drops, doubles or adds something somewhere in a tree of plain data. The tree itself is left as it is. */
export function mutate(value: unknown, random: () => number): unknown {
  const evil = hostile[between(random, 0, hostile.length - 1)];
  if (Array.isArray(value) && value.length > 0 && random() < 0.85) {
    const at = between(random, 0, value.length - 1);
    const copy = [...value];
    const dice = random();
    if (dice < 0.1) copy.splice(at, 1);
    else if (dice < 0.2) copy.splice(at, 0, evil);
    else if (dice < 0.25) copy.length = at;
    else copy[at] = mutate(copy[at], random);
    return copy;
  }
  if (isObject(value) && random() < 0.85) {
    const keys = Object.keys(value);
    const key = keys[between(random, 0, keys.length - 1)];
    if (key === undefined) return evil;
    const { [key]: child, ...rest } = value;
    const dice = random();
    if (dice < 0.15) return rest;
    if (dice < 0.2) return { ...rest, [`${key}x`]: child };
    return { ...rest, [key]: mutate(child, random) };
  }
  return evil;
}

/** Flips, cuts or repeats some bytes. */
export function mutateBytes(bytes: Uint8Array, random: () => number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  const dice = random();
  if (dice < 0.2) return copy.subarray(0, between(random, 0, copy.length));
  if (dice < 0.3) return new Uint8Array([...copy, ...copy]);
  for (let flips = between(random, 1, 4); flips > 0; flips--) {
    const at = between(random, 0, copy.length - 1);
    copy[at] = between(random, 0, 255);
  }
  return copy;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);
}
