import type { Caller } from '../../events/caller.ts';
import type { AttributeEntry } from '../../events/group/data.ts';
import { ATTRIBUTES, type AttributesRow } from '../groups/data.ts';
import type { QueryDeps } from './deps.ts';
import { groupOfMember } from './group-rows.ts';

export interface AttributesView {
  /** 0 while nobody has written any. */
  readonly mainSeq: number;
  readonly entries: readonly AttributeEntry[];
}

/** Reads of what members keep in a group. Members and administrators: `Refused` 10010 and 10007. */
export interface GroupDataQueries {
  groupAttributes(caller: Caller, query: { readonly group: string }): Promise<AttributesView>;
}

export async function groupAttributes(
  deps: QueryDeps,
  caller: Caller,
  { group }: { readonly group: string },
): Promise<AttributesView> {
  const { stream } = await groupOfMember(deps, caller, group);
  const row = await deps.runner.reader('group-data').get<AttributesRow>(stream, ATTRIBUTES);
  return { mainSeq: row?.mainSeq ?? 0, entries: row?.entries ?? [] };
}
