import Type, { type Static } from 'typebox';
import type { GroupProfile } from '../../events/group/events.ts';
import { profileFields as commonFields, profileOf as commonProfileOf } from '../group-fields.ts';
import { userId } from './schemas.ts';

/** Field types of the group commands (rest-api.md §14, §15). A field of the wrong shape answers 10004. */
export const group = { faults: { otherwise: 10004 } } as const;

export const names = Type.Array(Type.String());
export const users = Type.Array(userId, { minItems: 1 });
export const bit = Type.Integer({ minimum: 0, maximum: 1 });
export const onOff = Type.Enum(['On', 'Off']);
/** Of 64 bits: above 2^53 only text is exact. */
export const mask = Type.Union([Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }), Type.String()]);
export const groupType = Type.String();
/** What REST may make of a member; an owner is made by `change_group_owner` only. */
export const role = Type.Enum(['Admin', 'Member']);

/** What creation and change of a group have in common; REST says more of a group than a client does. */
export const profileFields = {
  ...commonFields,
  EnablePermission: Type.Optional(bit),
  DefaultPermission: Type.Optional(mask),
};
const profile = Type.Object({ Name: Type.Optional(Type.String()), ...profileFields });

/** The fields of a profile that a body names. */
export function profileOf(body: Static<typeof profile>): Partial<GroupProfile> {
  return {
    ...commonProfileOf(body),
    ...(body.EnablePermission !== undefined && { enablePermission: body.EnablePermission === 1 }),
    ...(body.DefaultPermission !== undefined && { defaultPermission: String(body.DefaultPermission) }),
  };
}
