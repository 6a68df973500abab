import type { ItemResult } from '../../actors/group/permission-groups.ts';
import { listOf, may, need, needMap, oneOf, text } from './fields.ts';
import { fieldsOf, groupId, pairs, topicId, userIds } from './group-fields.ts';
import { pageSize, userId } from './message-fields.ts';
import { Request } from './protocol.ts';
import type { Handler } from './requests.ts';

const id = text(48, 1);
const ids = listOf(id, 20);
const topicIds = listOf(topicId, 50);
const fields = { name: text(150), custom: text(3000), mask: text(20) };
const coming = oneOf('add', 'remove');
const setting = oneOf('add', 'change');

const itemRow = (item: ItemResult) => [item.id, item.code, item.problem];

/** The group and the permission group that a request names. @throws Refused 20001. */
const target = (group: unknown, one: unknown) => ({
  group: need(groupId, 'group', group),
  id: need(id, 'permission group', one),
});

/** Requests about permission groups of communities. */
export const permissionRequests: readonly (readonly [number, Handler])[] = [
  [
    Request.permissionGroups,
    ({ queries }, caller, [, , group]) => queries.permissionGroups(caller, { group: need(groupId, 'group', group) }),
  ],
  [
    Request.createPermissionGroup,
    ({ commands }, caller, [, , group, value]) => {
      const map = needMap(value);
      return commands.createPermissionGroup(caller, {
        group: need(groupId, 'group', group),
        id: may(id, 'id', map.id),
        ...fieldsOf(map, fields),
        name: need(fields.name, 'name', map.name),
      });
    },
  ],
  [
    Request.changePermissionGroup,
    ({ commands }, caller, [, , group, one, value]) =>
      commands.changePermissionGroup(caller, { ...target(group, one), changes: fieldsOf(needMap(value), fields) }),
  ],
  [
    Request.deletePermissionGroups,
    async ({ commands }, caller, [, , group, list]) => {
      const command = { group: need(groupId, 'group', group), ids: need(ids, 'permission groups', list) };
      return (await commands.deletePermissionGroups(caller, command)).map(itemRow);
    },
  ],
  [
    Request.permissionMembers,
    async ({ queries }, caller, [, , group, one, limit, after]) => {
      const page = { limit: need(pageSize, 'limit', limit), after: may(userId, 'after', after) ?? '' };
      const { members, next } = await queries.permissionMembers(caller, { ...target(group, one), ...page });
      return { members: members.map(({ user }) => user), next };
    },
  ],
  [
    Request.changePermissionMembers,
    async ({ commands }, caller, [, , group, one, list, how]) => {
      const command = { ...target(group, one), users: need(userIds, 'users', list) };
      const results =
        need(coming, 'what', how) === 'add'
          ? await commands.addPermissionMembers(caller, command)
          : await commands.removePermissionMembers(caller, command);
      return results.map(itemRow);
    },
  ],
  [
    Request.setTopicPermissions,
    async ({ commands }, caller, [, , group, one, masks, how]) => {
      const command = { ...target(group, one), masks: need(pairs, 'masks', masks), how: need(setting, 'how', how) };
      return (await commands.setTopicPermissions(caller, command)).map(itemRow);
    },
  ],
  [
    Request.removeTopicPermissions,
    async ({ commands }, caller, [, , group, one, list]) => {
      const command = { ...target(group, one), topics: need(topicIds, 'topics', list) };
      return (await commands.removeTopicPermissions(caller, command)).map(itemRow);
    },
  ],
];
