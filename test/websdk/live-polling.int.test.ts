import t from 'tap';
import { encodeBody } from '../../actors/message/body.ts';
import { Refused } from '../../events/refused.ts';
import type { Notice } from '../../gateway/delivery/notice.ts';
import { messageOf } from '../gateway/room-world.ts';
import { APP, fakeServices } from './fake-services.ts';
import { type Json, serve, WireClient } from './wire-client.ts';

const fake = fakeServices();
const { rooms } = fake.services;
const { url, stop } = await serve(fake);
t.teardown(stop);
Object.assign(fake.services.commands, {
  visitLiveRoom: async (_app: number, group: string) => {
    if (group === 'closed') throw new Refused(10007, 'not open');
  },
  joinGroup: async () => ({ status: 'joined', type: 'AVChatRoom' }),
});

const visitor = await WireClient.open(url);
t.teardown(() => visitor.close());
const POLL = 'group_open_long_polling_http_noauth_svc.get_msg';
const join = (GroupId: string) =>
  visitor.ask('group_open_http_noauth_svc.apply_join_group', { GroupId, WebPushFlag: 1 });
const poll = (Key: unknown, StartSeq: unknown, more: Json = {}) =>
  visitor.ask(POLL, { USP: 1, StartSeq, Key, HoldTime: 90, DownsizeFlag: 0, ...more });

/** Whatever was sent before has reached the server. */
const arrived = () => visitor.ask('heartbeat.alive');

function message(group: string, random: number, text = `m${random}`): Notice {
  const body = encodeBody({ elements: [{ MsgType: 'TIMTextElem', MsgContent: { Text: text } }], cloudCustomData: '' });
  const label = { groupId: group, type: 'AVChatRoom', name: 'Live' } as const;
  return { kind: 'groupMessage', app: APP, group: label, message: messageOf(random, { body }), position: 0 };
}
const say = (group: string, random: number) => rooms.record(APP, group, message(group, random));
const randoms = (answer: Json) => (answer.RspMsgList as readonly { MsgRandom: number }[]).map((one) => one.MsgRandom);

t.test(
  'who joins without a login hears what is said from then on, each once, in order (wire-groups.md §6.2)',
  async (t) => {
    const { LongPollingKey, ErrorCode, HugeGroupFlag } = await join('live');
    t.match([ErrorCode, HugeGroupFlag, typeof LongPollingKey], [0, 1, 'string']);
    say('live', 1);
    say('live', 2);
    const first = await poll(LongPollingKey, 0);
    t.match(first, { ErrorCode: 0, Key: LongPollingKey, NextSeq: Number });
    t.match(first.RspMsgList, [
      { Event: 3, ToGroupId: 'live', MsgRandom: 1, GroupInfo: { GroupId: 'live', GroupType: 'AVChatRoom' } },
      { MsgRandom: 2 },
    ]);
    const waiting = poll(LongPollingKey, first.NextSeq);
    await arrived();
    say('live', 3);
    const second = await waiting;
    t.same(randoms(second), [3], 'answered at once');
    t.same(randoms(await poll(LongPollingKey, first.NextSeq)), [3], 'an answer that was lost is given again');
  },
);

t.test('visitors count while they ask', async (t) => {
  await join('counted');
  const count = () => visitor.ask('group_open_http_svc.get_online_member_num', { GroupId: 'counted' });
  t.match(await count(), { OnlineMemberNum: 1, ExpireTime: Number });
  await join('counted');
  t.match(await count(), { OnlineMemberNum: 1 }, 'one visitor, however often he joins');
  const other = await WireClient.open(url);
  t.teardown(() => other.close());
  await other.ask('group_open_http_noauth_svc.apply_join_group', { GroupId: 'counted' });
  t.match(await count(), { OnlineMemberNum: 2 });
});

t.test('a key is good for its room alone, and only if it was made here', async (t) => {
  const { LongPollingKey } = await join('mine');
  await join('other');
  say('other', 9);
  say('mine', 8);
  t.same(randoms(await poll(LongPollingKey, 0)), [8]);
  const [payload = '', mac = ''] = String(LongPollingKey).split('.');
  const forged = `${Buffer.from(Buffer.from(payload, 'base64url').toString().replace('mine', 'other')).toString('base64url')}.${mac}`;
  for (const key of [forged, 'nonsense', `${payload}.`, 'x'.repeat(500)])
    t.match(await poll(key, 0), { ErrorCode: 10004 });
  t.match(await poll('', 0), { ErrorCode: 10004 });
  t.match(await join('closed'), { ErrorCode: 10007 });
  t.match(await join(''), { ErrorCode: 10015 });
});

t.test('positions of another life of the server lead into this one', async (t) => {
  const { LongPollingKey } = await join('again');
  const ahead = await poll(LongPollingKey, Date.now() - 60_000);
  t.same(ahead.RspMsgList, []);
  t.ok(Number(ahead.NextSeq) > Date.now() - 60_000);
  const waiting = poll(LongPollingKey, Date.now() + 3_600_000);
  await arrived();
  say('again', 4);
  t.same(randoms(await waiting), [4], 'a clock that was ahead');
});

t.test('a broadcast comes in a list of its own, said or not how far one has heard #270', async (t) => {
  const { LongPollingKey } = await join('cast');
  const broadcast = message('cast', 5);
  if (broadcast.kind !== 'groupMessage') throw new Error('it is one');
  const tell = () =>
    rooms.recordBroadcast(APP, { kind: 'liveBroadcast', app: APP, group: undefined, message: broadcast.message });
  const waiting = poll(LongPollingKey, 0);
  await arrived();
  tell();
  const first = await waiting;
  t.match(first, { RspMsgList: [], RspBroadcastMsgList: [{ Event: 17, MsgRandom: 5 }], NextBroadcastSeq: Number });
  tell();
  const second = await poll(LongPollingKey, first.NextSeq, { StartBroadcastSeq: first.NextBroadcastSeq });
  t.equal((second.RspBroadcastMsgList as readonly unknown[]).length, 1);
  say('cast', 6);
  const third = await poll(LongPollingKey, first.NextSeq);
  t.notOk('RspBroadcastMsgList' in third);
});

t.test('nothing is kept of a room that nobody asks about', async (t) => {
  rooms.enter({ app: APP, user: 'ann', instance: 77 }, 'unpolled');
  say('unpolled', 1);
  const { LongPollingKey } = await join('unpolled');
  say('unpolled', 2);
  t.same(randoms(await poll(LongPollingKey, 1)), [2]);
});

t.test('recent messages for who joins, where the app wants them #579', async (t) => {
  const bob = await WireClient.open(url, '/binfo', `sdkappid=${APP}&instanceid=${'b'.repeat(32)}`);
  t.teardown(() => bob.close());
  await bob.login('bob');
  const enter = () =>
    bob.ask('group_open_http_svc.apply_join_group', { GroupId: 'history', HugeGroupHistoryMsgFlag: 1 });
  rooms.enter({ app: APP, user: 'ann', instance: 77 }, 'history');
  say('history', 1);
  t.same((await enter()).RspMsgList, [], 'off');
  rooms.keepRecent(APP, 'history', 20);
  for (let random = 1; random <= 25; random++) say('history', random);
  t.same(
    randoms(await enter()),
    Array.from({ length: 20 }, (_, i) => i + 6),
  );
});

t.test('the record of a room is bounded', async (t) => {
  const { LongPollingKey } = await join('flood');
  for (let random = 1; random <= 2000; random++) say('flood', random);
  const answer = await poll(LongPollingKey, 0);
  t.equal((answer.RspMsgList as readonly unknown[]).length, 200);
  t.equal(randoms(answer).at(-1), 2000);
});

t.test('a room that is no more says so, to who waits and to who comes back', async (t) => {
  const { LongPollingKey } = await join('ending');
  const waiting = poll(LongPollingKey, 0);
  await arrived();
  rooms.close(APP, 'ending');
  t.match(await waiting, { ErrorCode: 0 });
  const key = fake.services.auth.issueRoomKey({ app: APP, group: 'gone', guest: 'g', from: 1 });
  const { RspMsgList } = await poll(key, 0);
  t.match(RspMsgList, [{ Event: 5, ToGroupId: 'gone', MsgBody: { ReportType: 5 } }]);
});
