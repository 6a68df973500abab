import type { Profile } from '../../projections/queries/relation-types.ts';
import { need, needMap } from './fields.ts';
import { fieldsOf, longText } from './group-fields.ts';
import { type ProfileChanges, type ProfileRow, Request } from './protocol.ts';
import { fieldValues, people } from './relation-fields.ts';
import type { Handler } from './requests.ts';

const changes: Parameters<typeof fieldsOf<ProfileChanges>>[1] = {
  nick: longText,
  faceUrl: longText,
  fields: fieldValues,
};

/** What people say of themselves (product.md §2.4). */
export const profileRequests: readonly (readonly [number, Handler])[] = [
  [
    Request.profiles,
    async ({ queries }, caller, [, , users]) => {
      const profiles = await queries.profiles(caller, { users: need(people, 'users', users) });
      return profiles.map(profileRow);
    },
  ],
  [
    Request.changeProfile,
    ({ commands }, caller, [, , map]) => {
      const { nick, faceUrl, fields } = fieldsOf<ProfileChanges>(needMap(map), changes);
      const names = { ...(nick !== undefined && { Nick: nick }), ...(faceUrl !== undefined && { Image: faceUrl }) };
      return commands.changeProfile(caller, { user: caller.user, fields: { ...fields, ...names } });
    },
  ],
];

export function profileRow(profile: Profile | undefined): ProfileRow | null {
  if (profile === undefined) return null;
  const { user, nick, faceUrl, fields } = profile;
  return { user, nick, faceUrl, fields };
}
