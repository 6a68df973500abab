/**
 * Characters that are looked for one by one and in pairs: scripts that write without spaces, and signs such as emoji.
 * Every other letter, digit or mark is part of a word; what is neither only separates.
 */
const sign =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\p{Extended_Pictographic}\p{So}\u30fc]/u;
const separators = /[^\p{L}\p{N}\p{M}\p{Extended_Pictographic}\p{So}]+/gu;
/** Joiners, variation selectors, soft hyphens: nobody sees them, so nobody can type them into a search. */
const invisible = /\p{Default_Ignorable_Code_Point}+/gu;

/**
 * Text as it is searched, the same for what is stored and for what is asked: compatible forms are one (NFKC), case is
 * folded, and whatever separates words is one space. Applied twice it gives the same.
 */
export function normalise(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(invisible, '')
    .normalize('NFKC')
    .replaceAll('ς', 'σ')
    .replace(separators, ' ')
    .trim();
}

/** Whether a character (one code point) stands for itself, rather than being part of a word. */
export function isSign(character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  // Most characters: words of ASCII, and the common part of Han.
  if (code < 0x80) return false;
  if (code >= 0x4e00 && code < 0xa000) return true;
  return sign.test(character);
}

/** A maximal stretch of characters of one kind, without spaces. */
export interface Run {
  readonly kind: 'signs' | 'word';
  readonly characters: readonly string[];
}

/** Takes normalised text apart. */
export function runsOf(normalised: string): readonly Run[] {
  const runs: { kind: Run['kind']; characters: string[] }[] = [];
  let open: { kind: Run['kind']; characters: string[] } | undefined;
  for (const character of normalised) {
    if (character === ' ') {
      open = undefined;
      continue;
    }
    const kind = isSign(character) ? 'signs' : 'word';
    if (open?.kind !== kind) {
      open = { kind, characters: [] };
      runs.push(open);
    }
    open.characters.push(character);
  }
  return runs;
}
