import t from 'tap';
import { GroupServer, OK, PAST, text } from './group-server.ts';

const rest = await GroupServer.start();
t.teardown(() => rest.server.stop());
const call = rest.call.bind(rest);

interface Item {
  readonly MsgSeq: number;
  readonly From_Account: string;
  readonly MsgBody: readonly { readonly MsgContent: { readonly Text: string } }[];
}
async function history(GroupId: string, fields: object = {}): Promise<readonly Item[]> {
  const page = await call('group_msg_get_simple', { GroupId, ReqMsgNumber: 20, ...fields });
  t.match(page, { ...OK, GroupId, IsFinished: 1 });
  return page.RspMsgList as readonly Item[];
}
const texts = (items: readonly Item[]) => items.map((item) => item.MsgBody[0]?.MsgContent.Text);

t.test('send_group_msg as documented: stored for everybody, with its number #243', async (t) => {
  const GroupId = await rest.group('Public');
  const MsgBody = text('@Bob bring the tent');
  const GroupAtInfo = [{ GroupAtAllFlag: 0, GroupAt_Account: 'bob' }];
  const body = { GroupId, From_Account: 'alice', Random: 8912345, MsgBody, GroupAtInfo, CloudCustomData: '{"a":1}' };
  const answer = await call('send_group_msg', body);
  t.strictSame(answer, { ...OK, MsgTime: answer.MsgTime, MsgSeq: 1, MsgId: answer.MsgId });
  t.match(String(answer.MsgId), /^\d+-\d+-8912345$/);
  t.strictSame(await history(GroupId), [
    {
      From_Account: 'alice',
      IsPlaceMsg: 0,
      MsgBody,
      MsgPriority: 2,
      MsgRandom: 8912345,
      MsgSeq: 1,
      MsgTimeStamp: answer.MsgTime,
      CloudCustomData: '{"a":1}',
    },
  ]);
  t.match(await rest.info(GroupId), { NextMsgSeq: 2, LastMsgTime: answer.MsgTime });
  t.strictSame(await call('send_group_msg', body), answer, 'again: the same message');
  t.equal((await history(GroupId)).length, 1);
});

t.test('anybody may be the sender, a member or not; without a name the administrator is #244', async (t) => {
  const GroupId = await rest.group('Private');
  await rest.send(GroupId, { From_Account: 'dave' });
  await rest.send(GroupId, { From_Account: undefined });
  await rest.send(GroupId, { From_Account: '' });
  t.strictSame(
    (await history(GroupId)).map(({ From_Account }) => From_Account),
    ['administrator', 'administrator', 'dave'],
  );
});

t.test('priorities are kept, the default is Normal #248', async (t) => {
  const GroupId = await rest.group('ChatRoom');
  for (const MsgPriority of ['High', undefined, 'Low', 'Lowest']) await rest.send(GroupId, { MsgPriority });
  t.match(await history(GroupId), [{ MsgPriority: 4 }, { MsgPriority: 3 }, { MsgPriority: 2 }, { MsgPriority: 1 }]);
});

t.test('online-only messages take no number, targeted ones do', async (t) => {
  const GroupId = await rest.group('Public');
  t.match(await rest.send(GroupId, { OnlineOnlyFlag: 1 }), { ...OK, MsgSeq: 0 });
  t.match(await rest.send(GroupId, { MsgOnlineOnlyFlag: 1 }), { ...OK, MsgSeq: 0 });
  t.match(await rest.send(GroupId, { To_Account: ['bob'], NeedReadReceipt: 1, SupportMessageExtension: 1 }), {
    ...OK,
    MsgSeq: 1,
  });
  t.match(await rest.send(GroupId, { SendMsgControl: ['NoUnread', 'NoLastMsg'] }), { ...OK, MsgSeq: 2 });
  t.match(await rest.send(GroupId, { GroupAtInfo: [{ GroupAtAllFlag: 1 }] }), { ...OK, MsgSeq: 3 });
});

t.test('over 40 a second a message is dropped: success, no number, no history #249 #253', async (t) => {
  const GroupId = await rest.group('Public');
  const answers = await Promise.all(Array.from({ length: 100 }, () => rest.send(GroupId)));
  t.ok(answers.every(({ ErrorCode }) => ErrorCode === 0));
  const dropped = answers.filter(({ MsgDropReason }) => MsgDropReason === 'MsgFreqCtrl');
  const kept = answers.filter((answer) => !('MsgDropReason' in answer));
  t.ok(dropped.length > 0 && dropped.every(({ MsgSeq }) => MsgSeq === 0), `${dropped.length} dropped`);
  t.strictSame(
    kept.map(({ MsgSeq }) => Number(MsgSeq)).sort((a, b) => a - b),
    kept.map((_, i) => i + 1),
  );
  t.ok(countsOf(kept.map(({ MsgTime }) => Number(MsgTime))).every((count) => count <= 40));
  t.match(await rest.info(GroupId), { NextMsgSeq: kept.length + 1 });
});

t.test('a live room keeps nothing and is limited all the same #249', async (t) => {
  const GroupId = await rest.group('AVChatRoom');
  const answers = await Promise.all(Array.from({ length: 100 }, () => rest.send(GroupId)));
  const delivered = answers.filter((answer) => !('MsgDropReason' in answer));
  t.ok(answers.every(({ ErrorCode }) => ErrorCode === 0) && delivered.length < 100);
  t.ok(countsOf(delivered.map(({ MsgTime }) => Number(MsgTime))).every((count) => count <= 40));
});

function countsOf(times: readonly number[]): readonly number[] {
  const counts = new Map<number, number>();
  for (const time of times) counts.set(time, (counts.get(time) ?? 0) + 1);
  return [...counts.values()];
}

t.test('group_msg_get_simple pages by seq without gap or double, tips among them #267', async (t) => {
  const GroupId = await rest.group('Public');
  for (let i = 0; i < 30; i++) await rest.send(GroupId, { MsgBody: text(`m${i}`) });
  await call('modify_group_base_info', { GroupId, Notification: 'news' });
  await rest.send(GroupId, { MsgBody: text('last') });
  const seqs: number[] = [];
  let page = await history(GroupId, { ReqMsgNumber: 7 });
  while (page.length > 0) {
    seqs.push(...page.map(({ MsgSeq }) => MsgSeq));
    const ReqMsgSeq = Math.min(...seqs) - 1;
    if (ReqMsgSeq === 0) break;
    page = await history(GroupId, { ReqMsgNumber: 7, ReqMsgSeq });
  }
  t.strictSame(
    seqs,
    Array.from({ length: 32 }, (_, i) => 32 - i),
  );
  t.strictSame(texts(await history(GroupId, { ReqMsgSeq: 3 })), ['m2', 'm1', 'm0']);
  t.match(await history(GroupId, { ReqMsgNumber: 2 }), [
    { MsgSeq: 32, MsgBody: text('last') },
    {
      MsgSeq: 31,
      From_Account: '@TIM#SYSTEM',
      IsPlaceMsg: 0,
      IsSystemMsg: 1,
      MsgBody: { OpType: 6, Operator_Account: 'administrator', MsgGroupNewInfo: { GroupNotification: 'news' } },
    },
  ]);
});

t.test('import_group_msg: 20 per call, ascending, between creation and now, each with its result #269', async (t) => {
  const GroupId = 'with-a-past';
  await call('import_group', { Type: 'Public', Name: 'x', GroupId, Owner_Account: 'alice', CreateTime: PAST });
  const old = (SendTime: number, fields: object = {}) => ({
    From_Account: 'bob',
    SendTime,
    MsgBody: text(`at ${SendTime - PAST}`),
    ...fields,
  });
  const twenty = Array.from({ length: 20 }, (_, i) => old(PAST + i, { Random: i, CloudCustomData: `${i}` }));
  t.match(await call('import_group_msg', { GroupId, MsgList: [...twenty, old(PAST + 20)] }), { ErrorCode: 10005 });
  const answer = await call('import_group_msg', { GroupId, MsgList: twenty, RecentContactFlag: 1 });
  t.strictSame(answer, {
    ...OK,
    ImportMsgResult: twenty.map(({ SendTime }, i) => ({ Result: 0, MsgSeq: i + 1, MsgTime: SendTime })),
  });
  const MsgList = [
    old(PAST + 18),
    old(PAST + 30),
    old(PAST - 1),
    old(4_200_000_000),
    old(PAST + 31, { MsgBody: text('x'.repeat(13_000)) }),
    old(PAST + 31, { From_Account: 'nobody' }),
    old(PAST + 31, { MsgBody: [] }),
    old(PAST + 32),
  ];
  const mixed = await call('import_group_msg', { GroupId, MsgList });
  const results = mixed.ImportMsgResult as readonly { readonly Result: number; readonly MsgSeq: number }[];
  t.strictSame(
    results.map(({ Result, MsgSeq }) => [Result, MsgSeq]),
    [
      [10004, 0],
      [0, 21],
      [10004, 0],
      [10004, 0],
      [80002, 0],
      [10019, 0],
      [10004, 0],
      [0, 22],
    ],
  );
  const items = await history(GroupId, { ReqMsgNumber: 3 });
  t.match(items, [{ MsgSeq: 22, MsgTimeStamp: PAST + 32 }, { MsgSeq: 21 }, { MsgSeq: 20, MsgRandom: 19 }]);
  t.match(await rest.send(GroupId), { ...OK, MsgSeq: 23 });
  const late = await call('import_group_msg', { GroupId, MsgList: [old(PAST + 40)] });
  t.match(late, { ImportMsgResult: [{ Result: 10004 }] }, 'the past is over once somebody has written');
});

t.test('communities are addressed by either service', async (t) => {
  const GroupId = await rest.group('Community');
  const million = 'million_group_open_http_svc';
  t.match(await call('send_group_msg', rest.message(GroupId), million), { ...OK, MsgSeq: 1 });
  const { RspMsgList } = await call('group_msg_get_simple', { GroupId, ReqMsgNumber: 5 }, million);
  t.match(RspMsgList, [{ MsgSeq: 1, From_Account: 'alice' }]);
});

t.test('what is wrong with a request is told by its code', async (t) => {
  const GroupId = await rest.group('Public');
  const room = await rest.group('AVChatRoom');
  const community = await rest.group('Community');
  const message = (fields: object) => rest.message(GroupId, fields);
  const users = Array.from({ length: 51 }, (_, i) => `u${i}`);
  const mentions = users.slice(0, 31).map((GroupAt_Account) => ({ GroupAtAllFlag: 0, GroupAt_Account }));
  const old = { From_Account: 'alice', SendTime: PAST, MsgBody: text('x') };
  const two = [
    { MsgType: 'TIMCustomElem', MsgContent: {} },
    { MsgType: 'TIMCustomElem', MsgContent: {} },
  ];
  await rest.refuses(t, [
    ['no group', 'send_group_msg', message({ GroupId: undefined }), 10004],
    ['unknown group', 'send_group_msg', message({ GroupId: 'nowhere' }), 10010],
    ['not an id', 'send_group_msg', message({ GroupId: '组' }), 10015],
    ['no random', 'send_group_msg', message({ Random: undefined }), 10004],
    ['random beyond 32 bits', 'send_group_msg', message({ Random: 2 ** 32 }), 10004],
    ['no body', 'send_group_msg', message({ MsgBody: undefined }), 10004],
    ['a body that is a text', 'send_group_msg', message({ MsgBody: 'x' }), 10004],
    ['an empty body', 'send_group_msg', message({ MsgBody: [] }), 10004],
    ['an unknown element', 'send_group_msg', message({ MsgBody: [{ MsgType: 'x', MsgContent: {} }] }), 10004],
    ['two custom elements', 'send_group_msg', message({ MsgBody: two }), 10004],
    ['a long body', 'send_group_msg', message({ MsgBody: text('x'.repeat(13_000)) }), 80002],
    ['an unknown sender', 'send_group_msg', message({ From_Account: 'nobody' }), 10019],
    ['an unknown priority', 'send_group_msg', message({ MsgPriority: 'Urgent' }), 10004],
    ['an unknown control', 'send_group_msg', message({ SendMsgControl: ['WithMuteNotifications'] }), 10004],
    ['control of online-only', 'send_group_msg', message({ OnlineOnlyFlag: 1, SendMsgControl: ['NoUnread'] }), 10004],
    ['online-only in a live room', 'send_group_msg', message({ GroupId: room, OnlineOnlyFlag: 1 }), 10004],
    ['51 receivers', 'send_group_msg', message({ To_Account: users }), 10004],
    ['receivers in a live room', 'send_group_msg', message({ GroupId: room, To_Account: ['bob'] }), 10007],
    ['receivers in a community', 'send_group_msg', message({ GroupId: community, To_Account: ['bob'] }), 10007],
    ['31 mentions', 'send_group_msg', message({ GroupAtInfo: mentions }), 10053],
    ['a topic', 'send_group_msg', message({ TopicId: `${community}@TOPIC#_x` }), 110013],
    ['unknown group', 'import_group_msg', { GroupId: 'nowhere', MsgList: [old] }, 10010],
    ['no messages', 'import_group_msg', { GroupId, MsgList: [] }, 10004],
    ['no time', 'import_group_msg', { GroupId, MsgList: [{ ...old, SendTime: undefined }] }, 10004],
    ['a live room', 'import_group_msg', { GroupId: room, MsgList: [old] }, 10007],
    ['unknown group', 'group_msg_get_simple', { GroupId: 'nowhere', ReqMsgNumber: 5 }, 10010],
    ['no count', 'group_msg_get_simple', { GroupId }, 10004],
    ['21 messages', 'group_msg_get_simple', { GroupId, ReqMsgNumber: 21 }, 10004],
    ['a live room', 'group_msg_get_simple', { GroupId: room, ReqMsgNumber: 5 }, 10007],
  ]);
});
