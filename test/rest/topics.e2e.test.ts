import t from 'tap';
import { GroupServer, OK, PAST, text } from './group-server.ts';

const rest = await GroupServer.start();
t.teardown(() => rest.server.stop());
const MILLION = 'million_group_open_http_svc';
const call = (command: string, body: object) => rest.call(command, body, MILLION);

type Fields = Readonly<Record<string, unknown>>;
type Items = readonly { readonly TopicInfo: Fields; readonly SelfInfo?: Fields; readonly ErrorCode: number }[];

const community = (fields: object = {}) => rest.group('Community', { SupportTopic: 1, ...fields });
async function topicIn(GroupId: string, fields: object = {}): Promise<string> {
  const answer = await call('create_topic', { GroupId, TopicName: 'general', ...fields });
  t.match(answer, OK);
  return String(answer.TopicId);
}
async function look(GroupId: string, TopicId: string, user = 'bob') {
  const answer = await call('get_topic', { GroupId, TopicIdList: [TopicId], From_Account: user });
  const [item] = answer.TopicAndSelfInfo as Items;
  if (item === undefined) throw new Error(`${TopicId} is not answered`);
  return item;
}

t.test('create_topic: own and generated ids, every field comes back #542 #543 #547', async (t) => {
  const GroupId = await community();
  const fields = { FaceUrl: 'http://face', Notification: 'n', Introduction: 'i', CustomString: 'c' };
  const generated = await call('create_topic', { GroupId, TopicName: 'general', ...fields, From_Account: 'alice' });
  t.match(generated, OK);
  t.match(generated.TopicId, /@TOPIC#_@TOPIC#/);
  const own = `${GroupId}@TOPIC#_own`;
  t.strictSame(await call('create_topic', { GroupId, TopicName: 'mine', TopicId: own }), { ...OK, TopicId: own });
  const all = (await call('get_topic', { GroupId })).TopicAndSelfInfo as Items;
  t.strictSame(
    all.map(({ TopicInfo }) => TopicInfo.TopicId),
    [generated.TopicId, own],
  );
  t.match(all[0], {
    ErrorCode: 0,
    TopicInfo: {
      GroupID: GroupId,
      TopicName: 'general',
      ...fields,
      NextMsgSeq: 1,
      MuteAllMember: 'Off',
      LastMsgTime: 0,
    },
  });
  t.notOk(all[0]?.SelfInfo, 'nobody was asked for');
  await rest.refuses(t, [
    ['the id is taken', 'create_topic', { GroupId, TopicName: 'again', TopicId: own }, 10025],
    [
      'an id of another community',
      'create_topic',
      { GroupId, TopicName: 'x', TopicId: '@TGS#_other@TOPIC#_x' },
      110013,
    ],
    ['an id without its own part', 'create_topic', { GroupId, TopicName: 'x', TopicId: `${GroupId}@TOPIC#_` }, 110013],
    ['an id as the server makes them', 'create_topic', { GroupId, TopicName: 'x', TopicId: `${own}@TGS#_x` }, 110013],
    ['97 bytes', 'create_topic', { GroupId, TopicName: 'x', TopicId: own.padEnd(97, 'x') }, 110013],
    ['no name', 'create_topic', { GroupId, TopicName: '' }, 10004],
    ['a name of 101 bytes', 'create_topic', { GroupId, TopicName: 'x'.repeat(101) }, 10004],
    ['a community without topics', 'create_topic', { GroupId: await rest.group('Community'), TopicName: 'x' }, 10007],
    ['no community', 'create_topic', { GroupId: await rest.group('Public'), TopicName: 'x' }, 10007],
    ['no group', 'create_topic', { GroupId: '@TGS#_none', TopicName: 'x' }, 10010],
  ]);
  t.match(await call('create_topic', { GroupId, TopicName: 'x', TopicId: own.padEnd(96, 'x') }), OK, '96 bytes');
});

t.test('a community has 200 topics, not 201 #544', async (t) => {
  const GroupId = await community();
  for (let i = 0; i < 200; i++) await topicIn(GroupId);
  t.match(await call('create_topic', { GroupId, TopicName: 'one more' }), { ErrorCode: 10037 });
});

t.test('modify_topic: fields and the mute of all, kept as a tip #545 #549', async (t) => {
  const GroupId = await community();
  const TopicId = await topicIn(GroupId);
  const fields = { TopicName: 'new', Introduction: 'changed', From_Account: 'alice' };
  t.strictSame(await call('modify_topic', { GroupId, TopicId, ...fields, MuteAllMember: 'On' }), OK);
  const { TopicInfo } = await look(GroupId, TopicId);
  t.match(TopicInfo, {
    TopicName: 'new',
    Introduction: 'changed',
    MuteAllMember: 'On',
    ShutUpAllFlag: 1,
    NextMsgSeq: 2,
  });
  const { RspMsgList } = await call('group_msg_get_simple', { GroupId, TopicId, ReqMsgNumber: 5 });
  t.match(RspMsgList, [{ IsSystemMsg: 1, MsgSeq: 1, MsgBody: { OpType: 8, MsgTopicNewInfo: { TopicName: 'new' } } }]);
  await rest.refuses(t, [
    ['no such topic', 'modify_topic', { GroupId, TopicId: `${GroupId}@TOPIC#_no`, TopicName: 'x' }, 110003],
    ['another community', 'modify_topic', { GroupId, TopicId: '@TGS#_o@TOPIC#_x', TopicName: 'x' }, 110013],
    ['no name', 'modify_topic', { GroupId, TopicId, TopicName: '' }, 10004],
  ]);
});

t.test('destroy_topic: a result for each, and its id begins anew #546', async (t) => {
  const GroupId = await community();
  const TopicId = await topicIn(GroupId, { TopicId: `${GroupId}@TOPIC#_again` });
  await rest.send(GroupId, { TopicId });
  const missing = `${GroupId}@TOPIC#_no`;
  t.match(await call('destroy_topic', { GroupId, TopicIdList: [TopicId, missing] }), {
    ...OK,
    DestroyResultItem: [
      { TopicId, ErrorCode: 0, ErrorInfo: '' },
      { TopicId: missing, ErrorCode: 110003, ErrorInfo: /./ },
    ],
  });
  t.match(await call('get_topic', { GroupId, TopicIdList: [TopicId] }), {
    TopicAndSelfInfo: [{ ErrorCode: 110003, TopicInfo: { TopicId } }],
  });
  t.match(await rest.send(GroupId, { TopicId }), { ErrorCode: 110003 });
  await topicIn(GroupId, { TopicId });
  t.match(await look(GroupId, TopicId), { TopicInfo: { NextMsgSeq: 2 }, SelfInfo: { MsgSeq: 1 } });
  t.match(await call('group_msg_get_simple', { GroupId, TopicId, ReqMsgNumber: 5 }), { RspMsgList: [] });
});

t.test('get_topic: filters, and what is of one member #547 #550 #552', async (t) => {
  const GroupId = await community();
  const TopicId = await topicIn(GroupId);
  for (let i = 0; i < 3; i++) await rest.send(GroupId, { TopicId });
  await rest.send(GroupId, { TopicId, SendMsgControl: ['NoUnread'] });
  await call('forbid_send_msg', { GroupId, TopicId, Members_Account: ['bob'], MuteTime: 1000 });
  const { TopicInfo, SelfInfo } = await look(GroupId, TopicId);
  t.match(TopicInfo, { NextMsgSeq: 6, LastMsgTime: Number, LastMsgSeq: undefined });
  t.match(SelfInfo, { MsgSeq: 0, MsgFlag: 'AcceptAndNotify', MuteTime: Number });
  t.ok(Number(SelfInfo?.MuteTime) > Date.now() / 1000);
  const filtered = { GroupId, TopicIdList: [TopicId], From_Account: 'bob' };
  const base = { TopicBaseInfoFilter: ['TopicName'], SelfInfoFilter: ['MsgFlag'] };
  t.strictSame((await call('get_topic', { ...filtered, ResponseFilter: base })).TopicAndSelfInfo, [
    {
      ErrorCode: 0,
      ErrorInfo: '',
      TopicInfo: { TopicId, GroupID: GroupId, TopicName: 'general' },
      SelfInfo: { MsgFlag: 'AcceptAndNotify' },
    },
  ]);
  const listed = (await call('get_topic', { ...filtered, ResponseFilter: ['NextMsgSeq'] })).TopicAndSelfInfo as Items;
  t.strictSame(listed[0]?.TopicInfo, { TopicId, GroupID: GroupId, NextMsgSeq: 6 });
  t.match(await call('get_topic', { ...filtered, From_Account: 'nobody' }), { ErrorCode: 10019 });
});

t.test('import_topic and messages into it, with times that are past', async (t) => {
  const GroupId = await rest.group('Community', { SupportTopic: 1 });
  const old = `@TGS#_old-${Date.now()}`;
  const imported = { Type: 'Community', Name: 'old', GroupId: old, SupportTopic: 1, CreateTime: PAST };
  t.match(await rest.call('import_group', imported), OK);
  const topic = { GroupId: old, TopicName: 'archive', Type: 'Community', CreateTime: PAST + 10 };
  const { TopicId } = await rest.call('import_topic', topic);
  const MsgList = [0, 5].map((later) => ({ From_Account: 'bob', SendTime: PAST + 20 + later, MsgBody: text('old') }));
  t.match(await call('import_group_msg', { GroupId: old, TopicId, MsgList }), {
    ImportMsgResult: [
      { Result: 0, MsgSeq: 1, MsgTime: PAST + 20 },
      { Result: 0, MsgSeq: 2 },
    ],
  });
  t.match((await look(old, String(TopicId), 'alice')).TopicInfo, { CreateTime: PAST + 10, NextMsgSeq: 3 });
  await rest.refuses(t, [
    ['the id is taken', 'import_topic', { ...topic, TopicId }, 10021],
    ['older than its community', 'import_topic', { ...topic, CreateTime: PAST - 1 }, 10004],
    ['not a community', 'import_topic', { ...topic, Type: 'Public' }, 10004],
    ['the community carries no messages itself', 'send_group_msg', rest.message(GroupId), 10004],
  ]);
});

t.test('a topic has its own numbers, mutes and rate #485', async (t) => {
  const GroupId = await community();
  const [one, other] = [await topicIn(GroupId), await topicIn(GroupId)];
  t.match(await rest.send(GroupId, { TopicId: one }), { ...OK, MsgSeq: 1 });
  t.match(await rest.send(GroupId, { TopicId: other }), { ...OK, MsgSeq: 1 });
  await call('forbid_send_msg', { GroupId, TopicId: one, Members_Account: ['bob'], MuteTime: 100 });
  t.match(await call('get_group_muted_account', { GroupId, TopicId: one }), {
    MutedAccountList: [{ Member_Account: 'bob', MutedUntil: Number }],
  });
  t.match(await call('get_group_muted_account', { GroupId, TopicId: other }), { MutedAccountList: [] });
  t.match(await rest.send(GroupId, { TopicId: one, To_Account: ['bob'] }), { ErrorCode: 10007 });
  await rest.refuses(t, [
    ['no such topic', 'send_group_msg', rest.message(GroupId, { TopicId: `${GroupId}@TOPIC#_no` }), 110003],
    ['no such topic', 'group_msg_get_simple', { GroupId, TopicId: `${GroupId}@TOPIC#_no`, ReqMsgNumber: 1 }, 110003],
    ['no topics here', 'get_group_muted_account', { GroupId: await rest.group('Public'), TopicId: one }, 110013],
  ]);
});

t.test('messages of a topic are pinned in it, 10 at most, the latest first', async (t) => {
  const GroupId = await community();
  const TopicId = await topicIn(GroupId);
  for (let i = 0; i < 11; i++) await rest.send(GroupId, { TopicId });
  for (let MsgSeq = 1; MsgSeq <= 10; MsgSeq++) {
    t.strictSame(await call('pin_message', { GroupId, TopicId, MsgSeq, Pinner_Account: 'alice' }), OK);
  }
  t.match(await call('pin_message', { GroupId, TopicId, MsgSeq: 11 }), { ErrorCode: 10070 });
  t.match(await call('pin_message', { GroupId, TopicId, MsgSeq: 12 }), { ErrorCode: 10052 });
  t.strictSame(await call('unpin_message', { GroupId, TopicId, MsgSeq: 10 }), OK);
  const { PinnedMsgList } = await call('get_pinned_messages', { GroupId, TopicId });
  t.match((PinnedMsgList as Items)[0], { MsgSeq: 9, Pinner_Account: 'alice' });
  t.equal((PinnedMsgList as Items).length, 9);
  t.strictSame((await call('get_pinned_messages', { GroupId })).PinnedMsgList, [], 'the community has none');
});
