import { typeByName } from '../../actors/group/types.ts';
import type { Caller } from '../../events/caller.ts';
import type { GroupType } from '../../events/group/events.ts';
import { Refused } from '../../events/refused.ts';
import type { GroupView } from '../../projections/queries/group-types.ts';
import type { Services } from '../services.ts';
import type { Answer } from './command.ts';

/** Types of groups that a command accepts: the letters of rest-api.md §3.7 (W P M A C). */
export const types: Readonly<Record<Acceptance, ReadonlySet<GroupType>>> = {
  any: new Set(['Work', 'Public', 'Meeting', 'AVChatRoom', 'Community']),
  withMembers: new Set(['Work', 'Public', 'Meeting', 'Community']),
  withMutes: new Set(['Public', 'Meeting', 'AVChatRoom', 'Community']),
  ordinary: new Set(['Work', 'Public', 'Meeting']),
  communities: new Set(['Community']),
  withBans: new Set(['AVChatRoom', 'Community']),
  live: new Set(['AVChatRoom']),
};
type Acceptance = 'any' | 'withMembers' | 'withMutes' | 'ordinary' | 'communities' | 'withBans' | 'live';

/** Longest id there is: that of a topic (rest-api.md §3.1). */
const MAX_ID_BYTES = 96;
const MAX_ANSWER_BYTES = 1024 * 1024;
const printable = /^[\x20-\x7e]+$/;

/**
 * The group that a command is about.
 * @throws Refused 10015 not an id, 10010 no such group, `code` (10007) a type that the command is not for.
 */
export async function groupOf(
  { queries }: Services,
  caller: Caller,
  groupId: string,
  accepted: ReadonlySet<GroupType> = types.any,
  code = 10007,
): Promise<GroupView> {
  if (!isGroupId(groupId)) throw new Refused(10015, 'GroupId is not the id of a group');
  const [group] = await queries.groups(caller, { groups: [groupId] });
  if (group === undefined) throw new Refused(10010, `the group ${groupId} does not exist`);
  if (!accepted.has(group.type)) throw new Refused(code, `not possible in a group of type ${group.type}`);
  return group;
}

export function isGroupId(text: string): boolean {
  return printable.test(text) && Buffer.byteLength(text) <= MAX_ID_BYTES;
}

/** The type of a name, old or new (rest-api.md §3.7). @throws Refused 10004. */
export function typeNamed(name: string): GroupType {
  const type = typeByName.get(name);
  if (type === undefined) throw new Refused(10004, `${name.slice(0, 40)} is not a type of groups`);
  return type;
}

/**
 * The administrator under another name, as the one whom tips show (`From_Account`).
 * @throws Refused 10019 nobody of that name.
 */
export async function actingAs(services: Services, caller: Caller, user: string | undefined): Promise<Caller> {
  if (!user) return caller;
  await requireAccount(services, caller, user);
  return { ...caller, user };
}

/** @throws Refused 10019. */
export async function requireAccount({ queries }: Services, caller: Caller, user: string): Promise<void> {
  const [account] = await queries.accounts(caller, { users: [user] });
  if (account === undefined) throw new Refused(10019, `${user.slice(0, 40)} does not exist`);
}

/** @throws Refused 10005. */
export function atMost(most: number, list: readonly unknown[], what = 'users'): void {
  if (list.length > most) throw new Refused(10005, `at most ${most} ${what} per call`);
}

/** @throws Refused 10018 for an answer of more than 1 MB. */
export function sized(answer: Answer): Answer {
  if (Buffer.byteLength(JSON.stringify(answer)) > MAX_ANSWER_BYTES) throw tooLarge();
  return answer;
}

export function tooLarge(): Refused {
  return new Refused(10018, 'the answer is larger than 1 MB: ask for less at a time');
}
