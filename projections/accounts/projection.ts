import { parseStream } from '../../events/stream.ts';
import { changedFields } from '../../events/user/profile.ts';
import type { Projection, Rows } from '../projection.ts';
import { appOf, userKeyOf } from '../row-keys.ts';
import type { AccountRecord } from './row.ts';

/**
 * Who exists, and as whom (product.md §2.1, §2.4). A deleted account has no row; what its stream tells about it afterwards
 * changes nothing until it is created anew.
 */
export const accounts: Projection = {
  name: 'accounts',
  version: 3,
  handlers: {
    AccountCreated({ stream, data, time }, rows) {
      const account: AccountRecord = {
        user: parseStream(stream).ids[0] ?? '',
        nick: data.nick,
        faceUrl: data.faceUrl,
        fields: {},
        changedAt: time,
        blocks: 0,
      };
      rows.put(appOf(stream), userKeyOf(stream), account);
    },
    AccountDeleted({ stream }, rows) {
      rows.delete(appOf(stream), userKeyOf(stream));
    },
    ProfileChanged({ stream, data, time }, rows) {
      change(rows, stream, (account) => {
        account.nick = data.nick;
        account.faceUrl = data.faceUrl;
        account.fields = changedFields(account.fields, data.fields);
        account.changedAt = time;
      });
    },
    UsersBlocked({ stream, data }, rows) {
      change(rows, stream, (account) => {
        account.blocks += data.users.length;
      });
    },
    UsersUnblocked({ stream, data }, rows) {
      change(rows, stream, (account) => {
        account.blocks -= data.peers.length;
      });
    },
  },
};

function change(rows: Rows, stream: string, apply: (account: AccountRecord) => void): void {
  const account = rows.get<AccountRecord>(appOf(stream), userKeyOf(stream));
  if (!account) return;
  apply(account);
  rows.put(appOf(stream), userKeyOf(stream), account);
}
