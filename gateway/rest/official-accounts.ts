import Type, { type Static } from 'typebox';
import type { OfficialProfile, Subscribed } from '../../actors/commands/official-types.ts';
import type { Caller } from '../../events/caller.ts';
import { Refused } from '../../events/refused.ts';
import type { OfficialView, SubscriptionView } from '../../projections/queries/official-types.ts';
import type { Services } from '../services.ts';
import { type Answer, command, type RestTable } from './command.ts';
import { officialMessageCommands } from './official-messages.ts';
import { userId } from './schemas.ts';

/** A field of the wrong shape: the service has no code of its own for that. */
const official = { faults: { otherwise: 10004 } } as const;
const filter = Type.Optional(Type.Array(Type.String()));
const profile = {
  Introduction: Type.Optional(Type.String()),
  FaceUrl: Type.Optional(Type.String()),
  Organization: Type.Optional(Type.String()),
  CustomString: Type.Optional(Type.String()),
  MaxSubscriberNum: Type.Optional(Type.Integer({ minimum: 0 })),
};
/** Public clients write the second name, too. */
const anAccount = { Official_Account: Type.Optional(userId), OfficialAccount: Type.Optional(userId) };
const createBody = Type.Object({
  Owner_Account: userId,
  Name: Type.String(),
  OfficialAccountUserID: Type.Optional(Type.String()),
  ...profile,
});
const accountBody = Type.Object(anAccount);
const changeBody = Type.Object({ ...anAccount, Name: Type.Optional(Type.String()), ...profile });
const infoBody = Type.Object({
  OfficialAccountIdList: Type.Array(accountBody, { minItems: 1, maxItems: 50 }),
  ResponseFilter: Type.Optional(Type.Object({ OfficialAccountBaseInfoFilter: filter })),
});
const addBody = Type.Object({
  ...anAccount,
  // The second name is a slip of a public client.
  SubscriberList: Type.Array(
    Type.Object({ Subscriber_Account: Type.Optional(userId), Official_Account: Type.Optional(userId) }),
  ),
});
const deleteBody = Type.Object({ ...anAccount, SubscriberToDel_Account: Type.Array(userId) });
const pageSize = Type.Optional(Type.Integer({ minimum: 1, maximum: 200 }));
const subscribersBody = Type.Object({ ...anAccount, Limit: pageSize, Next: Type.Optional(Type.String()) });
const subscriberBody = Type.Object({
  ...anAccount,
  Subscriber_Account: userId,
  CustomString: Type.Optional(Type.String()),
  MsgFlag: Type.Optional(Type.Enum(['AcceptAndNotify', 'AcceptNotNotify', 'Discard'])),
});
const subscriptionsBody = Type.Object({
  Subscriber_Account: userId,
  Limit: pageSize,
  Offset: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000 })),
  ResponseFilter: Type.Optional(Type.Object({ OfficialAccountBaseInfoFilter: filter, SelfInfoFilter: filter })),
});

const MAX_PAGE = 200;

/** Official accounts (rest-api.md §23). */
const commands: RestTable = {
  create_official_account: command(
    { ...official, schema: createBody },
    async (services, caller, body: Static<typeof createBody>) => {
      const { account } = await services.commands.createOfficialAccount(caller, {
        owner: body.Owner_Account,
        account: body.OfficialAccountUserID || undefined,
        profile: { ...profileOf(body), name: body.Name },
      });
      return { OfficialAccountUserID: account };
    },
  ),
  destroy_official_account: command(
    { ...official, schema: accountBody },
    async (services, caller, body: Static<typeof accountBody>) => {
      await services.commands.destroyOfficialAccount(caller, { account: accountOf(body) });
      return {};
    },
  ),
  modify_official_account_base_info: command(
    { ...official, schema: changeBody },
    async (services, caller, body: Static<typeof changeBody>) => {
      const changes = { ...profileOf(body), ...(body.Name !== undefined && { name: body.Name }) };
      await services.commands.changeOfficialAccount(caller, { account: accountOf(body), changes });
      return {};
    },
  ),
  get_official_account_info: command(
    { ...official, schema: infoBody },
    async ({ queries }, caller, { OfficialAccountIdList, ResponseFilter }: Static<typeof infoBody>) => {
      const accounts = OfficialAccountIdList.map(accountOf);
      const views = await queries.officialAccounts(caller, { accounts });
      const wanted = ResponseFilter?.OfficialAccountBaseInfoFilter;
      return { OfficialAccountInfoList: accounts.map((account, i) => infoItem(account, views[i], wanted)) };
    },
  ),
  add_subscriber: command({ ...official, schema: addBody }, async (services, caller, body: Static<typeof addBody>) => {
    const users = body.SubscriberList.map(({ Subscriber_Account, Official_Account }) => {
      const user = Subscriber_Account ?? Official_Account;
      if (user === undefined) throw new Refused(10004, 'Subscriber_Account is missing');
      return user;
    });
    return outcome(await services.commands.subscribe(caller, { account: accountOf(body), users }));
  }),
  delete_subscriber: command(
    { ...official, schema: deleteBody },
    async (services, caller, body: Static<typeof deleteBody>) => {
      const command = { account: accountOf(body), users: body.SubscriberToDel_Account };
      return outcome(await services.commands.unsubscribe(caller, command));
    },
  ),
  get_subscriber_info: command(
    { ...official, schema: subscribersBody },
    async ({ queries }, caller, body: Static<typeof subscribersBody>) => {
      const { Limit: limit = MAX_PAGE, Next: after = '' } = body;
      const page = await queries.subscribers(caller, { account: accountOf(body), after, limit });
      return { SubscriberNum: page.total, SubscriberList: page.subscribers.map(subscriberItem), Next: page.next };
    },
  ),
  modify_subscriber_info: command({ ...official, schema: subscriberBody }, modifySubscriber),
  get_subscribed_official_account_list: command({ ...official, schema: subscriptionsBody }, subscriptionList),
};

const SERVICE = 'official_account_open_http_svc';

export const officialCommands: RestTable = Object.fromEntries(
  Object.entries({ ...commands, ...officialMessageCommands }).map(([name, row]) => [`${SERVICE}/${name}`, row]),
);

/** @throws Refused 10004. */
export function accountOf(body: { readonly Official_Account?: string; readonly OfficialAccount?: string }): string {
  const account = body.Official_Account ?? body.OfficialAccount;
  if (account === undefined) throw new Refused(10004, 'Official_Account is missing');
  return account;
}

function profileOf(body: Omit<Static<typeof changeBody>, 'Name'>): Partial<OfficialProfile> {
  const { Introduction, FaceUrl, Organization, CustomString, MaxSubscriberNum } = body;
  return {
    ...(Introduction !== undefined && { introduction: Introduction }),
    ...(FaceUrl !== undefined && { faceUrl: FaceUrl }),
    ...(Organization !== undefined && { organization: Organization }),
    ...(CustomString !== undefined && { custom: CustomString }),
    ...(MaxSubscriberNum !== undefined && { maxSubscribers: MaxSubscriberNum }),
  };
}

/** Names of the answer → what they say. The last is how some pages spell one of them. */
const infoFields: Readonly<Record<string, (view: OfficialView) => unknown>> = {
  Name: ({ name }) => name,
  Owner_Account: ({ owner }) => owner,
  CreateTime: ({ createdAt }) => createdAt,
  LastMsgTime: ({ lastTime }) => lastTime,
  SubscriberNum: ({ subscribers }) => subscribers,
  MaxSubscriberNum: ({ maxSubscribers }) => maxSubscribers,
  Introduction: ({ introduction }) => introduction,
  FaceUrl: ({ faceUrl }) => faceUrl,
  Organization: ({ organization }) => organization,
  CustomString: ({ custom }) => custom,
  SubscribeNum: ({ subscribers }) => subscribers,
};
const allFields = Object.keys(infoFields).filter((name) => name !== 'SubscribeNum');

function infoOf(view: OfficialView, wanted: readonly string[] = allFields): Answer {
  return Object.fromEntries(wanted.flatMap((name) => (infoFields[name] ? [[name, infoFields[name](view)]] : [])));
}

function infoItem(account: string, view: OfficialView | undefined, wanted: readonly string[] | undefined): Answer {
  if (view === undefined) {
    return { Official_Account: account, ErrorCode: 130004, ErrorInfo: 'there is no such official account' };
  }
  return { Official_Account: account, ErrorCode: 0, ErrorInfo: '', ...infoOf(view, wanted) };
}

const RESULTS: Readonly<Record<Subscribed['result'], number>> = { failed: 0, done: 1, same: 2 };

/** Per user. @throws Refused the first one's code when all have failed (error-codes.md §1). */
function outcome(results: readonly Subscribed[]): Answer {
  const [first] = results;
  if (first !== undefined && results.every(({ result }) => result === 'failed')) {
    throw new Refused(first.code, 'none of the users could be subscribed');
  }
  return {
    SubscriberList: results.map(({ user, result }) => ({ Subscriber_Account: user, Result: RESULTS[result] })),
  };
}

function subscriberItem({ user, subscribedAt, custom, remind, wroteAt }: SubscriptionView): Answer {
  return {
    Subscriber_Account: user,
    SubscribeTime: subscribedAt,
    CustomString: custom,
    MsgFlag: remind,
    LastSendMsgTime: wroteAt,
  };
}

/** How somebody hears of an account is set as for any other peer; this is a second way to it. */
async function modifySubscriber(
  { commands }: Services,
  caller: Caller,
  body: Static<typeof subscriberBody>,
): Promise<Answer> {
  const { Subscriber_Account: user, CustomString: custom, MsgFlag: remind } = body;
  const account = accountOf(body);
  if (custom === undefined && remind === undefined) throw new Refused(10004, 'CustomString is missing');
  if (custom !== undefined) await commands.changeSubscriber(caller, { account, user, custom });
  if (remind !== undefined) await commands.setSubscriberRemind(caller, { account, user, remind });
  return {};
}

const selfFields: Readonly<Record<string, (self: SubscriptionView) => unknown>> = {
  SubscribeTime: ({ subscribedAt }) => subscribedAt,
  CustomString: ({ custom }) => custom,
  MsgFlag: ({ remind }) => remind,
};

async function subscriptionList(
  { queries }: Services,
  caller: Caller,
  body: Static<typeof subscriptionsBody>,
): Promise<Answer> {
  const { Subscriber_Account: user, Limit: limit = MAX_PAGE, Offset: offset = 0, ResponseFilter } = body;
  const { total, subscriptions } = await queries.subscriptions(caller, { user, offset, limit });
  const { OfficialAccountBaseInfoFilter: wanted, SelfInfoFilter: ofSelf = Object.keys(selfFields) } =
    ResponseFilter ?? {};
  const next = offset + limit;
  const complete = next >= total;
  return {
    TotalCount: total,
    OfficialAccountInfoList: subscriptions.map((view) => ({
      ...infoItem(view.account, view, wanted),
      SelfInfo: Object.fromEntries(
        ofSelf.flatMap((name) => (selfFields[name] ? [[name, selfFields[name](view.self)]] : [])),
      ),
    })),
    CompleteFlag: complete ? 1 : 0,
    Next: complete ? 0 : next,
  };
}
