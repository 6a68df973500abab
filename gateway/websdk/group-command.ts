import Type from 'typebox';
import { communityOf } from '../../events/stream.ts';
import type { Command, CommandTable, Faults } from './command.ts';
import type { Head } from './protocol.ts';

const ORDINARY = 'group_open_http_svc';
const COMMUNITIES = 'million_group_open_http_svc';

/** Commands of groups by their name alone: clients send those about communities to a service of its own (wire-groups.md §1.1). */
export function onBothServices(commands: Readonly<Record<string, Command>>): CommandTable {
  const rows = Object.entries(commands);
  return Object.fromEntries([ORDINARY, COMMUNITIES].flatMap((to) => rows.map(([name, row]) => [`${to}.${name}`, row])));
}

/** What the service still says: that a list is asked for communities. */
export function isAboutCommunities({ servcmd }: Head): boolean {
  return servcmd.startsWith(`${COMMUNITIES}.`);
}

/** Whether an id is that of a community: no other group may have one of this form (wire-groups.md §1.2). */
export function isCommunityId(group: string): boolean {
  return group.startsWith('@TGS#_');
}

/** A GroupId as it may stand in a request; whether there is such a group is the command's business. */
export const groupId = Type.String({ minLength: 1, maxLength: 128 });

/** What a command is about: a group, or a topic of a community. */
export const place = { GroupId: groupId, TopicId: Type.Optional(Type.String({ maxLength: 128 })) };

export function placeOf({ GroupId, TopicId }: { readonly GroupId: string; readonly TopicId?: string }) {
  return { group: GroupId, topic: TopicId || undefined };
}

/** The place that one id names: a group, or a topic by its own id. */
export function placeOfId(id: string) {
  const community = communityOf(id);
  return community === '' ? { group: id } : { group: community, topic: id };
}

/** The group a command is about, where a topic has none of it: none may be named, or the community would be meant instead. */
export const target = { GroupId: groupId, TopicId: Type.Optional(Type.Literal('')) };

/** Codes of a body of the wrong shape (error-codes.md §9). */
export const groupFaults: Faults = { otherwise: 10004, fields: { GroupId: 10015, TopicId: 110013 } };
