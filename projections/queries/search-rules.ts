import { Refused } from '../../events/refused.ts';
import type { SearchIndex } from '../search/port.ts';
import type { QueryDeps } from './deps.ts';

/** Limits of searches (wire-messages.md §16). */
const MAX_KEYWORDS = 5;
const MAX_SENDERS = 5;
const MAX_COUNT = 100;
/** Characters of a keyword: each of them is looked up. */
const MAX_KEYWORD = 100;
/** Groups that one search of members may name. */
const MAX_GROUPS = 100;

/** The index of this node. Throws `Refused` 60020 when search is switched off. */
export function searchIndex({ search }: QueryDeps): SearchIndex {
  if (search === undefined) throw new Refused(60020, 'search is not switched on on this server');
  return search;
}

/** Throws `Refused` 27003 for what is more than a search may ask. */
export function checkSearch(query: {
  readonly keywords: readonly string[];
  readonly senders?: readonly string[] | undefined;
  readonly types?: readonly string[] | undefined;
  readonly groups?: readonly string[] | undefined;
}): void {
  const { keywords, senders = [], types = [], groups = [] } = query;
  if (keywords.length > MAX_KEYWORDS) throw badSearch(`at most ${MAX_KEYWORDS} keywords may be given`);
  if (senders.length > MAX_SENDERS) throw badSearch(`at most ${MAX_SENDERS} senders may be given`);
  if (groups.length > MAX_GROUPS) throw badSearch(`at most ${MAX_GROUPS} groups may be given`);
  if (keywords.length + senders.length + types.length === 0) throw badSearch('there is nothing to search for');
  const bad = keywords.find((keyword) => keyword.length > MAX_KEYWORD || keyword.trim() === '');
  if (bad !== undefined) throw badSearch(`a keyword must have 1 to ${MAX_KEYWORD} characters`);
}

export function badSearch(message: string): Refused {
  return new Refused(27003, message);
}

export function countOf({ count }: { readonly count: number }): number {
  return Math.max(1, Math.min(MAX_COUNT, Math.floor(count) || 1));
}

export function formatCursor(parts: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

/** Parts of a cursor of ours, of these types; undefined without a cursor. Throws `Refused` 27003 for any other text. */
export function parseCursor<T extends readonly ('number' | 'string')[]>(
  cursor: string | undefined,
  ...types: T
): { readonly [K in keyof T]: T[K] extends 'number' ? number : string } | undefined {
  if (!cursor) return undefined;
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    // Falls through to the refusal: whoever made this text gets told.
  }
  const sound =
    Array.isArray(parts) &&
    parts.length === types.length &&
    types.every((type, at) => typeof parts[at] === type && (type === 'string' || Number.isSafeInteger(parts[at])));
  if (!sound) throw badSearch('the cursor is not one of this server');
  // Checked against `types` above.
  return parts as unknown as { readonly [K in keyof T]: T[K] extends 'number' ? number : string };
}
