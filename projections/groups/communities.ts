import type { Envelope } from '../../events/envelope.ts';
import { communityStreamOf, topicStream } from '../../events/stream.ts';
import type { Handlers, Rows } from '../projection.ts';
import { appOf, idKey } from '../row-keys.ts';
import {
  groupKeyOf,
  mutedPartition,
  pairKey,
  permissionsPartition,
  permittedPartition,
  topicsPartition,
} from './keys.ts';
import type { Change } from './place.ts';
import type { PermissionRow, TopicRow } from './topic-row.ts';

/** What a community has beside other groups: topics, and permission groups with their members. */
export const communityHandlers: Handlers = {
  TopicCreated({ stream, data: { topic, generation, profile, createdAt } }, rows) {
    const row: TopicRow = { topic, generation, profile, createdAt };
    rows.put(topicsPartition(stream), idKey(topic), row);
  },
  TopicsDeleted({ stream, data }, rows) {
    const change = droppingTopics(rows, stream, data.topics);
    const groups = rows.range<PermissionRow>(permissionsPartition(stream));
    const gone = new Set(data.topics);
    change();
    for (const { sort, value } of groups) {
      const topics = value.topics.filter(([topic]) => !gone.has(topic));
      if (topics.length < value.topics.length) rows.put(permissionsPartition(stream), sort, { ...value, topics });
    }
  },
  TopicProfileChanged({ stream, data }, rows) {
    const community = topicsPartition(communityStreamOf(stream));
    const row = rows.get<TopicRow>(community, groupKeyOf(stream));
    if (!row) return;
    row.profile = { ...row.profile, ...data.changes };
    rows.put(community, groupKeyOf(stream), row);
  },

  PermissionGroupCreated({ stream, data: { id, name, custom, mask, createdAt } }, rows) {
    const row: PermissionRow = { id, name, custom, mask, createdAt, members: 0, topics: [] };
    rows.put(permissionsPartition(stream), idKey(id), row);
  },
  PermissionGroupChanged(event, rows) {
    const { name, custom, mask } = event.data;
    change(event, rows, (row) => {
      row.name = name ?? row.name;
      row.custom = custom ?? row.custom;
      row.mask = mask ?? row.mask;
    });
  },
  PermissionGroupsDeleted({ stream, data }, rows) {
    const members = data.ids.flatMap((id) => membersOf(rows, stream, id));
    for (const id of data.ids) rows.delete(permissionsPartition(stream), idKey(id));
    for (const sort of members) rows.delete(permittedPartition(stream), sort);
  },
  PermissionMembersAdded(event, rows) {
    const { id, users } = event.data;
    change(event, rows, (row) => {
      row.members += users.length;
      for (const user of users) rows.put(permittedPartition(event.stream), pairKey(idKey(id), idKey(user)), user);
    });
  },
  PermissionMembersRemoved(event, rows) {
    const { id, users } = event.data;
    change(event, rows, (row) => {
      row.members -= users.length;
      for (const user of users) rows.delete(permittedPartition(event.stream), pairKey(idKey(id), idKey(user)));
    });
  },
  TopicPermissionsSet(event, rows) {
    change(event, rows, (row) => {
      row.topics = [...new Map([...row.topics, ...event.data.masks])];
    });
  },
  TopicPermissionsRemoved(event, rows) {
    change(event, rows, (row) => {
      row.topics = row.topics.filter(([topic]) => !event.data.topics.includes(topic));
    });
  },
};

/** Who leaves the community is in none of its permission groups any more. */
export function leavingPermissions(rows: Rows, stream: string, users: readonly string[]): Change {
  const groups = rows.range<PermissionRow>(permissionsPartition(stream));
  const left = groups.flatMap(({ sort, value }) => {
    const keys = users.map((user) => pairKey(sort, idKey(user)));
    const held = keys.filter((key) => rows.get(permittedPartition(stream), key) !== undefined);
    return held.length === 0 ? [] : [{ sort, value, held }];
  });
  return () => {
    for (const { sort, value, held } of left) {
      for (const key of held) rows.delete(permittedPartition(stream), key);
      rows.put(permissionsPartition(stream), sort, { ...value, members: value.members - held.length });
    }
  };
}

/** The community is gone, with everything in it. */
export function endingCommunity(rows: Rows, stream: string): Change {
  const topics = rows.range<TopicRow>(topicsPartition(stream)).map(({ value }) => value.topic);
  const partitions = [permissionsPartition(stream), permittedPartition(stream)];
  const found = partitions.map((partition) => [partition, rows.range(partition)] as const);
  const dropTopics = droppingTopics(rows, stream, topics);
  return () => {
    dropTopics();
    for (const [partition, rest] of found) for (const { sort } of rest) rows.delete(partition, sort);
  };
}

function droppingTopics(rows: Rows, stream: string, topics: readonly string[]): Change {
  const muted = topics.map((topic) => mutedPartition(topicStream(Number(appOf(stream)), topic)));
  const found = muted.map((partition) => [partition, rows.range(partition)] as const);
  return () => {
    for (const topic of topics) rows.delete(topicsPartition(stream), idKey(topic));
    for (const [partition, rest] of found) for (const { sort } of rest) rows.delete(partition, sort);
  };
}

function membersOf(rows: Rows, stream: string, id: string): readonly string[] {
  const from = pairKey(idKey(id), '');
  return rows.range(permittedPartition(stream), { from, to: `${from}~` }).map(({ sort }) => sort);
}

type OfOneGroup =
  | 'PermissionGroupChanged'
  | 'PermissionMembersAdded'
  | 'PermissionMembersRemoved'
  | 'TopicPermissionsSet'
  | 'TopicPermissionsRemoved';

function change({ stream, data }: Envelope<OfOneGroup>, rows: Rows, apply: (row: PermissionRow) => void): void {
  const row = rows.get<PermissionRow>(permissionsPartition(stream), idKey(data.id));
  if (!row) return;
  apply(row);
  rows.put(permissionsPartition(stream), idKey(data.id), row);
}
