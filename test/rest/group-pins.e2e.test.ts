import t from 'tap';
import { GroupServer, OK } from './group-server.ts';

const rest = await GroupServer.start();
t.teardown(() => rest.server.stop());
const call = rest.call.bind(rest);

const listed = async (GroupId: string) => (await call('get_pinned_messages', { GroupId })).PinnedMsgList;

/** A group of a type with so many messages. */
async function talk(type: string, messages: number): Promise<string> {
  const GroupId = await rest.group(type);
  for (let i = 0; i < messages; i++) await rest.send(GroupId);
  return GroupId;
}

t.test('pin, list with the latest first, unpin: in every type that keeps messages #339 #340', async (t) => {
  for (const type of ['Private', 'Public', 'ChatRoom', 'Community']) {
    const GroupId = await talk(type, 2);
    t.strictSame(await call('get_pinned_messages', { GroupId }), { ...OK, PinnedMsgList: [] }, type);
    t.strictSame(await call('pin_message', { GroupId, MsgSeq: 1, Pinner_Account: 'alice' }), OK);
    t.strictSame(await call('pin_message', { GroupId, MsgSeq: 2 }), OK);
    t.strictSame(await call('pin_message', { GroupId, MsgSeq: 1 }), OK, 'it is');
    t.strictSame(await listed(GroupId), [
      { MsgSeq: 2, Pinner_Account: 'administrator' },
      { MsgSeq: 1, Pinner_Account: 'alice' },
    ]);
    t.strictSame(await call('unpin_message', { GroupId, MsgSeq: 2, UnPinner_Account: 'bob' }), OK);
    t.strictSame(await call('unpin_message', { GroupId, MsgSeq: 2 }), OK, 'it is not');
    t.strictSame(await listed(GroupId), [{ MsgSeq: 1, Pinner_Account: 'alice' }]);
  }
});

t.test('what is wrong with a request is told by its code', async (t) => {
  const GroupId = await talk('Public', 11);
  const room = await rest.group('AVChatRoom');
  for (let MsgSeq = 1; MsgSeq <= 10; MsgSeq++) await call('pin_message', { GroupId, MsgSeq });
  // Numbers 12 and 13: a tip, and a message to one member.
  await call('modify_group_base_info', { GroupId, Name: 'renamed' });
  await rest.send(GroupId, { To_Account: ['bob'] });
  await rest.refuses(t, [
    ['the eleventh', 'pin_message', { GroupId, MsgSeq: 11 }, 10070],
    ['a tip', 'pin_message', { GroupId, MsgSeq: 12 }, 10052],
    ['a message to some', 'pin_message', { GroupId, MsgSeq: 13 }, 10007],
    ['no message', 'pin_message', { GroupId, MsgSeq: 14 }, 10052],
    ['no number', 'pin_message', { GroupId }, 10004],
    ['no group', 'pin_message', { MsgSeq: 1 }, 10004],
    ['a live room', 'pin_message', { GroupId: room, MsgSeq: 1 }, 10007],
    ['a live room', 'get_pinned_messages', { GroupId: room }, 10007],
    ['a topic', 'pin_message', { GroupId, TopicId: 't', MsgSeq: 1 }, 110013],
    ['unknown group', 'unpin_message', { GroupId: 'nowhere', MsgSeq: 1 }, 10010],
    ['unknown pinner', 'pin_message', { GroupId, MsgSeq: 11, Pinner_Account: 'nobody' }, 10019],
  ]);
  t.equal(((await listed(GroupId)) as unknown[]).length, 10);
});
