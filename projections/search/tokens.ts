import { isSign, type Run, runsOf } from './normalise.ts';

/**
 * Tokens of the full-text index. The first letter says what a token is, so that none is taken for another: `g` one or two
 * neighbouring characters, `w` a word; `search/documents.ts` adds who may see a message and what it is. A token holds
 * letters, digits and signs only: to the index each is one word, and none is part of its query language.
 */
type Token = string;

/** How a text is searched. `words`: messages, where a word is found by its beginning. `parts`: names, by any part. */
export type Manner = 'words' | 'parts';

/** Characters of a word that are indexed; longer ones are told apart by their text. */
const WORD_CHARACTERS = 40;

/** Everything a normalised text is found by. */
export function tokensOf(normalised: string, manner: Manner): ReadonlySet<Token> {
  const tokens = new Set<Token>();
  for (const run of runs(normalised, manner)) {
    if (run.kind === 'word') tokens.add(wordToken(run.characters));
    else {
      for (const character of run.characters) tokens.add(`g${character}`);
      for (const pair of pairsOf(run.characters)) tokens.add(pair);
    }
  }
  return tokens;
}

/** A keyword as the index is asked for it. */
export interface Keyword {
  /** Normalised; '' when there is nothing in it that could be found. */
  readonly text: string;
  /** All of them are in every text that matches. A `*` behind a token: and whatever begins so. */
  readonly tokens: readonly string[];
  /** The tokens alone decide: the text need not be looked at. */
  readonly exact: boolean;
}

export function keywordOf(normalised: string, manner: Manner): Keyword {
  const found = runs(normalised, manner);
  const tokens = found.flatMap((run, at) => {
    if (run.kind === 'signs') return run.characters.length === 1 ? [`g${run.characters[0]}`] : pairsOf(run.characters);
    // Somebody may still be typing the last word.
    return [wordToken(run.characters) + (at === found.length - 1 ? '*' : '')];
  });
  const [only] = found;
  const short = only !== undefined && only.characters.length <= (only.kind === 'signs' ? 2 : WORD_CHARACTERS);
  return { text: normalised, tokens: [...new Set(tokens)], exact: found.length === 1 && short };
}

/**
 * Whether a normalised text holds a normalised keyword: as it stands there, a space for whatever separates; in `words`,
 * a keyword that begins with a word begins where a word begins. What the index finds and this confirms is exact.
 */
export function holds(text: string, keyword: string, manner: Manner): boolean {
  if (keyword === '') return false;
  const anywhere = manner === 'parts' || isSign(String.fromCodePoint(keyword.codePointAt(0) ?? 0));
  for (let at = text.indexOf(keyword); at >= 0; at = text.indexOf(keyword, at + 1)) {
    if (anywhere || beginsWord(text, at)) return true;
  }
  return false;
}

function beginsWord(text: string, at: number): boolean {
  if (at === 0) return true;
  const before = text.charCodeAt(at - 1);
  const pair = before >= 0xdc00 && before < 0xe000;
  const character = text.slice(at - (pair ? 2 : 1), at);
  return character === ' ' || isSign(character);
}

/** Part of a MATCH expression: all of the tokens. Quoted, whatever they are made of. */
export function allOf(tokens: readonly string[]): string {
  return tokens.map(quoted).join(' AND ');
}

export function anyOf(tokens: readonly string[]): string {
  return tokens.map(quoted).join(' OR ');
}

function quoted(token: string): string {
  const begins = token.endsWith('*');
  const text = begins ? token.slice(0, -1) : token;
  return `"${text.replaceAll('"', '""')}"${begins ? '*' : ''}`;
}

const runs = (normalised: string, manner: Manner): readonly Run[] =>
  manner === 'words'
    ? runsOf(normalised)
    : normalised.split(' ').flatMap((part) => (part === '' ? [] : [{ kind: 'signs', characters: [...part] }]));

const wordToken = (characters: readonly string[]): Token => `w${characters.slice(0, WORD_CHARACTERS).join('')}`;

const pairsOf = (characters: readonly string[]): Token[] =>
  characters.slice(1).map((character, at) => `g${characters[at]}${character}`);
