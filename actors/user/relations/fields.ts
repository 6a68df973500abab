import { CUSTOM_FIELD, type FieldDefinition, type ProfileFields } from '../../../events/user/profile.ts';
import { MAX_CUSTOM_BYTES, MAX_GROUP_NAME_BYTES, MAX_REMARK_BYTES, MAX_WORDING_BYTES } from './limits.ts';

/** `AddSource_Type_` and up to eight letters (product.md §2.5). */
const source = /^AddSource_Type_[A-Za-z]{1,8}$/;

/** What can be said about a friend, by the names of an entry. */
export interface FriendFields {
  readonly remark?: string | undefined;
  readonly groups?: readonly string[] | undefined;
  readonly source?: string | undefined;
  readonly wording?: string | undefined;
  readonly custom?: ProfileFields | undefined;
}

/** What is wrong with it, in words; undefined when it is good. `byAdmin`: who writes. Code: 30001. */
export function friendProblem(
  fields: FriendFields,
  definitions: readonly FieldDefinition[],
  byAdmin: boolean,
): string | undefined {
  if (tooLong(fields.remark, MAX_REMARK_BYTES)) return `a remark has at most ${MAX_REMARK_BYTES} bytes`;
  if (tooLong(fields.wording, MAX_WORDING_BYTES)) return `the wording has at most ${MAX_WORDING_BYTES} bytes`;
  if (fields.source !== undefined && !source.test(fields.source)) {
    return 'AddSource is AddSource_Type_ and 1 to 8 letters';
  }
  for (const name of fields.groups ?? []) {
    const problem = groupNameProblem(name);
    if (problem !== undefined) return problem;
  }
  return customProblem(fields.custom ?? {}, definitions, byAdmin);
}

export function groupNameProblem(name: string): string | undefined {
  if (name === '') return 'a group of friends has a name';
  return tooLong(name, MAX_GROUP_NAME_BYTES) ? `a group's name has at most ${MAX_GROUP_NAME_BYTES} bytes` : undefined;
}

function customProblem(
  custom: ProfileFields,
  definitions: readonly FieldDefinition[],
  byAdmin: boolean,
): string | undefined {
  for (const [keyword, value] of Object.entries(custom)) {
    const definition = definitions.find((one) => one.keyword === keyword);
    if (definition === undefined) return `this app has defined no field ${CUSTOM_FIELD}${keyword} of friends`;
    if (!definition.write.includes(byAdmin ? 'admin' : 'user')) return `${keyword} is not the caller's to write`;
    if (typeof value !== 'string') return `${keyword} is a text`;
    if (tooLong(value, MAX_CUSTOM_BYTES)) return `${keyword} has at most ${MAX_CUSTOM_BYTES} bytes`;
  }
  return undefined;
}

function tooLong(text: string | undefined, bytes: number): boolean {
  return text !== undefined && Buffer.byteLength(text) > bytes;
}
