/** Order of two strings by their UTF-8 bytes, which is the order of their code points: the order of every store. */
export function compareUtf8(one: string, other: string): number {
  const length = Math.min(one.length, other.length);
  for (let at = 0; at < length; at++) {
    const a = one.charCodeAt(at);
    const b = other.charCodeAt(at);
    if (a === b) continue;
    // Halves of surrogate pairs (above U+FFFF) come behind everything of one unit.
    const high = (unit: number) => unit >= 0xd800 && unit <= 0xdfff;
    return high(a) === high(b) ? a - b : high(a) ? 1 : -1;
  }
  return one.length - other.length;
}
