import { TOPIC_MARK } from '../../events/stream.ts';
import { idKey, userPartition } from '../row-keys.ts';

/** GroupID in the name of a `group` stream, escaped as it stands there: the form in which it stands in row keys. */
export function groupKeyOf(stream: string): string {
  return stream.slice(stream.indexOf('.') + 1);
}

/** Partitions and sort keys of `groups`. What belongs to one group lies under its stream. */
export const GROUP = 'group';
export const mutedPartition = (stream: string): string => `${stream}\tmuted`;
export const bannedPartition = (stream: string): string => `${stream}\tbanned`;
/** Admins of a live room, who need not be in it; value: the user. */
export const adminsPartition = (stream: string): string => `${stream}\tadmins`;
export const requestsPartition = (stream: string): string => `${stream}\trequests`;
/** Topics of a community; sort: the topic. */
export const topicsPartition = (stream: string): string => `${stream}\ttopics`;
/** Permission groups of a community; sort: the group. Their members; sort: `pairKey(group, user)`. */
export const permissionsPartition = (stream: string): string => `${stream}\tpermissions`;
export const permittedPartition = (stream: string): string => `${stream}\tpermitted`;
/** Requests that were answered, the newest ones; sort: the position of the request. */
export const answeredPartition = (stream: string): string => `${stream}\tanswered`;
/** Requests that a user is to decide himself, because he was invited. */
export const invitationsPartition = (app: number | string, userKey: string): string =>
  `${userPartition(app, userKey)}\tinvitations`;
/** Every group of an app, or every one of a type; sort: the group. */
export const listPartition = (app: number | string, type: string): string => `${app}\tlist\t${type}`;
export const totalsPartition = (app: number | string): string => `${app}\ttotals`;
/** Stands for every type in lists and totals. */
export const ALL_TYPES = 'all';

/** How an app grew on its latest day, beside the totals. */
export const GROWTH = 'growth';

/** Sort keys of all topics of a community, where topics stand among groups. Ids are escaped: the mark is what differs. */
export function topicKeysOf(community: string): { readonly from: string; readonly to: string } {
  const from = `${groupKeyOf(community)}${idKey(TOPIC_MARK)}`;
  return { from, to: `${from}~` };
}

/** Two ids in one sort key: ids are escaped, so none holds a TAB. */
export const pairKey = (one: string, other: string): string => `${one}\t${other}`;
