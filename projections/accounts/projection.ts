import { parseStream } from '../../events/stream.ts';
import { changedFields } from '../../events/user/profile.ts';
import type { Projection, Rows } from '../projection.ts';
import { appOf, userKeyOf } from '../row-keys.ts';
import type { AccountRecord, InstanceRow } from './row.ts';

/**
 * Who exists, as whom, and which of his instances are logged in (product.md §2.1–2.3). A deleted account has no row;
 * what its stream tells about it afterwards changes nothing until it is created anew.
 */
export const accounts: Projection = {
  name: 'accounts',
  version: 2,
  handlers: {
    AccountCreated({ stream, data, time }, rows) {
      const account: AccountRecord = {
        user: parseStream(stream).ids[0] ?? '',
        nick: data.nick,
        faceUrl: data.faceUrl,
        fields: {},
        changedAt: time,
        blocks: 0,
        instances: [],
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
    InstanceLoggedIn({ stream, data, time }, rows) {
      change(rows, stream, (account) => {
        const others = account.instances.filter(([instance]) => instance !== data.instance);
        const instance: InstanceRow = [data.instance, data.platform, time];
        account.instances = [...others, instance].sort(([one], [other]) => one - other);
      });
    },
    InstanceLoggedOut: ({ stream, data }, rows) => leave(rows, stream, data.instance),
    InstanceKicked: ({ stream, data }, rows) => leave(rows, stream, data.instance),
  },
};

function leave(rows: Rows, stream: string, instance: number): void {
  change(rows, stream, (account) => {
    account.instances = account.instances.filter(([one]) => one !== instance);
  });
}

function change(rows: Rows, stream: string, apply: (account: AccountRecord) => void): void {
  const account = rows.get<AccountRecord>(appOf(stream), userKeyOf(stream));
  if (!account) return;
  apply(account);
  rows.put(appOf(stream), userKeyOf(stream), account);
}
