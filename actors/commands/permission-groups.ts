import type { Caller } from '../../events/caller.ts';
import { Refused } from '../../events/refused.ts';
import { groupDecider } from '../group/decider.ts';
import { maskProblem } from '../group/permissions.ts';
import { type Dependencies, streamOfGroup } from './dependencies.ts';
import type { TopicCommands } from './topic-types.ts';

type PermissionCommands = Omit<TopicCommands, 'createTopic' | 'changeTopic' | 'deleteTopics'>;

/** Items of one call (rest-api.md §22). */
const MAX_GROUPS = 20;
const MAX_MEMBERS = 100;
const MAX_TOPICS = 50;
const MAX_NAME_BYTES = 150;
const MAX_CUSTOM_BYTES = 3000;
const MAX_ID_BYTES = 48;

/** Ids of permission groups (product.md §2.24). */
const GENERATED = '@PMG#_@PMG#';
const OWN = '@PMG#_';
const printable = /^[\x20-\x7e]+$/;

/** Permission groups of communities (product.md §2.24). */
export function permissionCommands(dependencies: Dependencies): PermissionCommands {
  const { host, words } = dependencies;
  const stream = ({ app }: Caller, group: string) => streamOfGroup(app, group);
  return {
    async createPermissionGroup(caller, { group, name, custom = '', mask = '0', ...command }) {
      const id = command.id ?? `${GENERATED}${words.next()}`;
      if (command.id !== undefined) checkId(command.id);
      check({ name, custom, mask });
      const data = { by: caller, id, name, custom, mask: String(BigInt(mask)) };
      await host.ask(groupDecider, stream(caller, group), 'createPermissionGroup', data, caller);
      return id;
    },
    async changePermissionGroup(caller, { group, id, changes }) {
      check(changes);
      const { mask } = changes;
      const data = {
        by: caller,
        id,
        changes: mask === undefined ? changes : { ...changes, mask: String(BigInt(mask)) },
      };
      await host.ask(groupDecider, stream(caller, group), 'changePermissionGroup', data, caller);
    },
    async deletePermissionGroups(caller, { group, ids }) {
      atMost(MAX_GROUPS, ids);
      return host.ask(groupDecider, stream(caller, group), 'deletePermissionGroups', { by: caller, ids }, caller);
    },
    async addPermissionMembers(caller, { group, id, users }) {
      atMost(MAX_MEMBERS, users);
      return host.ask(groupDecider, stream(caller, group), 'addPermissionMembers', { by: caller, id, users }, caller);
    },
    async removePermissionMembers(caller, { group, id, users }) {
      atMost(MAX_MEMBERS, users);
      const data = { by: caller, id, users };
      return host.ask(groupDecider, stream(caller, group), 'removePermissionMembers', data, caller);
    },
    async setTopicPermissions(caller, { group, id, masks, how }) {
      atMost(MAX_TOPICS, masks);
      for (const [, mask] of masks) check({ mask });
      const data = { by: caller, id, masks, how };
      return host.ask(groupDecider, stream(caller, group), 'setTopicPermissions', data, caller);
    },
    async removeTopicPermissions(caller, { group, id, topics }) {
      atMost(MAX_TOPICS, topics);
      const data = { by: caller, id, topics };
      return host.ask(groupDecider, stream(caller, group), 'removeTopicPermissions', data, caller);
    },
  };
}

function check({ name, custom, mask }: { name?: string; custom?: string; mask?: string }): void {
  if (name === '' || Buffer.byteLength(name ?? '') > MAX_NAME_BYTES) {
    throw new Refused(10004, `the name of a permission group has 1 to ${MAX_NAME_BYTES} bytes`);
  }
  if (Buffer.byteLength(custom ?? '') > MAX_CUSTOM_BYTES) {
    throw new Refused(10004, `CustomString holds at most ${MAX_CUSTOM_BYTES} bytes`);
  }
  const problem = mask === undefined ? undefined : maskProblem(mask);
  if (problem !== undefined) throw new Refused(10004, problem);
}

function checkId(id: string): void {
  const fits = printable.test(id) && Buffer.byteLength(id) <= MAX_ID_BYTES;
  if (fits && id.startsWith(OWN) && id.length > OWN.length && !id.startsWith(GENERATED)) return;
  throw new Refused(10004, `the id of a permission group is ${OWN}… of at most ${MAX_ID_BYTES} bytes`);
}

function atMost(most: number, list: readonly unknown[]): void {
  if (list.length > most) throw new Refused(10005, `at most ${most} of them per call`);
}
