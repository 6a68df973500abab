import Type, { type Static } from 'typebox';
import type { ImportAccount } from '../../actors/commands/types.ts';
import type { Caller } from '../../events/caller.ts';
import { Refused } from '../../events/refused.ts';
import type { Services } from '../services.ts';
import { type Answer, command, type RestTable } from './command.ts';
import { accountFaults, userId } from './schemas.ts';

/** Accounts of one call (rest-api.md §4). */
const MAX_BATCH = 100;
/** Users of one status query. */
const MAX_STATUS = 500;

const profile = { Nick: Type.Optional(Type.String()), FaceUrl: Type.Optional(Type.String()) };
/** `Identifier` is the old name of the field. */
const oneUser = Type.Object({ UserID: Type.Optional(userId), Identifier: Type.Optional(userId) });
const importBody = Type.Object({ ...oneUser.properties, ...profile });
const manyBody = Type.Object({
  Accounts: Type.Optional(Type.Array(Type.String())),
  AccountList: Type.Optional(Type.Array(Type.Object({ UserID: Type.String(), ...profile }))),
});
const item = Type.Array(Type.Object({ UserID: Type.String() }));
const deleteBody = Type.Object({ DeleteItem: item });
const checkBody = Type.Object({ CheckItem: item });
const statusBody = Type.Object({ To_Account: Type.Array(Type.String()), IsNeedDetail: Type.Optional(Type.Integer()) });

const options = { rate: 'accounts', faults: accountFaults } as const;
const statusFaults = { otherwise: 90001, fields: { To_Account: 90003 } };

/** Accounts, logins and presence (rest-api.md §4). */
export const accountCommands: RestTable = {
  'im_open_login_svc/account_import': command(
    { ...options, schema: importBody },
    async ({ commands }, caller, body: Static<typeof importBody>) => {
      await commands.importAccount(caller, { user: userOf(body), ...profileOf(body) });
      return {};
    },
  ),
  'im_open_login_svc/multiaccount_import': command(
    { ...options, schema: manyBody },
    async ({ commands }, caller, body: Static<typeof manyBody>) => {
      const accounts: ImportAccount[] = [
        ...(body.Accounts ?? []).map((user) => ({ user })),
        ...(body.AccountList ?? []).map((one) => ({ user: one.UserID, ...profileOf(one) })),
      ];
      if (accounts.length === 0) throw new Refused(70402, 'Accounts or AccountList is needed');
      batchLimit(accounts.length, MAX_BATCH, 70206);
      const failures = await Promise.all(accounts.map((one) => outcome(commands.importAccount(caller, one))));
      return { FailAccounts: accounts.filter((_, i) => failures[i]?.code !== 0).map(({ user }) => user) };
    },
  ),
  'im_open_login_svc/account_delete': command(
    { ...options, schema: deleteBody },
    async ({ commands }, caller, { DeleteItem }: Static<typeof deleteBody>) => {
      batchLimit(DeleteItem.length, MAX_BATCH, 70402);
      const results = await Promise.all(
        DeleteItem.map(({ UserID }) => outcome(commands.deleteAccount(caller, UserID))),
      );
      return {
        ResultItem: DeleteItem.map(({ UserID }, i) => ({
          UserID,
          ResultCode: results[i]?.code ?? 0,
          ResultInfo: results[i]?.code === 70107 ? UNKNOWN_ACCOUNT : (results[i]?.message ?? ''),
        })),
      };
    },
  ),
  'im_open_login_svc/account_check': command(
    { ...options, schema: checkBody },
    async ({ queries }, caller, { CheckItem }: Static<typeof checkBody>) => {
      batchLimit(CheckItem.length, MAX_BATCH, 70402);
      const accounts = await queries.accounts(caller, { users: CheckItem.map(({ UserID }) => UserID) });
      return {
        ResultItem: CheckItem.map(({ UserID }, i) => ({
          UserID,
          ResultCode: 0,
          ResultInfo: '',
          AccountStatus: accounts[i] === undefined ? 'NotImported' : 'Imported',
        })),
      };
    },
  ),
  'im_open_login_svc/kick': command(
    { faults: accountFaults, schema: oneUser },
    async ({ commands }, caller, body: Static<typeof oneUser>) => {
      await commands.kick(caller, userOf(body));
      return {};
    },
  ),
  'openim/query_online_status': command({ faults: statusFaults, schema: statusBody }, onlineStatus),
  'openim/querystate': command({ faults: statusFaults, schema: statusBody }, onlineStatus),
};

const UNKNOWN_ACCOUNT = 'Err_TLS_PT_Open_Login_Account_Not_Exist';

async function onlineStatus({ queries }: Services, caller: Caller, body: Static<typeof statusBody>): Promise<Answer> {
  batchLimit(body.To_Account.length, MAX_STATUS, 90011);
  if (body.To_Account.length === 0) throw new Refused(90003, 'To_Account is empty');
  const statuses = await queries.status(caller, { users: body.To_Account });
  return {
    QueryResult: statuses.flatMap(({ user, status, platforms }) => {
      if (status === undefined) return [];
      const detail = platforms.map((one) => ({ Platform: platformNames[one.platform] ?? 'Web', Status: one.status }));
      const withDetail = body.IsNeedDetail === 1 && status !== 'Offline';
      return [{ To_Account: user, Status: status, State: status, ...(withDetail && { Detail: detail }) }];
    }),
    ErrorList: statuses.flatMap(({ user, status }) =>
      status === undefined ? [{ To_Account: user, ErrorCode: 70107 }] : [],
    ),
  };
}

/** Platform names of the status answer (rest-api.md §4.6). */
const platformNames: Readonly<Record<string, string>> = {
  Android: 'Android',
  iPhone: 'iPhone',
  iPad: 'iPad',
  Windows: 'PC',
  Linux: 'PC',
  Mac: 'Mac',
  Web: 'Web',
  MiniProgram: 'Web',
};

function userOf({ UserID, Identifier }: Static<typeof oneUser>): string {
  const user = UserID ?? Identifier;
  if (user === undefined) throw new Refused(70402, 'UserID is missing');
  return user;
}

function profileOf({ Nick, FaceUrl }: { readonly Nick?: string; readonly FaceUrl?: string }) {
  return { ...(Nick !== undefined && { nick: Nick }), ...(FaceUrl !== undefined && { faceUrl: FaceUrl }) };
}

function batchLimit(size: number, most: number, code: number): void {
  if (size > most) throw new Refused(code, `at most ${most} accounts per call`);
}

/** A refusal becomes the item's result; anything else fails the call. */
async function outcome(work: Promise<unknown>): Promise<{ readonly code: number; readonly message: string }> {
  try {
    await work;
    return { code: 0, message: '' };
  } catch (error) {
    if (error instanceof Refused) return { code: error.code, message: error.message };
    throw error;
  }
}
