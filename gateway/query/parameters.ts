import type { Caller } from '../../events/caller.ts';
import { Refused } from '../../events/refused.ts';
import type { Services } from '../services.ts';
import { integerOf } from './authenticate.ts';

export type Parameters = ReadonlyMap<string, string>;
export type Resource = (services: Services, caller: Caller, query: Parameters) => Promise<object>;

const DEFAULT_PAGE = 20;
const MAX_PAGE = 100;

/** `user`: whose; the caller's own when absent. Whether he may ask for another's decides the query. */
export function userOf(caller: Caller, query: Parameters): string {
  return query.get('user') ?? caller.user;
}

/** A parameter that has to be there. @throws Refused 70402. */
export function textOf(query: Parameters, name: string): string {
  const text = query.get(name);
  if (!text) throw new Refused(70402, `${name} is missing`);
  return text;
}

/** `limit`: most entries of a page. @throws Refused 70402. */
export function limitOf(query: Parameters): number {
  return integerOf(query, 'limit', 1, MAX_PAGE) ?? DEFAULT_PAGE;
}

/** One of some words; undefined when absent. @throws Refused 70402. */
export function wordOf<W extends string>(query: Parameters, name: string, words: readonly W[]): W | undefined {
  const text = query.get(name);
  if (text === undefined || text === '') return undefined;
  const word = words.find((one) => one === text);
  if (word === undefined) throw new Refused(70402, `${name} must be one of ${words.join(', ')}`);
  return word;
}
