import type { RelationResult } from '../../actors/commands/relation-types.ts';

/** Fields of an answer. */
export type Fields = Readonly<Record<string, unknown>>;

/** What became of one user of a list (rest-api.md §11). */
export interface Item {
  readonly To_Account: string;
  readonly ResultCode: number;
  readonly ResultInfo: string;
}

export function resultItem({ peer, code, problem }: RelationResult): Item {
  return { To_Account: peer, ResultCode: code, ResultInfo: problem };
}

export function resultItems(results: readonly RelationResult[]): Fields {
  return itemsWithFailed('ResultItem', results.map(resultItem));
}

/** The items, and those that failed by name, if there are any (error-codes.md §1). */
export function itemsWithFailed(key: string, items: readonly Item[]): Fields {
  const failed = items.filter(({ ResultCode }) => ResultCode !== 0).map(({ To_Account }) => To_Account);
  return { [key]: items, ...(failed.length > 0 && { Fail_Account: failed }) };
}
