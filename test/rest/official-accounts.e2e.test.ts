import t, { type Test } from 'tap';
import { TestServer } from '../conformance/server.ts';
import { OK, text } from './group-server.ts';

const SERVICE = 'official_account_open_http_svc';
const NOW_S = Math.floor(Date.now() / 1000);

// How many broadcasts there may be is tested apart: here it would be in the way.
const server = await TestServer.start({
  YANSHU_LIMIT_BROADCASTS_PER_SECOND: '1000',
  YANSHU_LIMIT_BROADCASTS_PER_HOUR: '1000',
  YANSHU_REST_PER_SECOND: '10000',
});
t.teardown(() => server.stop());
const people = ['olga', 'alice', 'bob', 'carol'];
await server.rest('im_open_login_svc/multiaccount_import', { Accounts: people });

type Answer = Readonly<Record<string, unknown>>;
const call = (command: string, body: object): Promise<Answer> => server.rest(`${SERVICE}/${command}`, body);
let accounts = 0;

/** A new account of olga with these subscribers. */
async function account(subscribers: readonly string[] = [], fields: object = {}): Promise<string> {
  const wanted = `@TOA#_news${++accounts}`;
  const body = { Owner_Account: 'olga', Name: 'News', OfficialAccountUserID: wanted, ...fields };
  const { ErrorInfo, ErrorCode, OfficialAccountUserID } = await call('create_official_account', body);
  if (ErrorCode !== 0) throw new Error(`${ErrorInfo}`);
  const id = String(OfficialAccountUserID);
  if (subscribers.length > 0) await add(id, ...subscribers);
  return id;
}

const add = (Official_Account: string, ...users: readonly string[]) =>
  call('add_subscriber', {
    Official_Account,
    SubscriberList: users.map((user) => ({ Subscriber_Account: user })),
  });
const info = async (Official_Account: string, more: object = {}): Promise<Answer> => {
  const answer = await call('get_official_account_info', { OfficialAccountIdList: [{ Official_Account }], ...more });
  return (answer.OfficialAccountInfoList as readonly Answer[])[0] ?? {};
};
const publish = (Official_Account: string, Text: string, fields: object = {}) =>
  call('send_official_account_msg', { Official_Account, Random: ++random, MsgBody: text(Text), ...fields });
let random = 0;

/** What a user finds in his conversation with the account. */
async function heard(user: string, peer: string): Promise<readonly Answer[]> {
  const body = { Operator_Account: user, Peer_Account: peer, MaxCnt: 100, MinTime: 0, MaxTime: NOW_S + 100_000 };
  const { MsgList } = await server.rest('openim/admin_getroammsg', body);
  return MsgList as readonly Answer[];
}
const textsOf = (messages: readonly Answer[]) =>
  messages.map(({ MsgBody }) => (MsgBody as readonly { readonly MsgContent: { Text: string } }[])[0]?.MsgContent.Text);

/** Copies come by and by: asks until so many are there; the test's own timeout ends it when they never are. */
async function until(user: string, peer: string, count: number): Promise<readonly Answer[]> {
  for (;;) {
    const messages = await heard(user, peer);
    if (messages.length >= count) return messages;
  }
}

async function refuses(t: Test, inputs: readonly (readonly [string, string, object, number])[]): Promise<void> {
  for (const [title, command, body, code] of inputs) {
    t.match(await call(command, body), { ActionStatus: 'FAIL', ErrorCode: code, ErrorInfo: /./ }, title);
  }
}

t.test(
  'create_official_account, get_official_account_info: all fields are stored, ids are unique #710 #686',
  async (t) => {
    const fields = {
      Introduction: 'what we do',
      FaceUrl: 'https://face',
      Organization: 'the city',
      CustomString: '{"a":1}',
      MaxSubscriberNum: 7,
    };
    const id = await account([], fields);
    const all = await info(id);
    t.match(all, {
      Official_Account: id,
      ErrorCode: 0,
      Name: 'News',
      Owner_Account: 'olga',
      LastMsgTime: 0,
      SubscriberNum: 0,
      ...fields,
    });
    t.ok(Number(all.CreateTime) >= NOW_S);
    const again = { Owner_Account: 'olga', Name: 'x', OfficialAccountUserID: id };
    await refuses(t, [['in use', 'create_official_account', again, 130008]]);
    const drawn = await call('create_official_account', { Owner_Account: 'olga', Name: 'Drawn' });
    t.match(drawn, { ...OK, OfficialAccountUserID: /^@TOA#_@TOA#[0-9A-V]{13}$/ });
    t.match(await info('@TOA#_nothing'), { Official_Account: '@TOA#_nothing', ErrorCode: 130004 });
    t.same(await info(id, { ResponseFilter: { OfficialAccountBaseInfoFilter: ['Name', 'SubscribeNum', 'x'] } }), {
      Official_Account: id,
      ErrorCode: 0,
      ErrorInfo: '',
      Name: 'News',
      SubscribeNum: 0,
    });
    const create = (body: object) => ({ Owner_Account: 'olga', Name: 'x', ...body });
    await refuses(t, [
      ['no beginning', 'create_official_account', create({ OfficialAccountUserID: 'news' }), 130007],
      ['drawn form', 'create_official_account', create({ OfficialAccountUserID: '@TOA#_@TOA#x' }), 130007],
      ['49 bytes', 'create_official_account', create({ OfficialAccountUserID: `@TOA#_${'x'.repeat(43)}` }), 130007],
      ['owner', 'create_official_account', create({ Owner_Account: 'nobody' }), 70107],
      ['no name', 'create_official_account', { Owner_Account: 'olga' }, 10004],
      [
        '51 ids',
        'get_official_account_info',
        { OfficialAccountIdList: Array(51).fill({ Official_Account: id }) },
        10004,
      ],
    ]);
  },
);

t.test('modify_official_account_base_info: limits of the fields in bytes #711', async (t) => {
  const id = await account();
  const limits = { Name: 150, Introduction: 400, FaceUrl: 500, Organization: 500, CustomString: 3000 };
  for (const [field, most] of Object.entries(limits)) {
    const change = (bytes: number) => ({ Official_Account: id, [field]: `é${'x'.repeat(bytes - 2)}` });
    t.match(await call('modify_official_account_base_info', change(most)), OK, `${field} of ${most}`);
    t.equal(Buffer.byteLength(String((await info(id))[field])), most);
    await refuses(t, [
      [`${field} of ${most + 1}`, 'modify_official_account_base_info', change(most + 1), 10004],
      [
        `${field} of a new account`,
        'create_official_account',
        { Owner_Account: 'olga', Name: 'x', ...change(most + 1) },
        10004,
      ],
    ]);
  }
  t.match(await call('modify_official_account_base_info', { OfficialAccount: id, MaxSubscriberNum: 2 }), OK);
  t.match(await info(id), { MaxSubscriberNum: 2 });
  await refuses(t, [
    ['empty name', 'modify_official_account_base_info', { Official_Account: id, Name: '' }, 10004],
    ['too many', 'modify_official_account_base_info', { Official_Account: id, MaxSubscriberNum: 100_001 }, 10004],
    ['nobody', 'modify_official_account_base_info', { Official_Account: '@TOA#_no', Name: 'x' }, 130004],
    ['no account', 'modify_official_account_base_info', { Name: 'x' }, 10004],
  ]);
});

t.test('add_subscriber, delete_subscriber, get_subscriber_info: in, out, and in pages #715 #687 #712', async (t) => {
  const id = await account([], { MaxSubscriberNum: 3 });
  t.match(await add(id, 'alice', 'nobody', 'bob', 'alice'), {
    ...OK,
    SubscriberList: [
      { Subscriber_Account: 'alice', Result: 1 },
      { Subscriber_Account: 'nobody', Result: 0 },
      { Subscriber_Account: 'bob', Result: 1 },
    ],
  });
  t.match(await add(id, 'bob', 'carol', 'olga'), { SubscriberList: [{ Result: 2 }, { Result: 1 }, { Result: 0 }] });
  t.match(await info(id), { SubscriberNum: 3 });
  t.match(await add(id, 'olga'), { ErrorCode: 130006 }, 'it is full');
  const page = (Next: string) => call('get_subscriber_info', { Official_Account: id, Limit: 2, Next });
  const first = await page('');
  t.match(first, { ...OK, SubscriberNum: 3, SubscriberList: [{ Subscriber_Account: 'alice' }, {}], Next: /./ });
  const second = await page(String(first.Next));
  t.match(second, { SubscriberList: [{ Subscriber_Account: 'carol', MsgFlag: 'AcceptAndNotify' }], Next: '' });
  t.match(await call('delete_subscriber', { Official_Account: id, SubscriberToDel_Account: ['alice', 'olga'] }), {
    ...OK,
    SubscriberList: [
      { Subscriber_Account: 'alice', Result: 1 },
      { Subscriber_Account: 'olga', Result: 2 },
    ],
  });
  t.match(await info(id), { SubscriberNum: 2 });
  // The slip of a public client.
  t.match(await call('add_subscriber', { Official_Account: id, SubscriberList: [{ Official_Account: 'olga' }] }), OK);
  const many = Array.from({ length: 101 }, (_, i) => `u${i}`);
  await refuses(t, [
    [
      '101 in',
      'add_subscriber',
      { Official_Account: id, SubscriberList: many.map((user) => ({ Subscriber_Account: user })) },
      10005,
    ],
    ['101 out', 'delete_subscriber', { Official_Account: id, SubscriberToDel_Account: many }, 10005],
    ['nobody', 'add_subscriber', { Official_Account: id, SubscriberList: [{ Subscriber_Account: 'nobody' }] }, 70107],
    [
      'no account',
      'add_subscriber',
      { Official_Account: '@TOA#_no', SubscriberList: [{ Subscriber_Account: 'bob' }] },
      130004,
    ],
    ['no such list', 'get_subscriber_info', { Official_Account: '@TOA#_no' }, 130004],
    ['large page', 'get_subscriber_info', { Official_Account: id, Limit: 201 }, 10004],
  ]);
  const hundred = many.slice(1);
  await server.rest('im_open_login_svc/multiaccount_import', { Accounts: hundred });
  const large = await account();
  t.match(await add(large, ...hundred), OK, '100 in one call');
  t.match(await info(large), { SubscriberNum: 100 });
});

t.test('modify_subscriber_info: time, option and custom text of a subscriber #716', async (t) => {
  const id = await account(['alice']);
  const change = (fields: object, user = 'alice') => ({ Official_Account: id, Subscriber_Account: user, ...fields });
  t.match(await call('modify_subscriber_info', change({ CustomString: 'mine', MsgFlag: 'AcceptNotNotify' })), OK);
  const { SubscriberList } = await call('get_subscriber_info', { Official_Account: id });
  t.match(SubscriberList, [{ CustomString: 'mine', MsgFlag: 'AcceptNotNotify', LastSendMsgTime: 0 }]);
  const [row] = SubscriberList as readonly { readonly SubscribeTime: number }[];
  t.ok((row?.SubscribeTime ?? 0) >= NOW_S);
  t.match(await call('modify_subscriber_info', change({ CustomString: 'x'.repeat(3000) })), OK);
  await refuses(t, [
    ['3001 bytes', 'modify_subscriber_info', change({ CustomString: 'x'.repeat(3001) }), 10004],
    ['nothing', 'modify_subscriber_info', change({}), 10004],
    ['no option', 'modify_subscriber_info', change({ MsgFlag: 'Sometimes' }), 10004],
    ['no subscriber', 'modify_subscriber_info', change({ CustomString: 'x' }, 'bob'), 131003],
    ['no subscriber to hear', 'modify_subscriber_info', change({ MsgFlag: 'Discard' }, 'bob'), 131003],
  ]);
});

t.test('get_subscribed_official_account_list: what a user subscribes to, in pages #715', async (t) => {
  await server.rest('im_open_login_svc/account_import', { UserID: 'reader' });
  const ids = [await account(['reader']), await account(['reader']), await account(['reader'])];
  const list = (fields: object) =>
    call('get_subscribed_official_account_list', { Subscriber_Account: 'reader', ...fields });
  const first = await list({ Limit: 2 });
  t.match(first, { ...OK, TotalCount: 3, CompleteFlag: 0, Next: 2 });
  const second = await list({ Limit: 2, Offset: 2 });
  t.match(second, { TotalCount: 3, CompleteFlag: 1, Next: 0 });
  const all = [first, second].flatMap((page) => page.OfficialAccountInfoList as readonly Answer[]);
  t.same(
    all.map((one) => one.Official_Account),
    ids,
  );
  t.match(all[0], { Name: 'News', SubscriberNum: 1, SelfInfo: { SubscribeTime: Number, CustomString: '' } });
  const ResponseFilter = { OfficialAccountBaseInfoFilter: ['Name'], SelfInfoFilter: ['CustomString'] };
  const [filtered] = (await list({ Limit: 1, ResponseFilter })).OfficialAccountInfoList as readonly Answer[];
  t.same(Object.keys(filtered ?? {}).sort(), ['ErrorCode', 'ErrorInfo', 'Name', 'Official_Account', 'SelfInfo']);
  t.same(filtered?.SelfInfo, { CustomString: '' });
  await call('delete_subscriber', { Official_Account: ids[0], SubscriberToDel_Account: ['reader'] });
  t.match(await list({}), { TotalCount: 2, CompleteFlag: 1 });
  // Who is no more subscribes to nothing, and is taken off the number.
  await server.rest('im_open_login_svc/account_delete', { DeleteItem: [{ UserID: 'reader' }] });
  t.match(await list({}), { TotalCount: 0 });
  t.match(await info(ids[1] ?? ''), { SubscriberNum: 0 });
});

t.test(
  'send_official_account_msg, official_account_msg_get_simple: to every subscriber once #717 #719 #723',
  async (t) => {
    const id = await account(['alice', 'bob']);
    const sent = await publish(id, 'one', { CloudCustomData: 'cloud' });
    t.match(sent, { ...OK, MsgKey: /^1_\d+_\d+$/, MsgTime: Number });
    const [copy] = await until('alice', id, 1);
    t.match(copy, {
      From_Account: id,
      To_Account: 'alice',
      MsgKey: sent.MsgKey,
      MsgBody: text('one'),
      CloudCustomData: 'cloud',
    });
    await until('bob', id, 1);
    t.same(await heard('carol', id), []);
    t.match(await info(id), { LastMsgTime: sent.MsgTime, SubscriberNum: 2 });
    const again = await publish(id, 'one', { Random: random, CloudCustomData: 'cloud' });
    t.match(again, { ...OK, MsgKey: sent.MsgKey, MsgTime: sent.MsgTime });
    await add(id, 'carol');
    for (const word of ['two', 'three']) t.match(await publish(id, word), OK);
    t.same(textsOf(await until('alice', id, 3)), ['one', 'two', 'three'], 'the repeated one is not there twice');
    t.same(textsOf(await until('carol', id, 2)), ['two', 'three'], 'what was before she subscribed is not hers');
    const page = (fields: object) => call('official_account_msg_get_simple', { Official_Account: id, ...fields });
    const newest = await page({ ReqMsgNumber: 2 });
    t.match(newest, { ...OK, Official_Account: id, IsFinished: 0 });
    t.same(textsOf(newest.RspMsgList as readonly Answer[]), ['three', 'two']);
    const oldest = await page({ ReqMsgNumber: 2, LastMsgKey: newest.LastMsgKey });
    t.match(oldest, { IsFinished: 1, RspMsgList: [{ MsgKey: sent.MsgKey, MsgSeq: 1, CloudCustomData: 'cloud' }] });
    const { AllC2CUnreadMsgNum } = await server.rest('openim/get_c2c_unread_msg_num', { To_Account: 'carol' });
    t.equal(AllC2CUnreadMsgNum, 2);
    const unread = await server.rest('openim/get_c2c_unread_msg_num', { To_Account: 'carol', Peer_Account: [id] });
    t.match(unread, { C2CUnreadMsgNumList: [{ Peer_Account: id, C2CUnreadMsgNum: 2 }] });
    t.match(await server.rest('openim/admin_set_msg_read', { Report_Account: 'carol', Peer_Account: id }), OK);
    t.match(await server.rest('openim/get_c2c_unread_msg_num', { To_Account: 'carol' }), { AllC2CUnreadMsgNum: 0 });
    await refuses(t, [
      [
        'no account',
        'send_official_account_msg',
        { Official_Account: '@TOA#_no', Random: 1, MsgBody: text('x') },
        130004,
      ],
      ['no random', 'send_official_account_msg', { Official_Account: id, MsgBody: text('x') }, 90005],
      ['no body', 'send_official_account_msg', { Official_Account: id, Random: 1 }, 90007],
      ['no element', 'send_official_account_msg', { Official_Account: id, Random: 1, MsgBody: [{}] }, 90002],
      [
        'too long',
        'send_official_account_msg',
        { Official_Account: id, Random: 1, MsgBody: text('x'.repeat(12_300)) },
        80002,
      ],
      ['too many', 'official_account_msg_get_simple', { Official_Account: id, ReqMsgNumber: 21 }, 10004],
      ['bad key', 'official_account_msg_get_simple', { Official_Account: id, ReqMsgNumber: 1, LastMsgKey: 'x' }, 90054],
      ['no history', 'official_account_msg_get_simple', { Official_Account: '@TOA#_no', ReqMsgNumber: 1 }, 130004],
    ]);
  },
);

t.test('official_account_msg_recall: the words are gone everywhere', async (t) => {
  const id = await account(['alice', 'bob']);
  const { MsgKey } = await publish(id, 'wrong');
  await publish(id, 'right');
  await Promise.all([until('alice', id, 2), until('bob', id, 2)]);
  const recall = (...MsgKeyList: readonly unknown[]) =>
    call('official_account_msg_recall', { Official_Account: id, MsgKeyList, Reason: 'a mistake' });
  t.match(await recall(MsgKey, 'x', '7_7_7'), {
    ...OK,
    RecallRetList: [
      { MsgKey, RetCode: 0 },
      { MsgKey: 'x', RetCode: 90054 },
      { MsgKey: '7_7_7', RetCode: 20022 },
    ],
  });
  t.match(await recall(MsgKey), { RecallRetList: [{ RetCode: 20023 }] });
  for (const user of ['alice', 'bob']) {
    for (;;) {
      const [first, second] = await heard(user, id);
      if (first?.MsgFlagBits !== 8) continue;
      t.match([first, second], [{ MsgFlagBits: 8 }, { MsgFlagBits: 0 }]);
      break;
    }
  }
  const page = (fields: object) =>
    call('official_account_msg_get_simple', { Official_Account: id, ReqMsgNumber: 9, ...fields });
  t.same(textsOf((await page({})).RspMsgList as readonly Answer[]), ['right']);
  t.match(await page({ WithRecalledMsg: 1 }), { RspMsgList: [{ IsPlaceMsg: 0 }, { IsPlaceMsg: 2, MsgKey }] });
  const keyed = (MsgKeyList: readonly unknown[], more: object = {}) => ({ Official_Account: id, MsgKeyList, ...more });
  const { MsgKey: other } = await publish(id, 'another');
  await refuses(t, [
    ['11 keys', 'official_account_msg_recall', keyed(Array(11).fill('1_1_1')), 10004],
    ['101 bytes', 'official_account_msg_recall', keyed([other], { Reason: 'x'.repeat(101) }), 10004],
    ['no account', 'official_account_msg_recall', keyed(['1_1_1'], { Official_Account: '@TOA#_no' }), 130004],
  ]);
});

t.test('private messages: a subscriber writes to the account, and it to him #720 #716', async (t) => {
  const id = await account(['alice']);
  const send = (From_Account: string, To_Account: string, Text: string) =>
    server.rest('openim/sendmsg', { From_Account, To_Account, MsgRandom: ++random, MsgBody: text(Text) });
  t.match(await send('alice', id, 'a question'), OK);
  t.match(await send(id, 'alice', 'an answer'), OK);
  t.same(textsOf(await heard(id, 'alice')), ['a question', 'an answer'], 'the side of the account');
  t.same(textsOf(await heard('alice', id)), ['a question', 'an answer']);
  t.match((await heard('alice', id))[1], { From_Account: id });
  t.match(await server.rest('openim/admin_set_msg_read', { Report_Account: id, Peer_Account: 'alice' }), OK);
  t.match((await heard('alice', id))[0], { IsPeerRead: 1 }, 'read on the side of the account');
  const { SubscriberList } = await call('get_subscriber_info', { Official_Account: id });
  const [row] = SubscriberList as readonly { readonly LastSendMsgTime: number }[];
  t.ok((row?.LastSendMsgTime ?? 0) >= NOW_S);
  t.match(await send('bob', id, 'x'), { ErrorCode: 130002 });
  t.match(await send(id, 'bob', 'x'), { ErrorCode: 130002 });
  t.match(await send('bob', '@TOA#_nothing', 'x'), { ErrorCode: 90012 });
  t.match(await send('@TOA#_nothing', 'bob', 'x'), { ErrorCode: 90008 });
  t.match(await send(id, await account(), 'x'), { ErrorCode: 90012 }, 'no account subscribes to another');
  await call('delete_subscriber', { Official_Account: id, SubscriberToDel_Account: ['alice'] });
  t.match(await send('alice', id, 'x'), { ErrorCode: 130002 });
});

t.test('an official account is nothing else than that', async (t) => {
  const id = await account(['alice']);
  const refused = async (command: string, body: object, code: number) =>
    t.match(await server.rest(command, body), { ErrorCode: code }, command);
  await refused('im_open_login_svc/account_import', { UserID: id }, 70402);
  await refused('im_open_login_svc/kick', { UserID: id }, 70107);
  await refused('group_open_http_svc/create_group', { Type: 'Public', Name: 'g', Owner_Account: id }, 10019);
  const message = { MsgRandom: 1, MsgBody: text('x'), MsgTimeStamp: NOW_S - 10, SyncFromOldSystem: 5 };
  await refused('openim/importmsg', { From_Account: id, To_Account: 'alice', ...message }, 90008);
  await refused('openim/importmsg', { From_Account: 'alice', To_Account: id, ...message }, 90012);
  const { GroupId } = await server.rest('group_open_http_svc/create_group', { Type: 'Public', Name: 'g' });
  await refused(
    'group_open_http_svc/send_group_msg',
    { GroupId, From_Account: id, Random: 1, MsgBody: text('x') },
    10019,
  );
  const added = await server.rest('group_open_http_svc/add_group_member', {
    GroupId,
    MemberList: [{ Member_Account: id }],
  });
  t.match(added, { ErrorCode: 10019 });
  const checked = await server.rest('im_open_login_svc/account_check', { CheckItem: [{ UserID: id }] });
  t.match(checked, { ResultItem: [{ AccountStatus: 'NotImported' }] });
});

t.test('destroy_official_account: gone, with its subscriptions; the conversation stays readable #722', async (t) => {
  const id = await account(['alice']);
  await publish(id, 'the last');
  await until('alice', id, 1);
  t.match(await call('destroy_official_account', { Official_Account: id }), OK);
  t.match(await info(id), { ErrorCode: 130004 });
  await refuses(t, [
    ['twice', 'destroy_official_account', { Official_Account: id }, 130004],
    ['to it', 'add_subscriber', { Official_Account: id, SubscriberList: [{ Subscriber_Account: 'bob' }] }, 130004],
  ]);
  t.same(textsOf(await heard('alice', id)), ['the last']);
  t.match(await server.rest('openim/admin_set_msg_read', { Report_Account: 'alice', Peer_Account: id }), OK);
  const list = () => call('get_subscribed_official_account_list', { Subscriber_Account: 'alice' });
  const named = ({ OfficialAccountInfoList }: Answer) =>
    (OfficialAccountInfoList as readonly Answer[]).some((one) => one.Official_Account === id);
  while (named(await list()));
  const again = { Owner_Account: 'olga', Name: 'Again', OfficialAccountUserID: id };
  for (;;) {
    const { ErrorCode } = await call('create_official_account', again);
    if (ErrorCode === 0) break;
    t.equal(ErrorCode, 130008);
  }
  t.match(await info(id), { Name: 'Again', SubscriberNum: 0, LastMsgTime: 0 });
});
