import type { Caller } from '../../events/caller.ts';
import type { AttributeEntry, CounterEntry } from '../../events/group/data.ts';
import { Refused } from '../../events/refused.ts';
import { ATTRIBUTES, type AttributesRow, COUNTERS, type CountersRow, PINS, type PinsRow } from '../groups/data.ts';
import type { MemberRow } from '../groups/member-row.ts';
import { readingRules } from '../groups/rules.ts';
import type { QueryDeps } from './deps.ts';
import { firstVisible } from './group-history.ts';
import { type GroupRows, groupOfMember, memberRow } from './group-rows.ts';
import { firstInTopic } from './topic-history.ts';
import { topicRows } from './topic-rows.ts';

export interface AttributesView {
  /** 0 while nobody has written any. */
  readonly mainSeq: number;
  readonly entries: readonly AttributeEntry[];
}

export interface CountersView {
  /** 0 while nobody has counted. */
  readonly seq: number;
  readonly entries: readonly CounterEntry[];
}

/** Reads of what members keep in a group. Members and administrators: `Refused` 10010 and 10007. */
export interface GroupDataQueries {
  groupAttributes(caller: Caller, query: { readonly group: string }): Promise<AttributesView>;
  /** Without keys, or with an empty list of them: all. */
  groupCounters(
    caller: Caller,
    query: { readonly group: string; readonly keys?: readonly string[] | undefined },
  ): Promise<CountersView>;
  /** Pinned messages that the caller sees in the history, the latest pin first. */
  pinnedMessages(
    caller: Caller,
    query: { readonly group: string; readonly topic?: string | undefined },
  ): Promise<PinsRow>;
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

export async function groupCounters(
  deps: QueryDeps,
  caller: Caller,
  { group: groupId, keys = [] }: { readonly group: string; readonly keys?: readonly string[] | undefined },
): Promise<CountersView> {
  const { stream, group } = await groupOfMember(deps, caller, groupId);
  if (!readingRules[group.type].counters) throw new Refused(10007, `a group of type ${group.type} has no counters`);
  const row = await deps.runner.reader('group-data').get<CountersRow>(stream, COUNTERS);
  const entries = row?.entries ?? [];
  return {
    seq: row?.seq ?? 0,
    entries: keys.length === 0 ? entries : entries.filter(([key]) => keys.includes(key)),
  };
}

export async function pinnedMessages(
  deps: QueryDeps,
  caller: Caller,
  { group, topic }: { readonly group: string; readonly topic?: string | undefined },
): Promise<PinsRow> {
  const about = await groupOfMember(deps, caller, group);
  const member = await memberRow(deps, caller.app, group, caller.user);
  const { stream, first } = await placeOf(deps, caller.app, about, topic, member);
  const pins = await deps.runner.reader('group-data').get<PinsRow>(stream, PINS);
  return (pins ?? []).filter(({ seq }) => seq >= first);
}

/** Where the pins of a group or topic are, and the first seq that somebody sees there. */
async function placeOf(
  deps: QueryDeps,
  app: number,
  about: GroupRows,
  topic: string | undefined,
  member: MemberRow | undefined,
): Promise<{ readonly stream: string; readonly first: number }> {
  if (topic === undefined) return { stream: about.stream, first: firstVisible(about, member) };
  const rows = await topicRows(deps, app, about, topic);
  return { stream: rows.stream, first: await firstInTopic(deps, about, rows, member) };
}
