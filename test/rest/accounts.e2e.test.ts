import t from 'tap';
import { TestServer } from '../conformance/server.ts';

const server = await TestServer.start();
t.teardown(() => server.stop());

const OK = { ActionStatus: 'OK', ErrorCode: 0, ErrorInfo: '' };
const users = (count: number) => Array.from({ length: count }, (_, i) => `bulk${i}`);

t.test('account_import creates, updates and may be repeated, with nick and face #24 #36', async (t) => {
  const account = { UserID: 'alice', Nick: 'Alice', FaceUrl: 'https://img.example.org/a.png' };
  t.strictSame(await server.rest('im_open_login_svc/account_import', account), OK);
  t.strictSame(await server.rest('im_open_login_svc/account_import', account), OK);
  t.strictSame(await server.rest('im_open_login_svc/account_import', { Identifier: 'bob', Type: 0 }), OK);
  t.match(
    await server.rest('im_open_login_svc/account_check', { CheckItem: [{ UserID: 'alice' }, { UserID: 'bob' }] }),
    {
      ...OK,
      ResultItem: [
        { UserID: 'alice', ResultCode: 0, ResultInfo: '', AccountStatus: 'Imported' },
        { UserID: 'bob', AccountStatus: 'Imported' },
      ],
    },
  );
});

t.test('an id over 32 bytes or with forbidden characters is refused #14', async (t) => {
  for (const UserID of ['x'.repeat(33), 'with space', 'tab\there', '用户', '@TGS#1', '']) {
    t.match(await server.rest('im_open_login_svc/account_import', { UserID }), {
      ActionStatus: 'FAIL',
      ErrorCode: 70402,
    });
  }
  t.match(await server.rest('im_open_login_svc/account_import', {}), { ErrorCode: 70402 });
  t.match(await server.rest('im_open_login_svc/account_import', { UserID: 7 }), { ErrorCode: 70402 });
  t.match(await server.rest('im_open_login_svc/account_import', { UserID: 'a', Nick: 'x'.repeat(501) }), {
    ErrorCode: 70402,
  });
});

t.test('multiaccount_import takes 100 in either form, refuses 101, lists those that failed #25', async (t) => {
  t.strictSame(await server.rest('im_open_login_svc/multiaccount_import', { Accounts: users(100) }), {
    ...OK,
    FailAccounts: [],
  });
  t.match(await server.rest('im_open_login_svc/multiaccount_import', { Accounts: users(101) }), { ErrorCode: 70206 });
  const AccountList = [{ UserID: 'carol', Nick: 'Carol' }, { UserID: 'no good' }];
  t.match(await server.rest('im_open_login_svc/multiaccount_import', { AccountList }), {
    ...OK,
    FailAccounts: ['no good'],
  });
  t.match(await server.rest('im_open_login_svc/multiaccount_import', {}), { ErrorCode: 70402 });
});

t.test('account_check tells imported from not imported #27', async (t) => {
  const answer = await server.rest('im_open_login_svc/account_check', {
    CheckItem: [{ UserID: 'bulk5' }, { UserID: 'nobody' }],
  });
  t.match(answer, { ResultItem: [{ AccountStatus: 'Imported' }, { UserID: 'nobody', AccountStatus: 'NotImported' }] });
});

t.test('account_delete answers per account, and the account is gone #26', async (t) => {
  const DeleteItem = [{ UserID: 'bulk9' }, { UserID: 'nobody' }];
  t.match(await server.rest('im_open_login_svc/account_delete', { DeleteItem }), {
    ...OK,
    ResultItem: [
      { UserID: 'bulk9', ResultCode: 0, ResultInfo: '' },
      { UserID: 'nobody', ResultCode: 70107, ResultInfo: 'Err_TLS_PT_Open_Login_Account_Not_Exist' },
    ],
  });
  t.match(await server.rest('im_open_login_svc/account_check', { CheckItem: [{ UserID: 'bulk9' }] }), {
    ResultItem: [{ AccountStatus: 'NotImported' }],
  });
  t.match(
    await server.rest('im_open_login_svc/account_delete', { DeleteItem: users(101).map((UserID) => ({ UserID })) }),
    {
      ErrorCode: 70402,
    },
  );
});

t.test('kick of an unknown account names it', async (t) => {
  t.strictSame(await server.rest('im_open_login_svc/kick', { UserID: 'alice' }), OK);
  t.match(await server.rest('im_open_login_svc/kick', { UserID: 'nobody' }), {
    ActionStatus: 'FAIL',
    ErrorCode: 70107,
  });
  t.match(await server.rest('im_open_login_svc/kick', {}), { ErrorCode: 70402 });
});

t.test('query_online_status: up to 500 users, unknown ones listed apart #65', async (t) => {
  const answer = await server.rest('openim/query_online_status', { To_Account: ['alice', 'nobody'], IsNeedDetail: 1 });
  t.match(answer, {
    ...OK,
    QueryResult: [{ To_Account: 'alice', Status: 'Offline', State: 'Offline' }],
    ErrorList: [{ To_Account: 'nobody', ErrorCode: 70107 }],
  });
  const To_Account = Array.from({ length: 501 }, (_, i) => `u${i}`);
  t.match(await server.rest('openim/query_online_status', { To_Account }), { ErrorCode: 90011 });
  t.match(await server.rest('openim/query_online_status', { To_Account: To_Account.slice(1) }), OK);
  t.match(await server.rest('openim/query_online_status', { To_Account: 'alice' }), { ErrorCode: 90003 });
  t.match(await server.rest('openim/querystate', { To_Account: ['alice'] }), { QueryResult: [{ State: 'Offline' }] });
});
