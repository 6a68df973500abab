import type { GroupType } from '../../events/group/events.ts';

const GENERATED = '@TGS#';
const COMMUNITY = '@TGS#_';
const TOPIC = '@TOPIC#_';
const MAX_BYTES = 48;
const printable = /^[\x20-\x7e]+$/;

/**
 * Why a text may not be the id of a new group of this type, in words; undefined when it may. Code: 10015. What is imported
 * keeps the id that it was given elsewhere. Source: rest-api.md §3.1, wire-groups.md §1.2.
 */
export function groupIdProblem(id: string, type: GroupType, imported = false): string | undefined {
  if (!printable.test(id) || Buffer.byteLength(id) > MAX_BYTES) {
    return `a GroupId has 1 to ${MAX_BYTES} bytes of printable ASCII`;
  }
  if (id.includes(TOPIC)) return `a GroupId may not contain ${TOPIC}`;
  if (type === 'Community')
    return id.startsWith(COMMUNITY) ? undefined : `a community's GroupId begins with ${COMMUNITY}`;
  if (id.startsWith(COMMUNITY)) return `ids that begin with ${COMMUNITY} are those of communities`;
  return !imported && id.startsWith(GENERATED) ? `a GroupId of one's own may not begin with ${GENERATED}` : undefined;
}

/** Whether a text may be the id of any group, old or new, of whatever type. */
export function isGroupId(id: string): boolean {
  return printable.test(id) && Buffer.byteLength(id) <= MAX_BYTES;
}

/** The id of a group that was given none; `unique` is a word that no other group has. */
export function generatedGroupId(type: GroupType, unique: string): string {
  return type === 'Community' ? `${COMMUNITY}${GENERATED}${unique}` : `${GENERATED}${unique}`;
}
