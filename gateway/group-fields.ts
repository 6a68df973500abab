import Type, { type Static } from 'typebox';
import type { CounterEntry } from '../events/group/data.ts';
import type { Fields, GroupProfile } from '../events/group/events.ts';

/** Fields of groups that the web SDK and REST write in the same way (wire-groups.md §3.2, rest-api.md §14). */
export const pairs = Type.Array(Type.Object({ Key: Type.String(), Value: Type.String() }));

export function fieldsOf(list: Static<typeof pairs>): Fields {
  return list.map(({ Key, Value }) => [Key, Value] as const);
}

export function pairsOf(fields: Fields): Static<typeof pairs> {
  return fields.map(([Key, Value]) => ({ Key, Value }));
}

/** What creation and change of a group have in common. */
export const profileFields = {
  Introduction: Type.Optional(Type.String()),
  Notification: Type.Optional(Type.String()),
  FaceUrl: Type.Optional(Type.String()),
  ApplyJoinOption: Type.Optional(Type.Enum(['FreeAccess', 'NeedPermission', 'DisableApply'])),
  InviteJoinOption: Type.Optional(Type.Enum(['FreeAccess', 'NeedPermission', 'DisableInvite'])),
  AppDefinedData: Type.Optional(pairs),
};
const profile = Type.Object({ Name: Type.Optional(Type.String()), ...profileFields });
type Profile = Static<typeof profile>;

/** Wire name → field of the profile, for those that are taken as they are. */
const plainFields = {
  Name: 'name',
  Introduction: 'introduction',
  Notification: 'notification',
  FaceUrl: 'faceUrl',
  ApplyJoinOption: 'joinOption',
  InviteJoinOption: 'inviteOption',
} as const satisfies Partial<Record<keyof Profile, keyof GroupProfile>>;

/** Only what the body names. */
export function profileOf(body: Profile): Partial<GroupProfile> {
  return {
    ...renamed(body, plainFields),
    ...(body.AppDefinedData !== undefined && { custom: fieldsOf(body.AppDefinedData) }),
  };
}

/** Only what the body has, under the names that `table` gives its fields. */
export function renamed<T extends object, N extends Partial<Record<keyof T, string>>>(
  body: T,
  table: N,
): { readonly [K in keyof N & keyof T as N[K] & string]?: NonNullable<T[K]> } {
  const found = Object.entries(table).flatMap(([wire, field]) => {
    const value = body[wire as keyof T];
    return value === undefined ? [] : [[field, value] as const];
  });
  return Object.fromEntries(found);
}

const SAFE = Number.MAX_SAFE_INTEGER;
/** Counters: whole numbers that JSON carries exactly (wire-groups.md §5, rest-api.md §19). */
export const counterPairs = Type.Array(
  Type.Object({ Key: Type.String(), Value: Type.Integer({ minimum: -SAFE, maximum: SAFE }) }),
  { minItems: 1 },
);
export const counterKeys = Type.Array(Type.String());
/** What `Mode` says. */
export const counterOperations = { Set: 'set', Increase: 'increase', Decrease: 'decrease' } as const;

export function counterPairsOf(entries: readonly CounterEntry[]): Static<typeof counterPairs> {
  return entries.map(([Key, Value]) => ({ Key, Value }));
}
