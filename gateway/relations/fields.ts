import type { Friend, FriendChange } from '../../events/user/relations.ts';

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

interface NotToBe {
  readonly peer: string;
  readonly problem: string;
}

type Writer = (value: FriendTag['Value']) => Omit<FriendChange, 'peer'> | string;

/** What of a friend can be changed, by tag; a text says what is wrong. */
const writers: ReadonlyMap<string, Writer> = new Map<string, Writer>([
  ['Tag_SNS_IM_Remark', (value) => (typeof value === 'string' ? { remark: value } : 'a remark is a text')],
  ['Tag_SNS_IM_Group', (value) => (typeof value === 'object' ? { groups: [...new Set(value)] } : 'groups are a list')],
]);

/** A change of a friend by the tags of a request (rest-api.md §11.3). */
export function friendChangeOf(peer: string, tags: readonly FriendTag[]): FriendChange | NotToBe {
  let change: Omit<FriendChange, 'peer'> = {};
  const custom = new Map<string, string | number>();
  for (const { Tag, Value } of tags) {
    if (Tag.startsWith(CUSTOM) && typeof Value !== 'object') {
      custom.set(Tag.slice(CUSTOM.length), Value);
      continue;
    }
    const written = writers.get(Tag)?.(Value) ?? `${Tag.slice(0, 40)} cannot be changed`;
    if (typeof written === 'string') return { peer, problem: written };
    change = { ...change, ...written };
  }
  if (tags.length === 0) return { peer, problem: 'there is nothing to change' };
  return { peer, ...change, ...(custom.size > 0 && { custom: Object.fromEntries(custom) }) };
}

/** Custom fields of a request, by keyword; undefined when a tag is none of them. */
export function customFieldsOf(tags: readonly FriendTag[]): Record<string, string | number> | undefined {
  const custom = new Map<string, string | number>();
  for (const { Tag, Value } of tags) {
    if (!Tag.startsWith(CUSTOM) || typeof Value === 'object') return undefined;
    custom.set(Tag.slice(CUSTOM.length), Value);
  }
  return Object.fromEntries(custom);
}
