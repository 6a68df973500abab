import { may, need, safeInteger } from './fields.ts';
import { pageSize } from './message-fields.ts';
import { type BlocklistAnswer, Request } from './protocol.ts';
import { peers, relationWord, resultRow } from './relation-fields.ts';
import type { Handler } from './requests.ts';

/** Whom this user does not want to hear of (product.md §2.5). */
export const blocklistRequests: readonly (readonly [number, Handler])[] = [
  [
    Request.blocklist,
    async ({ queries }, caller, [, , limit, from]): Promise<BlocklistAnswer> => {
      const { users, next } = await queries.blocked(caller, {
        user: caller.user,
        from: may(safeInteger, 'from', from) ?? 0,
        limit: need(pageSize, 'limit', limit),
      });
      return { users: users.map(({ peer, at }) => [peer, at] as const), next };
    },
  ],
  [
    Request.blockUsers,
    async ({ commands }, caller, [, , users]) => {
      const command = { user: caller.user, peers: need(peers, 'users', users) };
      return (await commands.blockUsers(caller, command)).map(resultRow);
    },
  ],
  [
    Request.unblockUsers,
    async ({ commands }, caller, [, , users]) => {
      const command = { user: caller.user, peers: need(peers, 'users', users) };
      return (await commands.unblockUsers(caller, command)).map(resultRow);
    },
  ],
  [
    Request.checkBlocked,
    async ({ queries }, caller, [, , users]) => {
      const query = { user: caller.user, peers: need(peers, 'users', users), both: false };
      return (await queries.checkBlocked(caller, query)).map(relationWord);
    },
  ],
];
