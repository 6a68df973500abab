import type { Caller } from '../../events/caller.ts';
import { Refused } from '../../events/refused.ts';
import { officialStream } from '../../events/stream.ts';
import { withPeer } from '../../events/user/conversations.ts';
import { arrangedBy, type SettingsRow, settingsKey } from '../conversation-settings/row.ts';
import { sentAt } from '../official/port.ts';
import {
  type BroadcastRow,
  behind,
  broadcastKey,
  broadcastsOf,
  COUNT,
  type OfficialRow,
  type SubscriberRow,
  subscribersOf,
  subscriptionCount,
  subscriptionsOf,
} from '../official/row.ts';
import { idKey } from '../row-keys.ts';
import type { QueryDeps } from './deps.ts';
import type { BroadcastView, OfficialQueries, OfficialView, Subscription, SubscriptionView } from './official-types.ts';
import { mayRead } from './permission.ts';
import { isReadable } from './retention.ts';

/** Broadcasts that are looked at in one go. */
const PAGE = 20;

/** Official accounts, who subscribes, and what they have sent (product.md §2.27). */
export function createOfficialQueries(deps: QueryDeps): OfficialQueries {
  const { log, runner } = deps;
  const reader = () => runner.reader('official-accounts');

  async function rowOf({ app }: Caller, account: string): Promise<OfficialRow | undefined> {
    const row = await reader().get<OfficialRow>(String(app), idKey(account));
    return row?.destroyed ? undefined : row;
  }

  /** @throws Refused 130004 no such account, 130002 for anybody but its owner and administrators. */
  async function managed(caller: Caller, account: string): Promise<OfficialRow> {
    const row = await rowOf(caller, account);
    if (!row) throw new Refused(130004, 'there is no such official account');
    if (!caller.admin && caller.user !== row.owner) throw new Refused(130002, 'only its owner may read this');
    return row;
  }

  /** How he hears of the account is set as for any peer. */
  async function subscriptionView(
    { app }: Caller,
    account: string,
    { user, subscribedAt, custom, wroteAt }: SubscriberRow,
  ): Promise<SubscriptionView> {
    const settings = runner.reader('conversation-settings');
    const row = await settings.get<SettingsRow>(arrangedBy(app, idKey(user)), settingsKey(withPeer(account)));
    return { user, subscribedAt, custom, remind: row?.remind || 'AcceptAndNotify', wroteAt };
  }

  return {
    async officialAccounts(caller, { accounts }) {
      const rows = await Promise.all(accounts.map((account) => rowOf(caller, account)));
      return rows.map((row) => row && viewOf(row));
    },

    async subscribers(caller, { account, after, limit }) {
      const { subscribers: total } = await managed(caller, account);
      const partition = subscribersOf(String(caller.app), idKey(account));
      const found = await reader().range<SubscriberRow>(partition, { ...behind(after), limit: limit + 1 });
      const rows = found.slice(0, limit).map(({ value }) => value);
      const subscribers = await Promise.all(rows.map((row) => subscriptionView(caller, account, row)));
      return { total, subscribers, next: found.length > limit ? (subscribers.at(-1)?.user ?? '') : '' };
    },

    async subscriptions(caller, { user, offset, limit }) {
      mayRead(caller, user);
      const app = String(caller.app);
      const total = (await reader().get<number>(subscriptionCount(app, idKey(user)), COUNT)) ?? 0;
      const all = await reader().range<string>(subscriptionsOf(app, idKey(user)), { limit: offset + limit });
      const found = await Promise.all(
        all.slice(offset).map(async ({ value: account }): Promise<Subscription | undefined> => {
          const [row, own] = await Promise.all([
            // One that is being taken down is listed until it has let him go.
            reader().get<OfficialRow>(app, idKey(account)),
            reader().get<SubscriberRow>(subscribersOf(app, idKey(account)), idKey(user)),
          ]);
          return row && own && { ...viewOf(row), self: await subscriptionView(caller, account, own) };
        }),
      );
      return { total, subscriptions: found.filter((one) => one !== undefined) };
    },

    async broadcasts(caller, { account, before, limit, withRecalled }) {
      await managed(caller, account);
      const stream = officialStream(caller.app, account);
      const partition = broadcastsOf(String(caller.app), idKey(account));
      const broadcasts: BroadcastView[] = [];
      for (let to = before?.msgSeq; ; ) {
        const range = { ...(to !== undefined && { to: broadcastKey(to) }), limit: PAGE, reverse: true };
        const rows = (await reader().range<BroadcastRow>(partition, range)).map(({ value }) => ({ ...value }));
        for (const { revision, recalled, time } of rows) {
          if (!isReadable(deps, time)) return { broadcasts, complete: true };
          if (recalled && !withRecalled) continue;
          if (broadcasts.length === limit) return { broadcasts, complete: false };
          const sent = (await sentAt(log, stream, revision))?.data;
          if (sent !== undefined) broadcasts.push({ sent, recalled });
        }
        if (rows.length < PAGE) return { broadcasts, complete: true };
        to = rows.at(-1)?.number;
      }
    },
  };
}

/** A copy: rows are live. */
function viewOf(row: OfficialRow): OfficialView {
  const { account, owner, name, introduction, faceUrl, organization, custom } = row;
  const { maxSubscribers, subscribers, createdAt, lastTime } = row;
  const texts = { account, owner, name, introduction, faceUrl, organization, custom };
  return { ...texts, maxSubscribers, subscribers, createdAt, lastTime };
}
