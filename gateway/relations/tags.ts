import type { ProfileFields } from '../../events/user/profile.ts';

/** What the public interfaces call the fields of profiles (rest-api.md §10, wire-users.md §2.1). */
const PREFIX = 'Tag_Profile_';
const STANDARD = 'IM_';
const CUSTOM = 'Custom_';
/** Another spelling that is taken for it (product.md row 79). */
const aliases: ReadonlyMap<string, string> = new Map([['Birthday', 'BirthDay']]);

export interface TagValue {
  readonly Tag: string;
  readonly Value: string | number;
}

/** Name of a field by its tag; what is no tag of a profile stays as it is: nobody has such a field. */
export function fieldOfTag(tag: string): string {
  if (!tag.startsWith(PREFIX)) return tag;
  const rest = tag.slice(PREFIX.length);
  if (rest.startsWith(CUSTOM)) return rest;
  const name = rest.startsWith(STANDARD) ? rest.slice(STANDARD.length) : tag;
  return aliases.get(name) ?? name;
}

export function tagOfField(name: string): string {
  return name.startsWith(CUSTOM) ? PREFIX + name : PREFIX + STANDARD + name;
}

/** All that a profile says, by tag. `empty`: also what it does not say (any more). */
export function profileTags(
  { nick, faceUrl, fields }: { readonly nick: string; readonly faceUrl: string; readonly fields: ProfileFields },
  empty = false,
): readonly TagValue[] {
  return Object.entries({ Nick: nick, Image: faceUrl, ...fields })
    .filter(([, value]) => empty || value !== '')
    .map(([name, Value]) => ({ Tag: tagOfField(name), Value }));
}
