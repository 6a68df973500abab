import { Refused } from '../../events/refused.ts';
import { accept, type Decision } from '../host/decider.ts';
import { CommunityBit, hasBit, type PermissionGroup } from './permissions.ts';
import { type Actor, noSuchGroup, refusal, rulesOf, topicRefusal } from './rights.ts';
import type { GroupState } from './state.ts';

/** Decisions about permission groups (product.md §2.24, rest-api.md §22). */
const MAX_GROUPS = 20;
/** Members of a group that manages members. */
const MAX_MANAGERS = 20;
const NO_GROUP = 110008;

type Context = { readonly now: number };
/** What became of one item of a batch; 0 is done. */
export interface ItemResult {
  readonly id: string;
  readonly code: number;
  readonly problem: string;
}

export interface CreatePermissionGroup {
  readonly by: Actor;
  readonly id: string;
  readonly name: string;
  readonly custom: string;
  /** Decimal. */
  readonly mask: string;
}

export function createPermissionGroup(
  state: GroupState,
  { by, ...group }: CreatePermissionGroup,
  { now }: Context,
): Decision<undefined> {
  const refused = refusalToManage(state, by, 'managePermissionGroups');
  if (refused !== undefined) return refused;
  const { byId } = state.permissions;
  if (byId.has(group.id)) return new Refused(10021, 'the id of the permission group is in use');
  if (byId.size >= MAX_GROUPS) return new Refused(10037, `a community has at most ${MAX_GROUPS} permission groups`);
  const data = { ...group, createdAt: Math.floor(now / 1000), by: by.user };
  return accept([{ type: 'PermissionGroupCreated', data }], undefined);
}

export interface ChangePermissionGroup {
  readonly by: Actor;
  readonly id: string;
  readonly changes: { readonly name?: string; readonly custom?: string; readonly mask?: string };
}

export function changePermissionGroup(
  state: GroupState,
  { by, id, changes }: ChangePermissionGroup,
): Decision<undefined> {
  const refused = refusalToManage(state, by, 'managePermissionGroups');
  if (refused !== undefined) return refused;
  const group = state.permissions.byId.get(id);
  if (group === undefined) return new Refused(NO_GROUP, `there is no permission group ${id}`);
  const { mask } = changes;
  if (mask !== undefined && managesMembers(BigInt(mask)) && group.members.size > MAX_MANAGERS) {
    return new Refused(110012, `a group that manages members has at most ${MAX_MANAGERS} of its own`);
  }
  if (Object.keys(changes).length === 0) return accept([], undefined);
  return accept([{ type: 'PermissionGroupChanged', data: { id, ...changes, by: by.user } }], undefined);
}

type Batch = { readonly by: Actor; readonly ids: readonly string[] };

export function deletePermissionGroups(state: GroupState, { by, ids }: Batch): Decision<readonly ItemResult[]> {
  const refused = refusalToManage(state, by, 'managePermissionGroups');
  if (refused !== undefined) return refused;
  const results = [...new Set(ids)].map((id) =>
    item(id, state.permissions.byId.has(id) ? undefined : new Refused(NO_GROUP, `there is no permission group ${id}`)),
  );
  const done = idsDone(results);
  return accept(
    done.length === 0 ? [] : [{ type: 'PermissionGroupsDeleted', data: { ids: done, by: by.user } }],
    results,
  );
}

type Members = { readonly by: Actor; readonly id: string; readonly users: readonly string[] };

/** Members of the community only; who is in already is told so (10013). */
export function addPermissionMembers(state: GroupState, { by, id, users }: Members): Decision<readonly ItemResult[]> {
  const group = groupFor(state, by, id, 'managePermissionMembers');
  if (group instanceof Refused) return group;
  const room = managesMembers(group.mask) ? MAX_MANAGERS - group.members.size : Number.POSITIVE_INFINITY;
  const added: string[] = [];
  const results = [...new Set(users)].map((user) => {
    if (group.members.has(user)) return item(user, new Refused(10013, `${user} is in the group already`));
    if (!state.members.has(user)) return item(user, new Refused(10019, `${user} is not a member of the community`));
    if (added.length >= room) return item(user, new Refused(110012, `at most ${MAX_MANAGERS} may manage members`));
    added.push(user);
    return item(user, undefined);
  });
  const data = { id, users: added, by: by.user };
  return accept(added.length === 0 ? [] : [{ type: 'PermissionMembersAdded', data }], results);
}

/** Strangers among them count as done (rest-api.md §22.10). */
export function removePermissionMembers(
  state: GroupState,
  { by, id, users }: Members,
): Decision<readonly ItemResult[]> {
  const group = groupFor(state, by, id, 'managePermissionMembers');
  if (group instanceof Refused) return group;
  const removed = [...new Set(users)].filter((user) => group.members.has(user));
  const results = users.map((user) => item(user, undefined));
  const data = { id, users: removed, by: by.user };
  return accept(removed.length === 0 ? [] : [{ type: 'PermissionMembersRemoved', data }], results);
}

export interface SetTopicPermissions {
  readonly by: Actor;
  readonly id: string;
  readonly masks: readonly (readonly [topic: string, mask: string])[];
  /** `add`: only where nothing is said yet; `change`: only where something is. */
  readonly how: 'add' | 'change';
}

export function setTopicPermissions(
  state: GroupState,
  { by, id, masks, how }: SetTopicPermissions,
): Decision<readonly ItemResult[]> {
  const group = groupFor(state, by, id);
  if (group instanceof Refused) return group;
  const set = new Map<string, string>();
  const results = masks.map(([topic, mask]) => {
    const problem = topicProblem(state, by, topic) ?? placeProblem(group, topic, how === 'change');
    if (problem === undefined) set.set(topic, mask);
    return item(topic, problem);
  });
  const data = { id, masks: [...set], by: by.user };
  return accept(set.size === 0 ? [] : [{ type: 'TopicPermissionsSet', data }], results);
}

type Topics = { readonly by: Actor; readonly id: string; readonly topics: readonly string[] };

export function removeTopicPermissions(state: GroupState, { by, id, topics }: Topics): Decision<readonly ItemResult[]> {
  const group = groupFor(state, by, id);
  if (group instanceof Refused) return group;
  const results = [...new Set(topics)].map((topic) =>
    item(topic, topicProblem(state, by, topic) ?? placeProblem(group, topic, true)),
  );
  const done = idsDone(results);
  const data = { id, topics: done, by: by.user };
  return accept(done.length === 0 ? [] : [{ type: 'TopicPermissionsRemoved', data }], results);
}

/** The group, when the actor may do this to it; else why not. Without a right the topics decide, each for itself. */
function groupFor(
  state: GroupState,
  by: Actor,
  id: string,
  right?: 'managePermissionMembers',
): PermissionGroup | Refused {
  const refused = right === undefined ? switchedOff(state) : refusalToManage(state, by, right);
  return refused ?? state.permissions.byId.get(id) ?? new Refused(NO_GROUP, `there is no permission group ${id}`);
}

function refusalToManage(
  state: GroupState,
  by: Actor,
  right: 'managePermissionGroups' | 'managePermissionMembers',
): Refused | undefined {
  return switchedOff(state) ?? refusal(state, by, right);
}

function switchedOff(state: GroupState): Refused | undefined {
  if (state.phase !== 'alive') return noSuchGroup(state);
  if (rulesOf(state).topics && state.profile.enablePermission) return undefined;
  return new Refused(10007, 'permission groups are for communities with EnablePermission');
}

function topicProblem(state: GroupState, by: Actor, topic: string): Refused | undefined {
  if (!state.topics.has(topic)) return new Refused(110003, `the topic ${topic} does not exist`);
  return topicRefusal(state, by, topic, 'setPermissions');
}

function placeProblem({ topics }: PermissionGroup, topic: string, expected: boolean): Refused | undefined {
  if (topics.has(topic) === expected) return undefined;
  return expected
    ? new Refused(110011, `the permission group says nothing of ${topic}`)
    : new Refused(110010, `the permission group has ${topic} already`);
}

const managesMembers = (mask: bigint): boolean => hasBit(mask, CommunityBit.members);

function item(id: string, problem: Refused | undefined): ItemResult {
  return { id, code: problem?.code ?? 0, problem: problem?.message ?? '' };
}

function idsDone(results: readonly ItemResult[]): string[] {
  return results.filter(({ code }) => code === 0).map(({ id }) => id);
}
