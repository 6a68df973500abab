import type { OfficialProfile, Subscribed } from '../../actors/commands/official-types.ts';
import { Refused } from '../../events/refused.ts';
import type { PeerRemind } from '../../events/user/conversations.ts';
import type { SubscriptionView } from '../../projections/queries/official-types.ts';
import { messageKey, readKey } from '../message-key.ts';
import { bytes, type Field, integer, listOf, may, need, needMap, oneOf, safeInteger, text, uint32 } from './fields.ts';
import { fieldsOf, longText } from './group-fields.ts';
import { pageSize, pushText, userId } from './message-fields.ts';
import { Request } from './protocol.ts';
import type { Handler } from './requests.ts';

const account = text(48, 1);
const remind = oneOf<PeerRemind>('AcceptAndNotify', 'AcceptNotNotify', 'Discard');
const keys = listOf(text(50, 1), 10);
const profile: Parameters<typeof fieldsOf<OfficialProfile>>[1] = {
  name: longText,
  introduction: longText,
  faceUrl: longText,
  organization: longText,
  custom: longText,
  maxSubscribers: uint32,
};
const settings: Parameters<typeof fieldsOf<Settings>>[1] = { custom: longText, remind };
interface Settings {
  readonly custom: string;
  readonly remind: PeerRemind;
}
/** What the sender of a broadcast may say of it. */
const flags: Field<number> = integer(0, 255);

/** Requests about official accounts. Adding one is adding a row. */
export const officialRequests: readonly (readonly [number, Handler])[] = [
  [
    Request.createOfficialAccount,
    async ({ commands }, caller, [, , map, id]) => {
      const { name = '', ...more } = fieldsOf<OfficialProfile>(needMap(map), profile);
      const created = { owner: caller.user, account: may(account, 'account', id), profile: { ...more, name } };
      return (await commands.createOfficialAccount(caller, created)).account;
    },
  ],
  [
    Request.changeOfficialAccount,
    ({ commands }, caller, [, , id, map]) =>
      commands.changeOfficialAccount(caller, {
        account: need(account, 'account', id),
        changes: fieldsOf<OfficialProfile>(needMap(map), profile),
      }),
  ],
  [
    Request.destroyOfficialAccount,
    ({ commands }, caller, [, , id]) =>
      commands.destroyOfficialAccount(caller, { account: need(account, 'account', id) }),
  ],
  [
    Request.subscribe,
    async ({ commands }, caller, [, , id]) => {
      const command = { account: need(account, 'account', id), users: [caller.user] };
      done(await commands.subscribe(caller, command), new Refused(130005, 'this user subscribes already'));
    },
  ],
  [
    Request.unsubscribe,
    async ({ commands }, caller, [, , id, user]) => {
      const users = [may(userId, 'user', user) ?? caller.user];
      const command = { account: need(account, 'account', id), users };
      done(await commands.unsubscribe(caller, command), new Refused(131003, `${users[0]} does not subscribe`));
    },
  ],
  [
    Request.officialAccounts,
    async ({ queries }, caller, [, , ids]) => {
      const views = await queries.officialAccounts(caller, { accounts: need(listOf(account, 50), 'accounts', ids) });
      return views.map((view) => view ?? null);
    },
  ],
  [
    Request.subscriptions,
    async ({ queries }, caller, [, , offset, limit]) => {
      const page = { offset: may(safeInteger, 'offset', offset) ?? 0, limit: need(pageSize, 'limit', limit) };
      const { total, subscriptions } = await queries.subscriptions(caller, { user: caller.user, ...page });
      return [total, subscriptions.map(({ self, ...view }) => ({ ...view, ...ownPart(self) }))];
    },
  ],
  [
    Request.changeSubscription,
    async ({ commands }, caller, [, , id, map]) => {
      const target = { account: need(account, 'account', id), user: caller.user };
      const { custom, remind: wanted } = fieldsOf<Settings>(needMap(map), settings);
      if (custom !== undefined) await commands.changeSubscriber(caller, { ...target, custom });
      if (wanted !== undefined) await commands.setSubscriberRemind(caller, { ...target, remind: wanted });
    },
  ],
  [
    Request.broadcast,
    async ({ commands }, caller, [, , id, random, body, given, offlinePush]) => {
      const said = { random: need(uint32, 'random', random), body: need(bytes, 'body', body) };
      const { number, time } = await commands.sendBroadcast(caller, {
        account: need(account, 'account', id),
        ...said,
        flags: may(flags, 'flags', given),
        offlinePush: may(pushText, 'offlinePush', offlinePush),
      });
      return [messageKey({ msgSeq: number, random: said.random, time }), time];
    },
  ],
  [
    Request.recallBroadcasts,
    ({ commands }, caller, [, , id, list, reason]) => {
      const named = need(keys, 'keys', list).map((text) => {
        const key = readKey(text);
        if (key === undefined) throw new Refused(20001, 'keys is missing or not of its type');
        return key;
      });
      const command = { account: need(account, 'account', id), keys: named, reason: may(longText, 'reason', reason) };
      return commands.recallBroadcasts(caller, command);
    },
  ],
];

/** One user asks for himself: what became of him is what became of the request. */
function done([result]: readonly Subscribed[], already: Refused): void {
  if (result?.result === 'same') throw already;
  if (result?.result === 'failed') throw new Refused(result.code, refusals[result.code] ?? 'this cannot be done');
}

const refusals: Readonly<Record<number, string>> = {
  130006: 'the account has as many subscribers as it may have',
  130010: 'the user subscribes to as many accounts as he may',
};

function ownPart({ subscribedAt, custom, remind: option }: SubscriptionView) {
  return { subscribedAt, ownCustom: custom, remind: option };
}
