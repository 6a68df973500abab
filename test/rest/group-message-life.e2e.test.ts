import t from 'tap';
import { Phone } from '../websdk/phone.ts';
import { GroupServer, OK, text } from './group-server.ts';

/** What becomes of messages of groups (rest-api.md §6.3, §6.4, §16.5–16.12): by REST, and as a client sees it. */
const rest = await GroupServer.start();
t.teardown(() => rest.server.stop());
const bob = await Phone.login(rest.server.wsUrl, 'bob', rest.server.sign('bob'));
t.teardown(() => bob.close());
const call = rest.call.bind(rest);
const EXTENSIONS = 'openim_msg_ext_http_svc';

type Item = Readonly<Record<string, unknown>>;
type Wrong = readonly (readonly [title: string, body: object, code: number])[];

/** A group with so many messages of alice. */
async function talk(type: string, messages: number, fields: object = {}): Promise<string> {
  const GroupId = await rest.group(type);
  for (let i = 0; i < messages; i++) await rest.send(GroupId, fields);
  return GroupId;
}

async function listed(GroupId: string, more: object = {}): Promise<readonly Item[]> {
  const { RspMsgList } = await call('group_msg_get_simple', { GroupId, ReqMsgNumber: 20, ...more });
  return RspMsgList as readonly Item[];
}

const placed = (items: readonly Item[]) => items.map(({ MsgSeq, IsPlaceMsg }) => `${MsgSeq}:${IsPlaceMsg}`).join(' ');

/** Numbers of a group that bob's client gets when it asks, with how it gets them. */
async function seen(GroupId: string): Promise<string> {
  const body = { GroupId, ReqMsgSeq: 0, ReqMsgNumber: 20, WithRecalledMsg: 1 };
  return placed((await bob.wire.ask('group_open_http_svc.group_msg_get', body)).RspMsgList as readonly Item[]);
}

const heard = (key: string, GroupId: string) =>
  bob.wire.until(() =>
    bob.wire.pushes.some(({ body }) => [key, GroupId].every((one) => JSON.stringify(body).includes(one))),
  );

t.test(
  'group_msg_recall: a code for each, in every type that keeps messages; place 2 for who asks #287 #293',
  async (t) => {
    for (const type of ['Private', 'Public', 'ChatRoom', 'Community']) {
      const GroupId = await talk(type, 3);
      const body = { GroupId, MsgSeqList: [{ MsgSeq: 2 }, { MsgSeq: 9 }, { MsgSeq: 3 }], Reason: 'why' };
      t.strictSame(await call('group_msg_recall', body), {
        ...OK,
        RecallRetList: [
          { MsgSeq: 2, RetCode: 0 },
          { MsgSeq: 9, RetCode: 10030 },
          { MsgSeq: 3, RetCode: 0 },
        ],
      });
      await heard('GroupWithdrawInfoArray', GroupId);
      t.match((await call('group_msg_recall', body)).RecallRetList, [{ RetCode: 20023 }, { RetCode: 10030 }, {}]);
      t.equal(placed(await listed(GroupId)), '1:0', `${type}: not without asking`);
      t.equal(placed(await listed(GroupId, { WithRecalledMsg: 1 })), '3:2 2:2 1:0', type);
      t.equal(await seen(GroupId), '3:2 2:2 1:0', type);
    }
  },
);

t.test('group_msg_recall: what is wrong with it #290', async (t) => {
  const GroupId = await talk('Public', 2);
  const room = await rest.group('AVChatRoom');
  const list = (count: number) => Array.from({ length: count }, (_, n) => ({ MsgSeq: n + 1 }));
  await rest.refuses(t, [
    ['a live room', 'group_msg_recall', { GroupId: room, MsgSeqList: list(1) }, 10033],
    ['eleven', 'group_msg_recall', { GroupId, MsgSeqList: list(11) }, 10004],
    ['none', 'group_msg_recall', { GroupId, MsgSeqList: [] }, 10004],
    ['no list', 'group_msg_recall', { GroupId }, 10004],
    ['no group', 'group_msg_recall', { MsgSeqList: list(1) }, 10004],
    ['unknown group', 'group_msg_recall', { GroupId: 'nowhere', MsgSeqList: list(1) }, 10010],
  ]);
  t.match(await call('group_msg_recall', { GroupId, MsgSeqList: list(1), Reason: 'x'.repeat(101) }), {
    RecallRetList: [{ RetCode: 10004 }],
  });
  t.match((await call('group_msg_recall', { GroupId, MsgSeqList: list(10) })).RecallRetList, { length: 10 }, 'ten');
});

t.test('modify_group_msg: in groups and topics, seen by a client #284', async (t) => {
  const change = (body: object) => call('modify_group_msg', body, 'openim');
  const GroupId = await talk('Public', 2);
  t.strictSame(await change({ GroupId, MsgSeq: 1, MsgBody: text('other words') }), OK);
  t.strictSame(await change({ GroupId, MsgSeq: 1, CloudCustomData: 'note' }), OK);
  await heard('other words', GroupId);
  t.match((await listed(GroupId)).at(-1), { MsgBody: text('other words'), CloudCustomData: 'note', IsPlaceMsg: 0 });
  const town = await rest.group('Community', { SupportTopic: 1 });
  const { TopicId } = await call('create_topic', { GroupId: town, TopicName: 'Square' }, 'million_group_open_http_svc');
  await rest.send(town, { TopicId });
  t.strictSame(await change({ GroupId: town, TopicId, MsgSeq: 1, MsgBody: text('in a topic') }), OK);
  t.match(await listed(town, { TopicId }), [{ MsgSeq: 1, MsgBody: text('in a topic') }]);
  await call('group_msg_recall', { GroupId, MsgSeqList: [{ MsgSeq: 2 }] });
  const room = await rest.group('AVChatRoom');
  const wrong: Wrong = [
    ['nothing to change', { GroupId, MsgSeq: 1 }, 90001],
    ['a recalled one', { GroupId, MsgSeq: 2, CloudCustomData: 'x' }, 20023],
    ['no such message', { GroupId, MsgSeq: 9, CloudCustomData: 'x' }, 10052],
    ['no array', { GroupId, MsgSeq: 1, MsgBody: {} }, 90007],
    ['no elements', { GroupId, MsgSeq: 1, MsgBody: [] }, 90001],
    ['no such group', { GroupId: 'nowhere', MsgSeq: 1, CloudCustomData: 'x' }, 10010],
    ['a live room', { GroupId: room, MsgSeq: 1, CloudCustomData: 'x' }, 10007],
    ['no such topic', { GroupId: town, TopicId: `${TopicId}x`, MsgSeq: 1, CloudCustomData: 'x' }, 110003],
  ];
  for (const [title, body, code] of wrong)
    t.match(await change(body), { ActionStatus: 'FAIL', ErrorCode: code }, title);
});

t.test('delete_group_msg_by_sender: silently, placeholders stay, nobody counts them any more', async (t) => {
  const GroupId = await rest.group('Public');
  for (const From_Account of ['alice', 'carol', 'alice', 'carol']) await rest.send(GroupId, { From_Account });
  const pushes = bob.wire.pushes.length;
  t.strictSame(await call('delete_group_msg_by_sender', { GroupId, Sender_Account: 'carol' }), OK);
  t.strictSame(await call('delete_group_msg_by_sender', { GroupId, Sender_Account: 'carol' }), OK, 'again');
  const items = await listed(GroupId);
  t.equal(placed(items), '4:1 3:0 2:1 1:0');
  t.strictSame(items[0]?.MsgBody, []);
  t.equal(await seen(GroupId), '4:1 3:0 2:1 1:0');
  const told = bob.wire.pushes.slice(pushes).filter(({ body }) => JSON.stringify(body).includes('Withdraw'));
  t.same(told, []);
  t.match(await call('group_msg_recall', { GroupId, MsgSeqList: [{ MsgSeq: 2 }] }), {
    RecallRetList: [{ RetCode: 10030 }],
  });
  await rest.refuses(t, [
    ['no sender', 'delete_group_msg_by_sender', { GroupId }, 10004],
    ['unknown group', 'delete_group_msg_by_sender', { GroupId: 'nowhere', Sender_Account: 'carol' }, 10010],
  ]);
});

t.test('clear_group_msg: up to a number, or all of it; numbers go on', async (t) => {
  const GroupId = await talk('Public', 4);
  t.strictSame(await call('clear_group_msg', { GroupId, MsgSeq: 2 }), OK);
  t.equal(placed(await listed(GroupId)), '4:0 3:0');
  t.equal(await seen(GroupId), '4:0 3:0');
  t.strictSame(await call('clear_group_msg', { GroupId }), OK);
  t.strictSame(await listed(GroupId), []);
  t.match(await rest.send(GroupId), { ...OK, MsgSeq: 5 });
  t.equal(await seen(GroupId), '5:0');
  await rest.refuses(t, [
    ['unknown group', 'clear_group_msg', { GroupId: 'nowhere' }, 10010],
    ['no number', 'clear_group_msg', { GroupId, MsgSeq: 'x' }, 10004],
  ]);
});

t.test('receipts: in a member’s name; counters and lists for the administrator #308 #310 #311', async (t) => {
  const GroupId = await talk('Public', 2, { NeedReadReceipt: 1 });
  await rest.send(GroupId);
  const list = (...seqs: readonly number[]) => seqs.map((MsgSeq) => ({ MsgSeq }));
  const confirm = { GroupId, From_Account: 'bob', MsgSeqList: list(1, 3) };
  t.strictSame(await call('group_msg_receipt', confirm), OK, 'what asks for none is passed over');
  t.strictSame(await call('get_group_msg_receipt', { GroupId, MsgSeqList: list(1, 2, 3, 9) }), {
    ...OK,
    GroupMsgReceiptList: [
      { MsgSeq: 1, Code: 0, ReadNum: 1, UnreadNum: 1 },
      { MsgSeq: 2, Code: 0, ReadNum: 0, UnreadNum: 2 },
      { MsgSeq: 3, Code: 10062, ReadNum: 0, UnreadNum: 0 },
      { MsgSeq: 9, Code: 10062, ReadNum: 0, UnreadNum: 0 },
    ],
  });
  const detail = { GroupId, MsgSeq: 1, Filter: 0, Cursor: '', Count: 10 };
  const end = { Cursor: '', IsFinish: 1, IsFinished: 1 };
  t.strictSame(await call('get_group_msg_receipt_detail', detail), {
    ...OK,
    MsgSeq: 1,
    ReadList: [{ Read_Account: 'bob' }],
    ...end,
  });
  t.match(await call('get_group_msg_receipt_detail', { ...detail, Filter: 1 }), {
    UnreadList: [{ Unread_Account: 'carol' }],
    ...end,
  });
  const second = { ...detail, MsgSeq: 2, Filter: 1, Count: 1 };
  const first = await call('get_group_msg_receipt_detail', second);
  t.match(first, { UnreadList: [{ Unread_Account: 'bob' }], IsFinish: 0, IsFinished: 0 });
  t.match(await call('get_group_msg_receipt_detail', { ...second, Cursor: first.Cursor }), {
    UnreadList: [{ Unread_Account: 'carol' }],
    ...end,
  });
  const many = Array.from({ length: 51 }, (_, n) => n + 1);
  await rest.refuses(t, [
    ['nothing to confirm', 'group_msg_receipt', { ...confirm, MsgSeqList: list(3) }, 10062],
    ['one’s own', 'group_msg_receipt', { ...confirm, From_Account: 'alice' }, 10062],
    ['no member', 'group_msg_receipt', { ...confirm, From_Account: 'dave' }, 10007],
    ['nobody', 'group_msg_receipt', { ...confirm, From_Account: 'nobody' }, 10019],
    ['51', 'group_msg_receipt', { ...confirm, MsgSeqList: list(...many) }, 10004],
    ['none', 'group_msg_receipt', { ...confirm, MsgSeqList: [] }, 10004],
    ['without receipts', 'get_group_msg_receipt_detail', { ...detail, MsgSeq: 3 }, 10062],
    ['no filter', 'get_group_msg_receipt_detail', { ...detail, Filter: 2 }, 10004],
    ['a community', 'get_group_msg_receipt', { GroupId: await talk('Community', 1), MsgSeqList: list(1) }, 10007],
  ]);
});

t.test('group_set_key_values and group_get_key_values, seen by a client #326 #329 #331 #332', async (t) => {
  const GroupId = await talk('Public', 1, { SupportMessageExtension: 1 });
  await rest.send(GroupId);
  const ask = (name: string, body: object) => call(name, { GroupId, MsgSeq: 1, ...body }, EXTENSIONS);
  const ExtensionList = [{ Key: 'vote', Value: 'yes' }];
  t.strictSame(await ask('group_set_key_values', { OperateType: 1, ExtensionList }), {
    ...OK,
    ExtensionList: [{ ErrorCode: 0, Extension: { Key: 'vote', Value: 'yes', Seq: 1 } }],
  });
  await heard('ExtensionGroupMsgInfo', GroupId);
  t.strictSame(await ask('group_get_key_values', { StartSeq: 0 }), {
    ...OK,
    ExtensionList: [{ Key: 'vote', Value: 'yes', Seq: 1 }],
    CompleteFlag: 1,
    LatestSeq: 1,
    ClearSeq: 0,
  });
  const conflict = { GroupId, MsgSeq: 1, OperateType: 1, ExtensionList: [{ Key: 'vote', Value: 'no', Seq: 0 }] };
  t.match(await bob.wire.ask(`${EXTENSIONS}.group_set_key_values`, conflict), {
    ExtensionList: [{ ErrorCode: 23001, Extension: { Key: 'vote', Value: 'yes', Seq: 1 } }],
  });
  const wrong: Wrong = [
    ['sent without', { MsgSeq: 2, OperateType: 1, ExtensionList }, 23002],
    ['unknown', { MsgSeq: 9, OperateType: 1, ExtensionList }, 23004],
    ['no group', { GroupId: 'nowhere', OperateType: 1, ExtensionList }, 10010],
    ['a community', { GroupId: await talk('Community', 1), OperateType: 1, ExtensionList }, 10007],
    ['no operation', { ExtensionList }, 10004],
  ];
  for (const [title, body, code] of wrong) {
    t.match(await ask('group_set_key_values', body), { ActionStatus: 'FAIL', ErrorCode: code }, title);
  }
  t.match(await ask('group_get_key_values', { MsgSeq: 9, StartSeq: 0 }), { ErrorCode: 23004 });
});
