import t from 'tap';
import { OfficialClient } from '../conformance/official-client.ts';
import type { SdkMessage } from '../conformance/sdk-types.ts';
import { GroupServer, OK } from './group-server.ts';

const rest = await GroupServer.start();
t.teardown(() => rest.server.stop());
const { server } = rest;

const part = (Index: number, Markdown: string, more: object = {}) => ({ EventType: 'data', Index, Markdown, ...more });
const body = (Chunks: readonly object[], more: object = {}) => [
  { MsgType: 'TIMStreamElem', MsgContent: { CompatibleText: 'please update', Chunks, ...more } },
];
let random = 0;
const toBob = (MsgBody: object, more: object = {}) =>
  server.rest('stream_msg/send_c2c_stream_msg', {
    From_Account: 'alice',
    To_Account: 'bob',
    MsgSeq: 1,
    MsgRandom: ++random,
    MsgBody,
    ...more,
  });

t.test('a message comes in parts: clients see it grow', async (t) => {
  const bob = await OfficialClient.start({ url: server.wsUrl, userID: 'bob', userSig: server.sign('bob') });
  t.teardown(() => bob.close());
  const first = await toBob(body([part(1, 'It is ')]));
  t.match(first, { ...OK, StreamMsgID: String, MsgTime: Number, MsgKey: /^1_\d+_\d+$/ });
  const got = await bob.hear('It is ');
  const { StreamMsgID } = first;
  t.match(await toBob(body([part(2, 'going to ')], { StreamMsgID })), { ...OK, StreamMsgID });
  t.match(await toBob(body([part(3, 'rain.', { IsLast: true })]), { StreamMsgID }), { ...OK, StreamMsgID });
  const [whole] = await bob.waitFor<readonly SdkMessage[]>('MESSAGE_MODIFIED', (list) =>
    list.some(({ payload }) => payload.text === 'It is going to rain.'),
  );
  t.equal(whole?.ID, got.ID);
  const { data } = await bob.chat.getMessageList({ conversationID: 'C2Calice' });
  t.same(
    data.messageList.map(({ payload }) => payload.text),
    ['It is going to rain.'],
  );
  t.match(await toBob(body([part(4, 'more')], { StreamMsgID })), { ErrorCode: 10004 }, 'it has ended');
});

t.test('parts come one behind the other, five a second, and not for ever', async (t) => {
  const { StreamMsgID } = await toBob(body([part(1, 'a')]));
  t.match(await toBob(body([part(3, 'c')], { StreamMsgID })), { ErrorCode: 10004 }, 'one is missing');
  t.match(await toBob(body([part(1, 'a')], { StreamMsgID })), { ErrorCode: 10004 }, 'it is there');
  t.match(await toBob(body([part(2, 'b')], { StreamMsgID: '99999' })), { ErrorCode: 20022 }, 'no such stream');
  t.match(await toBob(body([part(2, 'b')], { StreamMsgID: 'x' })), { ErrorCode: 10004 }, 'no id');
  t.match(await toBob(body([part(2, 'b')])), { ErrorCode: 10004 }, 'no first part');
  t.match(await toBob(body([])), { ErrorCode: 90007 }, 'no part at all');
  t.match(await toBob([{ MsgType: 'TIMTextElem', MsgContent: { Text: 'x' } }]), { ErrorCode: 90007 });
  const long = part(2, 'x'.repeat(132_000));
  t.match(await toBob(body([long], { StreamMsgID })), { ErrorCode: 80002 }, 'too long');
  const codes: unknown[] = [];
  for (let index = 2; index < 12; index++) {
    codes.push((await toBob(body([part(index, 'b')], { StreamMsgID }))).ErrorCode);
  }
  t.ok(codes.includes(60007), 'too many in one second');
});

t.test('into a group', async (t) => {
  const GroupId = await rest.group('Public');
  const send = (MsgBody: object, more: object = {}) =>
    server.rest('stream_msg/send_group_stream_msg', {
      GroupId,
      From_Account: 'alice',
      Random: ++random,
      MsgBody,
      ...more,
    });
  const first = await send(body([part(1, 'one ')]));
  t.match(first, { ...OK, StreamMsgID: String, MsgSeq: Number });
  const { StreamMsgID } = first;
  t.match(await send(body([part(2, 'two', { IsLast: true })], { StreamMsgID })), { ...OK, StreamMsgID });
  const { RspMsgList } = await rest.call('group_msg_get_simple', { GroupId, ReqMsgNumber: 1 });
  const [kept] = RspMsgList as readonly { readonly MsgBody: readonly object[] }[];
  t.match(kept?.MsgBody[0], {
    MsgType: 'TIMStreamElem',
    MsgContent: { Chunks: [{ Markdown: 'one ' }, { Markdown: 'two', IsLast: true }] },
  });
  t.match(await send(body([part(1, 'x')]), { GroupId: 'nowhere' }), { ErrorCode: 10010 });
});
