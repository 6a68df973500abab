import Type, { type Static } from 'typebox';
import type { Caller } from '../../events/caller.ts';
import { customFieldsOf } from '../relations/fields.ts';
import { type Fields, resultItems } from '../relations/results.ts';
import { account, few, tagged, text } from '../relations/schemas.ts';
import type { Services } from '../services.ts';
import { seconds } from './schemas.ts';

/** rest-api.md §11.2. */
export const importing = {
  AddFriendItem: Type.Array(
    Type.Object({
      To_Account: account,
      AddSource: text,
      Remark: Type.Optional(text),
      GroupName: Type.Optional(Type.Array(text)),
      AddWording: Type.Optional(text),
      AddTime: Type.Optional(seconds),
      CustomItem: Type.Optional(tagged),
    }),
    few,
  ),
};
const body = Type.Object(importing);

/** Into the list of one user, of friends that he has had elsewhere: nobody is asked. */
export async function importFriends(
  { commands }: Services,
  caller: Caller,
  user: string,
  { AddFriendItem }: Static<typeof body>,
): Promise<Fields> {
  const read = AddFriendItem.map((item) => ({ item, custom: customFieldsOf(item.CustomItem ?? []) }));
  const items = read.flatMap(({ item, custom }) =>
    custom === undefined
      ? []
      : {
          peer: item.To_Account,
          source: item.AddSource,
          wording: item.AddWording,
          remark: item.Remark,
          groups: item.GroupName && [...new Set(item.GroupName)],
          addedAt: item.AddTime || undefined,
          custom,
        },
  );
  const done = items.length === 0 ? [] : [...(await commands.importFriends(caller, { user, items }))];
  const results = read.flatMap(({ item: { To_Account: peer }, custom }) => {
    if (custom === undefined) return { peer, code: 30001, problem: 'CustomItem holds fields Tag_SNS_Custom_…' };
    return done.shift() ?? [];
  });
  return resultItems(results);
}
