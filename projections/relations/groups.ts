import type { Grouped, RelationEventType } from '../../events/user/relations.ts';
import type { Handlers, Rows } from '../projection.ts';
import { appOf, userKeyOf } from '../row-keys.ts';
import { allFriends, type FriendRow, friendKey, GROUPS, listsOf, putTotals, totalsOf } from './row.ts';

/** The groups that users put their friends in. */
export const groupHandlers: Pick<Handlers, Extract<RelationEventType, `FriendGroup${string}`>> = {
  FriendGroupsCreated({ stream, data: { names, friends } }, rows) {
    const partition = partitionOf(stream);
    const before = rows.get<readonly string[]>(partition, GROUPS) ?? [];
    regroup(rows, partition, friends);
    rows.put(partition, GROUPS, [...before, ...names]);
  },
  FriendGroupsDeleted({ stream, data: { names } }, rows) {
    rename(rows, partitionOf(stream), (groups) => groups.filter((one) => !names.includes(one)));
  },
  FriendGroupRenamed({ stream, data: { name, newName } }, rows) {
    rename(rows, partitionOf(stream), (groups) => groups.map((one) => (one === name ? newName : one)));
  },
  FriendGroupChanged({ stream, data: { friends } }, rows) {
    regroup(rows, partitionOf(stream), friends);
  },
};

const partitionOf = (stream: string): string => listsOf(appOf(stream), userKeyOf(stream));

/** Changes the names wherever they stand. */
function rename(rows: Rows, partition: string, change: (groups: readonly string[]) => readonly string[]): void {
  const names = rows.get<readonly string[]>(partition, GROUPS) ?? [];
  const totals = totalsOf(rows, partition);
  for (const { sort, value } of rows.range<FriendRow>(partition, allFriends)) {
    const groups = change(value.groups);
    if (groups.join('\n') !== value.groups.join('\n')) rows.put(partition, sort, { ...value, groups });
  }
  rows.put(partition, GROUPS, change(names));
  putTotals(rows, partition, totals);
}

function regroup(rows: Rows, partition: string, friends: readonly Grouped[]): void {
  const found = friends.map(({ peer }) => rows.get<FriendRow>(partition, friendKey(peer)));
  const totals = totalsOf(rows, partition);
  for (const [i, { peer, groups }] of friends.entries()) {
    const friend = found[i];
    if (friend !== undefined) rows.put(partition, friendKey(peer), { ...friend, groups });
  }
  putTotals(rows, partition, totals);
}
