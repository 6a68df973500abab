import type { Friend } from '../../events/user/relations.ts';

/** What the public interfaces call the fields of friends (rest-api.md §11, wire-users.md §3.1). */
const CUSTOM = 'Tag_SNS_Custom_';

export interface FriendTag {
  readonly Tag: string;
  readonly Value: string | number | readonly string[];
}

type Changed = { readonly [K in keyof Omit<Friend, 'peer' | 'no'>]?: Friend[K] };

/** What is said about a friend, by tag. */
export function friendTags({ remark, groups, source, wording, addedAt, custom = {} }: Changed): readonly FriendTag[] {
  const standard = {
    Tag_SNS_IM_Remark: remark,
    Tag_SNS_IM_Group: groups,
    Tag_SNS_IM_AddSource: source,
    Tag_SNS_IM_AddWording: wording,
    Tag_SNS_IM_AddTime: addedAt,
  };
  const own = Object.entries(custom).map(([keyword, Value]) => ({ Tag: CUSTOM + keyword, Value }));
  const tags = Object.entries(standard).flatMap(([Tag, Value]) => (Value === undefined ? [] : [{ Tag, Value }]));
  return [...tags, ...own];
}
