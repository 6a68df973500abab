import Type, { type Static } from 'typebox';
import type { Caller } from '../../events/caller.ts';
import type { FriendView, Relation } from '../../projections/queries/relation-types.ts';
import type { Services } from '../services.ts';
import { friendChangeOf, friendTags } from './fields.ts';
import { type Fields, type Item, itemsWithFailed, resultItems } from './results.ts';
import { account, accounts, choice, few, index, tagged, text } from './schemas.ts';
import { profileTags, type TagValue } from './tags.ts';

/**
 * Friends, as the web SDK and REST ask for them in the same fields (wire-users.md §3, rest-api.md §11.1–11.7). `user`: whose
 * list it is. What is said of a friend is checked by the commands, for each of them.
 */
export const adding = {
  AddFriendItem: Type.Array(
    Type.Object({
      To_Account: account,
      AddSource: text,
      Remark: Type.Optional(text),
      GroupName: Type.Optional(text),
      AddWording: Type.Optional(text),
    }),
    few,
  ),
  AddType: Type.Optional(choice('Add_Type_', 'Single', 'Both')),
};
export const deleting = {
  To_Account: accounts,
  DeleteType: Type.Optional(choice('Delete_Type_', 'Single', 'Both')),
};
export const checking = { To_Account: accounts, CheckType: choice('CheckResult_Type_', 'Single', 'Both') };
export const updating = { UpdateItem: Type.Array(Type.Object({ To_Account: account, SnsItem: tagged }), few) };
export const listing = { StartIndex: index };

const bodies = {
  adding: Type.Object(adding),
  deleting: Type.Object(deleting),
  checking: Type.Object(checking),
  updating: Type.Object(updating),
  listing: Type.Object(listing),
};
type Asked<K extends keyof typeof bodies> = Static<(typeof bodies)[K]>;

/** Friends of one page. */
export const PAGE_SIZE = 100;

/** `forced`: nobody is asked. */
export async function addFriends(
  { commands }: Services,
  caller: Caller,
  user: string,
  { AddFriendItem, AddType }: Asked<'adding'>,
  forced = false,
): Promise<Fields> {
  const items = AddFriendItem.map((item) => ({
    peer: item.To_Account,
    source: item.AddSource,
    wording: item.AddWording,
    remark: item.Remark,
    // Clients send an empty text where there is none.
    group: item.GroupName || undefined,
  }));
  return resultItems(await commands.addFriends(caller, { user, items, both: AddType !== 'Add_Type_Single', forced }));
}

export async function deleteFriends(
  { commands }: Services,
  caller: Caller,
  user: string,
  { To_Account: peers, DeleteType }: Asked<'deleting'>,
): Promise<Fields> {
  return resultItems(await commands.deleteFriends(caller, { user, peers, both: DeleteType === 'Delete_Type_Both' }));
}

/** Tags that do not belong there fail the friend that they are about, and nobody else. */
export async function updateFriends(
  { commands }: Services,
  caller: Caller,
  user: string,
  { UpdateItem }: Asked<'updating'>,
): Promise<Fields> {
  const changes = UpdateItem.map(({ To_Account, SnsItem }) => friendChangeOf(To_Account, SnsItem));
  const items = changes.filter((change) => !('problem' in change));
  const done = items.length === 0 ? [] : [...(await commands.changeFriends(caller, { user, items }))];
  return resultItems(
    changes.flatMap((change) => ('problem' in change ? { ...change, code: 30001 } : (done.shift() ?? []))),
  );
}

const relations: Readonly<Record<Relation, string>> = {
  none: 'CheckResult_Type_NoRelation',
  mine: 'CheckResult_Type_AWithB',
  theirs: 'CheckResult_Type_BWithA',
  both: 'CheckResult_Type_BothWay',
};

/** Who is a friend of whom, as an answer says it. */
export const relationTag = (relation: Relation = 'none'): string => relations[relation];

export async function checkFriends(
  { queries }: Services,
  caller: Caller,
  user: string,
  { To_Account: peers, CheckType }: Asked<'checking'>,
): Promise<Fields> {
  const found = await queries.checkFriends(caller, { user, peers, both: CheckType === 'CheckResult_Type_Both' });
  return itemsWithFailed(
    'InfoItem',
    peers.map((peer, i) => checkedItem(peer, found[i], relationTag)),
  );
}

/** Undefined: there is no such account. */
export function checkedItem(
  peer: string,
  relation: Relation | undefined,
  tagOf: (relation?: Relation) => string,
): Item {
  const [ResultCode, ResultInfo] = relation === undefined ? [30003, 'the account does not exist'] : [0, ''];
  return { To_Account: peer, Relation: tagOf(relation), ResultCode, ResultInfo } as Item;
}

/** A page of friends; always in full, whatever sequence a client names: the web SDK names one of another page. */
export async function listFriends(
  { queries }: Services,
  caller: Caller,
  user: string,
  { StartIndex }: Asked<'listing'>,
): Promise<Fields> {
  const page = await queries.friends(caller, { user, from: StartIndex, limit: PAGE_SIZE });
  return {
    UserDataItem: page.friends.map((friend) => ({ To_Account: friend.peer, ValueItem: friendItem(friend) })),
    FriendNum: page.total,
    CompleteFlag: page.next === 0 ? 1 : 0,
    NextStartIndex: page.next,
    StandardSequence: page.sequence,
    CustomSequence: page.sequence,
  };
}

/** All that is said of a friend, and that he says of himself. */
export function friendItem(friend: FriendView): readonly (TagValue | ReturnType<typeof friendTags>[number])[] {
  return [...(friend.profile === undefined ? [] : profileTags(friend.profile)), ...friendTags(friend)];
}

/** Given friends; of who is none there is nothing but his id (product.md row 128). */
export async function friendEntries(
  { queries }: Services,
  caller: Caller,
  user: string,
  peers: readonly string[],
  wanted: (tag: string) => boolean = () => true,
): Promise<Fields> {
  const [friends, checked] = await Promise.all([
    queries.friendEntries(caller, { user, peers }),
    queries.checkFriends(caller, { user, peers, both: true }),
  ]);
  const items = peers.map((peer, i) => {
    const friend = friends[i];
    const SnsProfileItem = friend === undefined ? [] : friendItem(friend).filter(({ Tag }) => wanted(Tag));
    const [ResultCode, ResultInfo] = friend === undefined ? [30001, 'Err_SNS_FriendGetList_Friend_Not_Exist'] : [0, ''];
    return { To_Account: peer, SnsProfileItem, Relation: relationTag(checked[i]), ResultCode, ResultInfo } as Item;
  });
  return itemsWithFailed('InfoItem', items);
}
