import Type, { type Static } from 'typebox';
import type { Caller } from '../../events/caller.ts';
import { Refused } from '../../events/refused.ts';
import type { Relation } from '../../projections/queries/relation-types.ts';
import { checkedItem, friendEntries, friendItem, PAGE_SIZE } from '../relations/friends.ts';
import { type Fields, itemsWithFailed } from '../relations/results.ts';
import { accounts, choice, index } from '../relations/schemas.ts';
import type { Services } from '../services.ts';

const tags = Type.Array(Type.String(), { maxItems: 100 });
/** rest-api.md §11.8. */
export const naming = { To_Account: accounts, TagList: Type.Array(Type.String(), { minItems: 1, maxItems: 100 }) };
/** §11.9. */
export const listing = {
  StartIndex: index,
  TagList: Type.Optional(tags),
  GetCount: Type.Optional(Type.Integer({ minimum: 1, maximum: PAGE_SIZE })),
};
/** §11.13. */
export const checking = { To_Account: accounts, CheckType: choice('BlackCheckResult_Type_', 'Single', 'Both') };

const bodies = { naming: Type.Object(naming), listing: Type.Object(listing), checking: Type.Object(checking) };
type Asked<K extends keyof typeof bodies> = Static<(typeof bodies)[K]>;

/** Friends of one call. */
const MAX_NAMED = 100;

export async function listSomeFriends(
  services: Services,
  caller: Caller,
  user: string,
  { To_Account: peers, TagList }: Asked<'naming'>,
): Promise<Fields> {
  if (peers.length > MAX_NAMED) throw new Refused(30001, `at most ${MAX_NAMED} friends per call`);
  return friendEntries(services, caller, user, peers, among(TagList));
}

/** Only old libraries ask so; the page that they ask for begins where the one before has ended. */
export async function listAllFriends(
  { queries, clock }: Services,
  caller: Caller,
  user: string,
  { StartIndex, TagList, GetCount = PAGE_SIZE }: Asked<'listing'>,
): Promise<Fields> {
  const { friends, next, total, sequence } = await queries.friends(caller, { user, from: StartIndex, limit: GetCount });
  const wanted = TagList === undefined || TagList.length === 0 ? () => true : among(TagList);
  return {
    NeedUpdateAll: 'GetAll_Type_YES',
    TimeStampNow: Math.floor(clock.now() / 1000),
    StartIndex: next,
    InfoItem: friends.map((friend) => ({
      To_Account: friend.peer,
      SnsProfileItem: friendItem(friend).filter(({ Tag }) => wanted(Tag)),
    })),
    CurrentStandardSequence: sequence,
    FriendNum: total,
  };
}

const relations: Readonly<Record<Relation, string>> = {
  none: 'BlackCheckResult_Type_NO',
  mine: 'BlackCheckResult_Type_AWithB',
  theirs: 'BlackCheckResult_Type_BWithA',
  both: 'BlackCheckResult_Type_BothWay',
};
const relationTag = (relation: Relation = 'none'): string => relations[relation];

export async function checkBlocked(
  { queries }: Services,
  caller: Caller,
  user: string,
  { To_Account: peers, CheckType }: Asked<'checking'>,
): Promise<Fields> {
  const both = CheckType === 'BlackCheckResult_Type_Both';
  const found = await queries.checkBlocked(caller, { user, peers, both });
  return itemsWithFailed(
    'BlackListCheckItem',
    peers.map((peer, i) => checkedItem(peer, found[i], relationTag)),
  );
}

/** @throws Refused 30001 for what is no tag of a friend or of a profile. */
function among(list: readonly string[]): (tag: string) => boolean {
  const wrong = list.find((tag) => !/^Tag_(SNS|Profile)_(IM|Custom)_./.test(tag));
  if (wrong !== undefined) throw new Refused(30001, `${wrong.slice(0, 40)} is not a field of friends`);
  // Another spelling that is taken for it (product.md row 79).
  const wanted = new Set(list.map((tag) => (tag === 'Tag_Profile_IM_Birthday' ? 'Tag_Profile_IM_BirthDay' : tag)));
  return (tag) => wanted.has(tag);
}
