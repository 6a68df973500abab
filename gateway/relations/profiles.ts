import Type, { type Static } from 'typebox';
import type { Caller } from '../../events/caller.ts';
import type { Services } from '../services.ts';
import { fieldOfTag } from './tags.ts';

const fields = {
  ProfileItem: Type.Array(Type.Object({ Tag: Type.String(), Value: Type.Union([Type.String(), Type.Number()]) }), {
    minItems: 1,
    maxItems: 100,
  }),
};
const body = Type.Object(fields);

/** What a user says of himself, in the fields that the web SDK and REST have in common (wire-users.md §2.3, rest-api.md §10.1). */
export const ownProfile = {
  fields,
  async set({ commands }: Services, caller: Caller, user: string, { ProfileItem }: Static<typeof body>) {
    const changes = ProfileItem.map(({ Tag, Value }) => [fieldOfTag(Tag), Value] as const);
    await commands.changeProfile(caller, { user, fields: Object.fromEntries(changes) });
    return {};
  },
};
