/**
 * What a profile says besides nickname and face URL. Source: product.md §2.4, rest-api.md §10. Stored: a name is never
 * changed. The public tag of a field is `Tag_Profile_IM_<name>`, of one that the app has defined
 * `Tag_Profile_Custom_<keyword>`, which is `Custom_<keyword>` here.
 */
export type ProfileFields = Readonly<Record<string, string | number>>;

/** Fields that every app has. */
export const standardFields = [
  'Gender',
  'BirthDay',
  'Location',
  'SelfSignature',
  'AllowType',
  'Language',
  'MsgSettings',
  'AdminForbidType',
  'Level',
  'Role',
] as const;

export type StandardField = (typeof standardFields)[number];

export const CUSTOM_FIELD = 'Custom_';

export const genders = ['Gender_Type_Unknown', 'Gender_Type_Female', 'Gender_Type_Male'] as const;
/** Of who says nothing (product.md §2.4). */
export const DEFAULT_GENDER: (typeof genders)[number] = 'Gender_Type_Unknown';

/** Who may ask somebody to be his friend (product.md §2.4). */
export const allowTypes = ['AllowType_Type_AllowAny', 'AllowType_Type_NeedConfirm', 'AllowType_Type_DenyAny'] as const;
export type AllowType = (typeof allowTypes)[number];

/** An account that says nothing lets anybody in (product.md row 83). */
export const DEFAULT_ALLOW_TYPE: AllowType = 'AllowType_Type_AllowAny';
/** An administrator's ban on asking others. */
export const FORBIDDEN = 'AdminForbid_Type_SendOut';

/** A field of an app's own, of profiles or of friends (product.md §2.4, §2.5). Lists name those who may. */
export interface FieldDefinition {
  /** Letters, at most 8. */
  readonly keyword: string;
  readonly type: 'string' | 'bytes';
  readonly read: readonly ('user' | 'admin')[];
  readonly write: readonly ('user' | 'admin')[];
}

/** Keywords of the fields that somebody may not read. */
export function unreadable(fields: readonly FieldDefinition[], byAdmin: boolean): ReadonlySet<string> {
  const hidden = fields.filter(({ read }) => !read.includes(byAdmin ? 'admin' : 'user'));
  return new Set(hidden.map(({ keyword }) => keyword));
}

/** Fields by keyword, without some. */
export function withoutFields(custom: ProfileFields, hidden: ReadonlySet<string>): ProfileFields {
  if (hidden.size === 0) return custom;
  return Object.fromEntries(Object.entries(custom).filter(([keyword]) => !hidden.has(keyword)));
}

/** Fields after a change: '' takes one away (only texts may say it). */
export function changedFields(before: ProfileFields, changes: ProfileFields | undefined): ProfileFields {
  if (changes === undefined) return before;
  return Object.fromEntries(Object.entries({ ...before, ...changes }).filter(([, value]) => value !== ''));
}
