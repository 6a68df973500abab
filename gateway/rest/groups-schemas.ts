import Type, { type Static } from 'typebox';
import type { Fields, GroupProfile } from '../../events/group/events.ts';
import { userId } from './schemas.ts';

/** Field types of the group commands (rest-api.md §14, §15). A field of the wrong shape answers 10004. */
export const group = { faults: { otherwise: 10004 } } as const;

export const names = Type.Array(Type.String());
export const users = Type.Array(userId, { minItems: 1 });
export const pairs = Type.Array(Type.Object({ Key: Type.String(), Value: Type.String() }));
export const bit = Type.Integer({ minimum: 0, maximum: 1 });
export const onOff = Type.Enum(['On', 'Off']);
export const groupType = Type.String();
/** What REST may make of a member; an owner is made by `change_group_owner` only. */
export const role = Type.Enum(['Admin', 'Member']);

/** What creation and change of a group have in common. */
export const profileFields = {
  Introduction: Type.Optional(Type.String()),
  Notification: Type.Optional(Type.String()),
  FaceUrl: Type.Optional(Type.String()),
  ApplyJoinOption: Type.Optional(Type.Enum(['FreeAccess', 'NeedPermission', 'DisableApply'])),
  InviteJoinOption: Type.Optional(Type.Enum(['FreeAccess', 'NeedPermission', 'DisableInvite'])),
  AppDefinedData: Type.Optional(pairs),
  EnablePermission: Type.Optional(bit),
  DefaultPermission: Type.Optional(Type.Integer({ minimum: 0 })),
};
const profile = Type.Object({ Name: Type.Optional(Type.String()), ...profileFields });

/** The fields of a profile that a body names. */
export function profileOf(body: Static<typeof profile>): Partial<GroupProfile> {
  const { Name, Introduction, Notification, FaceUrl, ApplyJoinOption, InviteJoinOption, AppDefinedData } = body;
  return {
    ...(Name !== undefined && { name: Name }),
    ...(Introduction !== undefined && { introduction: Introduction }),
    ...(Notification !== undefined && { notification: Notification }),
    ...(FaceUrl !== undefined && { faceUrl: FaceUrl }),
    ...(ApplyJoinOption !== undefined && { joinOption: ApplyJoinOption }),
    ...(InviteJoinOption !== undefined && { inviteOption: InviteJoinOption }),
    ...(AppDefinedData !== undefined && { custom: fieldsOf(AppDefinedData) }),
    ...(body.EnablePermission !== undefined && { enablePermission: body.EnablePermission === 1 }),
    ...(body.DefaultPermission !== undefined && { defaultPermission: String(body.DefaultPermission) }),
  };
}

export function fieldsOf(list: Static<typeof pairs>): Fields {
  return list.map(({ Key, Value }) => [Key, Value] as const);
}
