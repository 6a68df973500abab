import type { FollowResult } from '../../actors/commands/follow-types.ts';
import { listOf, may, need, oneOf, text } from './fields.ts';
import { pageSize, userId } from './message-fields.ts';
import { type FollowListName, type FollowsAnswer, Request } from './protocol.ts';
import type { Handler } from './requests.ts';

/** More than any call may have: the command says how many that are. */
const users = listOf(userId, 1000);
/** More than is any call's: the queries look each of them up. */
const asked = listOf(userId, 100);
const lists = oneOf<FollowListName>('followers', 'following', 'mutual');
const cursorText = text(64);

/** Who follows whom (product.md §2.5). Adding a request is adding a row. */
export const followRequests: readonly (readonly [number, Handler])[] = [
  [
    Request.follow,
    async ({ commands }, caller, [, , others]) => {
      const command = { user: caller.user, others: need(users, 'users', others) };
      return (await commands.follow(caller, command)).map(resultRow);
    },
  ],
  [
    Request.unfollow,
    async ({ commands }, caller, [, , others]) => {
      const command = { user: caller.user, others: need(users, 'users', others) };
      return (await commands.unfollow(caller, command)).map(resultRow);
    },
  ],
  [
    Request.follows,
    async ({ queries }, caller, [, , list, limit, from]): Promise<FollowsAnswer> => {
      const page = await queries.follows(caller, {
        user: caller.user,
        list: need(lists, 'list', list),
        limit: need(pageSize, 'limit', limit),
        cursor: may(cursorText, 'cursor', from),
      });
      const rows = page.users.map(({ user, at, account }) => [user, at, account.nick, account.faceUrl] as const);
      return { users: rows, cursor: page.cursor ?? null };
    },
  ],
  [
    Request.followCounts,
    async ({ queries }, caller, [, , others]) => {
      const counts = await queries.followCounts(caller, { users: need(asked, 'users', others) });
      return counts.map((one) => (one ? [one.user, one.followers, one.following, one.mutual] : null));
    },
  ],
  [
    Request.followTypes,
    async ({ queries }, caller, [, , others]) => {
      const query = { user: caller.user, others: need(asked, 'users', others) };
      return (await queries.followTypes(caller, query)).map((type) => type ?? null);
    },
  ],
];

const resultRow = ({ user, code, problem }: FollowResult) => [user, code, problem];
