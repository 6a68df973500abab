import t from 'tap';
import { TestServer } from '../conformance/server.ts';

const server = await TestServer.start();
t.teardown(() => server.stop());
await server.rest('im_open_login_svc/multiaccount_import', { Accounts: ['alice', 'bob', 'carol', 'dave'] });

const OK = { ActionStatus: 'OK', ErrorCode: 0, ErrorInfo: '' };
const text = (Text: string) => [{ MsgType: 'TIMTextElem', MsgContent: { Text } }];
let random = 0;
const message = (fields: object = {}) => ({
  From_Account: 'alice',
  To_Account: 'bob',
  MsgRandom: ++random,
  MsgBody: text(`message ${random}`),
  ...fields,
});

type Answer = Readonly<Record<string, unknown>>;
interface Page {
  readonly Complete: number;
  readonly LastMsgTime: number;
  readonly LastMsgKey: string;
  readonly MsgList: readonly {
    readonly MsgKey: string;
    readonly MsgBody: readonly { readonly MsgContent: { readonly Text: string } }[];
  }[];
}

async function history(operator: string, peer: string, fields: object = {}): Promise<Page> {
  const body = {
    Operator_Account: operator,
    Peer_Account: peer,
    MaxCnt: 100,
    MinTime: 0,
    MaxTime: 4_000_000_000,
    ...fields,
  };
  return (await server.rest('openim/admin_getroammsg', body)) as unknown as Page; // checked by what the tests read of it
}
const texts = (page: Page) => page.MsgList.map((one) => one.MsgBody[0]?.MsgContent.Text);
const unread = async (user: string) =>
  (await server.rest('openim/get_c2c_unread_msg_num', { To_Account: user })).AllC2CUnreadMsgNum;

t.test('sendmsg stores for both sides and counts as unread, as the sender named #212 #223 #236 #389', async (t) => {
  const body = {
    ...message(),
    SyncOtherMachine: 1,
    MsgSeq: 40211,
    CloudCustomData: '{"thread":7}',
    OfflinePushInfo: { PushFlag: 0, Title: 'Alice' },
  };
  const answer = await server.rest('openim/sendmsg', body);
  t.match(answer, {
    ...OK,
    MsgTime: Number,
    MsgKey: `40211_${body.MsgRandom}_${answer.MsgTime}`,
    MsgId: /^\d{18}-\d+-\d+$/,
  });
  const [item] = (await history('bob', 'alice')).MsgList;
  t.match(item, {
    From_Account: 'alice',
    To_Account: 'bob',
    MsgSeq: 40211,
    MsgRandom: body.MsgRandom,
    MsgTimeStamp: answer.MsgTime,
    MsgFlagBits: 0,
    IsPeerRead: 0,
    MsgKey: answer.MsgKey,
    MsgBody: body.MsgBody,
    CloudCustomData: '{"thread":7}',
  });
  t.equal((await history('alice', 'bob')).MsgList.length, 1);
  t.equal(await unread('bob'), 1);
  t.equal(await unread('alice'), 0);
});

t.test('without From_Account the administrator sends #222 #224', async (t) => {
  const { From_Account: _, ...body } = message({ To_Account: 'carol' });
  t.match(await server.rest('openim/sendmsg', body), OK);
  t.match((await history('carol', 'administrator')).MsgList, [{ From_Account: 'administrator' }]);
});

t.test('the same message twice is stored once and answered alike, with and without MsgSeq #226 #238', async (t) => {
  for (const fields of [{ MsgSeq: 5 }, {}]) {
    const body = message({ To_Account: 'dave', ...fields });
    const before = (await history('dave', 'alice')).MsgList.length;
    const first = await server.rest('openim/sendmsg', body);
    t.strictSame(await server.rest('openim/sendmsg', body), first);
    t.equal((await history('dave', 'alice')).MsgList.length, before + 1);
  }
});

t.test('online-only messages leave no trace #230', async (t) => {
  const before = [await unread('bob'), (await history('bob', 'alice')).MsgList.length];
  t.match(await server.rest('openim/sendmsg', message({ OnlineOnlyFlag: 1 })), OK);
  t.match(await server.rest('openim/sendmsg', message({ MsgLifeTime: 0 })), OK);
  t.strictSame([await unread('bob'), (await history('bob', 'alice')).MsgList.length], before);
});

t.test('NoUnread is stored and not counted #207; SyncOtherMachine 2 hides it from the sender', async (t) => {
  const before = await unread('bob');
  t.match(await server.rest('openim/sendmsg', message({ SendMsgControl: ['NoUnread'], SyncOtherMachine: 2 })), OK);
  t.equal(await unread('bob'), before);
  t.equal((await history('bob', 'alice')).MsgList.length, (await history('alice', 'bob')).MsgList.length + 1);
});

t.test('bad messages get the documented code and nothing is stored #164 #190', async (t) => {
  const before = (await history('bob', 'alice')).MsgList.length;
  const custom = { MsgType: 'TIMCustomElem', MsgContent: { Data: 'x' } };
  const bad: readonly (readonly [fields: object, code: number])[] = [
    [{ To_Account: undefined }, 90003],
    [{ To_Account: 7 }, 90003],
    [{ To_Account: 'nobody' }, 90012],
    [{ From_Account: 'nobody' }, 90008],
    [{ From_Account: 7 }, 90008],
    [{ MsgRandom: undefined }, 90005],
    [{ MsgRandom: 'x' }, 90005],
    [{ MsgRandom: 4_294_967_296 }, 90005],
    [{ MsgSeq: -1 }, 90004],
    [{ MsgBody: undefined }, 90007],
    [{ MsgBody: {} }, 90007],
    [{ MsgBody: [] }, 90001],
    [{ MsgBody: ['text'] }, 90002],
    [{ MsgBody: [{ MsgType: 'TIMTextElem' }] }, 90002],
    [{ MsgBody: [{ MsgType: 'TIMTextElem', MsgContent: { Text: 5 } }] }, 90002],
    [{ MsgBody: [{ MsgType: 'NoSuchElem', MsgContent: {} }] }, 90002],
    [{ MsgBody: [custom, custom] }, 90002],
    [{ MsgBody: text('x'.repeat(12 * 1024)) }, 80002],
    [{ MsgLifeTime: 604_801 }, 90026],
    [{ MsgLifeTime: 'x' }, 90026],
    [{ SyncOtherMachine: 'x' }, 90031],
    [{ OfflinePushInfo: 'x' }, 90043],
  ];
  for (const [fields, code] of bad) {
    const answer = await server.rest('openim/sendmsg', message(fields));
    t.match(answer, { ActionStatus: 'FAIL', ErrorCode: code, ErrorInfo: /./ }, JSON.stringify(fields).slice(0, 80));
  }
  const room = JSON.stringify(text('')).length;
  t.match(
    await server.rest('openim/sendmsg', message({ MsgBody: text('x'.repeat(12 * 1024 - room)) })),
    OK,
    '12 KB pass',
  );
  t.equal((await history('bob', 'alice')).MsgList.length, before + 1, 'only the good one is stored');
});

t.test('several elements keep their order #184', async (t) => {
  const MsgBody = [
    ...text('the map:'),
    { MsgType: 'TIMLocationElem', MsgContent: { Desc: 'north gate', Latitude: 52.5163, Longitude: 13.3777 } },
    { MsgType: 'TIMFaceElem', MsgContent: { Index: 3, Data: '😀' } },
    { MsgType: 'TIMCustomElem', MsgContent: { Data: '{"a":1}', Desc: 'd', Ext: 'e' } },
  ];
  await server.rest('openim/sendmsg', message({ From_Account: 'carol', To_Account: 'dave', MsgBody }));
  t.match((await history('dave', 'carol')).MsgList, [{ MsgBody }]);
});

t.test('batchsendmsg: 500 targets, unknown ones listed, all unknown refused #234', async (t) => {
  const many = Array.from({ length: 500 }, (_, i) => `target${i}`);
  for (let i = 0; i < 500; i += 100) {
    await server.rest('im_open_login_svc/multiaccount_import', { Accounts: many.slice(i, i + 100) });
  }
  const { To_Account: _, ...body } = message();
  const sent = await server.rest('openim/batchsendmsg', { ...body, To_Account: many });
  t.match(sent, { ...OK, MsgKey: /^\d+_\d+_\d+$/ });
  t.notOk('ErrorList' in sent);
  for (const target of ['target0', 'target499'])
    t.match((await history(target, 'alice')).MsgList, [{ MsgKey: sent.MsgKey }]);
  const partly = await server.rest('openim/batchsendmsg', { ...message(), To_Account: ['bob', 'nobody'] });
  t.match(partly, { ActionStatus: 'SomeError', ErrorCode: 0, ErrorList: [{ To_Account: 'nobody', ErrorCode: 70107 }] });
  t.match(await server.rest('openim/batchsendmsg', { ...message(), To_Account: ['nobody'] }), { ErrorCode: 90012 });
  t.match(await server.rest('openim/batchsendmsg', { ...message(), To_Account: [...many, 'bob'] }), {
    ErrorCode: 90011,
  });
  t.match(await server.rest('openim/batchsendmsg', { ...message(), To_Account: 'bob' }), { ErrorCode: 90028 });
  t.match(await server.rest('openim/batchsendmsg', { ...message(), To_Account: [] }), { ErrorCode: 90029 });
});

t.test('importmsg lands at its time, is counted or not, and only once', async (t) => {
  const pair = { From_Account: 'carol', To_Account: 'bob' };
  await server.rest('openim/sendmsg', message({ ...pair, MsgBody: text('today') }));
  const before = await unread('bob');
  const old = {
    ...message(pair),
    MsgSeq: 7,
    MsgTimeStamp: 1_700_000_000,
    SyncFromOldSystem: 2,
    MsgBody: text('long ago'),
  };
  t.strictSame(await server.rest('openim/importmsg', old), OK);
  t.strictSame(await server.rest('openim/importmsg', old), OK, 'again');
  t.equal(await unread('bob'), before, 'history only');
  const counted = {
    ...message(pair),
    MsgTimeStamp: 1_700_000_100,
    SyncFromOldSystem: 5,
    MsgBody: text('less long ago'),
  };
  t.strictSame(await server.rest('openim/importmsg', counted), OK);
  t.equal(await unread('bob'), Number(before) + 1, 'counted');
  t.strictSame(texts(await history('bob', 'carol')), ['long ago', 'less long ago', 'today']);
  t.match((await history('bob', 'carol')).MsgList[0], { MsgKey: `7_${old.MsgRandom}_1700000000` });
  for (const [fields, code] of [
    [{ SyncFromOldSystem: 1 }, 90030],
    [{ SyncFromOldSystem: undefined }, 90030],
    [{ MsgTimeStamp: undefined }, 90006],
    [{ MsgTimeStamp: 4_200_000_000 }, 90006],
  ] as const) {
    t.match(await server.rest('openim/importmsg', { ...old, ...fields }), { ErrorCode: code });
  }
});

t.test('admin_getroammsg pages from the newest back, without gap or double, within its bounds #236 #357', async (t) => {
  const pair = { From_Account: 'dave', To_Account: 'carol' };
  for (let i = 0; i < 45; i++) {
    const body = {
      ...message(pair),
      MsgSeq: i,
      MsgTimeStamp: 1_700_000_000 + Math.floor(i / 4),
      SyncFromOldSystem: 2,
      MsgBody: text(`m${i}`),
    };
    await server.rest('openim/importmsg', body);
  }
  const seen: (string | undefined)[] = [];
  let fields: object = { MaxCnt: 10, MinTime: 1_700_000_000, MaxTime: 1_700_000_100 };
  for (let page = 0; page < 10; page++) {
    const answer = await history('carol', 'dave', fields);
    seen.unshift(...texts(answer));
    if (answer.Complete === 1) break;
    fields = { ...fields, MaxTime: answer.LastMsgTime, LastMsgKey: answer.LastMsgKey };
  }
  t.strictSame(
    seen,
    Array.from({ length: 45 }, (_, i) => `m${i}`),
  );
  const window = await history('dave', 'carol', { MinTime: 1_700_000_002, MaxTime: 1_700_000_003 });
  t.strictSame(texts(window), ['m8', 'm9', 'm10', 'm11', 'm12', 'm13', 'm14', 'm15']);
  t.match(
    await server.rest('openim/admin_getroammsg', {
      Operator_Account: 'dave',
      Peer_Account: 'carol',
      MaxCnt: 5,
      MinTime: 0,
      MaxTime: 9,
      LastMsgKey: 'x',
    }),
    { ErrorCode: 90054 },
  );
  t.match(await server.rest('openim/admin_getroammsg', { Peer_Account: 'carol', MaxCnt: 5, MinTime: 0, MaxTime: 9 }), {
    ErrorCode: 90008,
  });
});

t.test('admin_set_msg_read and get_c2c_unread_msg_num follow each other', async (t) => {
  for (const user of ['erin', 'frank']) await server.rest('im_open_login_svc/account_import', { UserID: user });
  for (let i = 0; i < 3; i++)
    await server.rest('openim/sendmsg', message({ From_Account: 'erin', To_Account: 'frank' }));
  const ask = (Peer_Account: readonly string[]) =>
    server.rest('openim/get_c2c_unread_msg_num', { To_Account: 'frank', Peer_Account });
  t.match(await ask(['erin', 'nobody', 'alice']), {
    ...OK,
    C2CUnreadMsgNumList: [
      { Peer_Account: 'erin', C2CUnreadMsgNum: 3 },
      { Peer_Account: 'alice', C2CUnreadMsgNum: 0 },
    ],
    ErrorList: [{ Peer_Account: 'nobody', ErrorCode: 70107 }],
  });
  t.strictSame(
    await server.rest('openim/admin_set_msg_read', { Report_Account: 'frank', Peer_Account: 'erin', MsgReadTime: 5 }),
    OK,
  );
  t.equal(await unread('frank'), 3, 'a mark in the past reads nothing');
  t.strictSame(await server.rest('openim/admin_set_msg_read', { Report_Account: 'frank', Peer_Account: 'erin' }), OK);
  t.equal(await unread('frank'), 0);
  t.match((await history('erin', 'frank')).MsgList[0], { IsPeerRead: 1 });
  t.match(await ask(Array.from({ length: 11 }, () => 'erin')), { ErrorCode: 90003 });
  t.match(await server.rest('openim/admin_set_msg_read', { Peer_Account: 'erin' }), { ErrorCode: 90008 });
  t.match((await server.rest('openim/get_c2c_unread_msg_num', {})) as Answer, { ErrorCode: 90003 });
});
