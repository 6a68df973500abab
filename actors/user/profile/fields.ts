import {
  allowTypes,
  CUSTOM_FIELD,
  type FieldDefinition,
  FORBIDDEN,
  genders,
  type StandardField,
} from '../../../events/user/profile.ts';

/** Most bytes of every text of a profile (product.md §2.4; rest-api.md §10). */
export const MAX_VALUE_BYTES = 500;
const MAX_U32 = 0xffff_ffff;

/** A field of a profile: nickname and face URL, those of every app, and those an app has defined (`Custom_<keyword>`). */
export type ProfileName = 'Nick' | 'Image' | StandardField | `${typeof CUSTOM_FIELD}${string}`;

export interface ProfileProblem {
  readonly code: number;
  readonly problem: string;
}

type Kind = 'text' | 'number' | readonly string[];

/** `admin`: only an administrator of the app writes it. */
interface Rule {
  readonly kind: Kind;
  readonly admin?: true;
}

const text: Rule = { kind: 'text' };
const number: Rule = { kind: 'number' };

/** product.md §2.4. A list is what it may say. */
const rules: Readonly<Record<'Nick' | 'Image' | StandardField, Rule>> = {
  Nick: text,
  Image: text,
  Gender: { kind: genders },
  BirthDay: number,
  Location: text,
  SelfSignature: text,
  AllowType: { kind: allowTypes },
  Language: number,
  MsgSettings: number,
  AdminForbidType: { kind: ['AdminForbid_Type_None', FORBIDDEN], admin: true },
  Level: number,
  Role: number,
};

/**
 * What is wrong with a value (error-codes.md §5): 40009 no such field, 40008 not the caller's to write, 40610 of another
 * type, 40601 too long, 40605 not one of those it may be. Undefined: nothing.
 */
export function profileProblem(
  name: string,
  value: string | number,
  definitions: readonly FieldDefinition[],
  byAdmin: boolean,
): ProfileProblem | undefined {
  const rule = ruleOf(name, definitions, byAdmin);
  if (rule === undefined) return { code: 40009, problem: `${name.slice(0, 40)} is not a field of this app` };
  if (rule.admin && !byAdmin) return { code: 40008, problem: `${name} is not the user's to write` };
  if (typeof value !== (rule.kind === 'number' ? 'number' : 'string')) {
    return { code: 40610, problem: `${name} is a ${rule.kind === 'number' ? 'number' : 'text'}` };
  }
  if (typeof value === 'number') {
    const isU32 = Number.isInteger(value) && value >= 0 && value <= MAX_U32;
    return isU32 ? undefined : { code: 40610, problem: `${name} is an integer from 0 to ${MAX_U32}` };
  }
  if (Buffer.byteLength(value) > MAX_VALUE_BYTES) {
    return { code: 40601, problem: `${name} has at most ${MAX_VALUE_BYTES} bytes` };
  }
  if (Array.isArray(rule.kind) && !rule.kind.includes(value)) {
    return { code: 40605, problem: `${name} is one of ${rule.kind.join(', ')}` };
  }
  return undefined;
}

function ruleOf(name: string, definitions: readonly FieldDefinition[], byAdmin: boolean): Rule | undefined {
  if (Object.hasOwn(rules, name)) return rules[name as keyof typeof rules];
  if (!name.startsWith(CUSTOM_FIELD)) return undefined;
  const definition = definitions.find(({ keyword }) => keyword === name.slice(CUSTOM_FIELD.length));
  if (definition === undefined) return undefined;
  return definition.write.includes(byAdmin ? 'admin' : 'user') ? text : { kind: 'text', admin: true };
}
