import t from 'tap';
import type { Caller } from '../../events/caller.ts';
import type { GroupMentionView, GroupNoticeView, JoinRequestView } from '../../projections/queries/group-types.ts';
import { noGroupQueries } from './fake-groups.ts';
import { APP, fakeServices } from './fake-services.ts';
import { type Json, serve, WireClient } from './wire-client.ts';

const fake = fakeServices();
const { url, stop } = await serve(fake);
t.teardown(stop);
t.beforeEach(() => {
  Object.assign(fake.groups, noGroupQueries());
});
const bob = await WireClient.open(url, '/binfo', `sdkappid=${APP}&instanceid=${'b'.repeat(32)}`);
t.teardown(() => bob.close());
await bob.login('bob');

const notice = (position: number, code: GroupNoticeView['code']): GroupNoticeView => ({
  position,
  code,
  group: 'g1',
  type: 'Public',
  name: 'G',
  operator: 'ann',
  time: 1000,
  text: 'why',
  authentication: code === 'applied' ? 'key' : '',
  requestedAt: code === 'applied' ? 1_000_001 : 0,
});
const mention: GroupMentionView = {
  position: 8,
  group: 'g1',
  topic: undefined,
  seq: 3,
  from: 'ann',
  random: 21,
  msgSeq: 1003,
  as: 'both',
};
const kept = { notices: [notice(5, 'kicked'), notice(6, 'applied')], mentions: [mention] };

function keep(): number[] {
  const asked: number[] = [];
  fake.groups.groupNotices = async (_caller, { after }) => {
    asked.push(after);
    return kept.notices.filter(({ position }) => position > after);
  };
  fake.groups.groupMentions = async (_caller, { after }) => kept.mentions.filter(({ position }) => position > after);
  return asked;
}

t.test('a sync brings the notices in one event, mentions in one each, from where the device was', async (t) => {
  keep();
  const { EventArray: events } = await bob.ask('openim.getmsg', { Cookie: '', SyncFlag: 0 });
  t.match(events, [
    {
      Event: 5,
      GroupTips: [
        {
          From_Account: '@TIM#SYSTEM',
          ClientSeq: 5,
          GroupInfo: { GroupId: 'g1', GroupType: 'Public', To_Account: 'bob' },
          MsgBody: { ReportType: 4, RemarkInfo: 'why', MsgOperatorMemberExtraInfo: { NickName: 'Nick ann' } },
        },
        { ClientSeq: 6, MsgBody: { ReportType: 1, Authentication: 'key', MsgKey: 1_000_001 } },
      ],
    },
    {
      Event: 12,
      GroupTips: [{ MsgRandom: 21, ClientSeq: 1003, GroupAtTips: { GroupId: 'g1', MsgSeq: 3, GroupAtType: [1, 2] } }],
    },
  ]);
  const later = await bob.ask('openim.getmsg', { Cookie: 'p0', SyncFlag: 0 });
  t.equal((later.EventArray as Json[]).length, 2);
  fake.groups.groupNotices = async () => [];
  fake.groups.groupMentions = async () => [];
  t.same((await bob.ask('openim.getmsg', { Cookie: 'p0', SyncFlag: 0 })).EventArray, []);
});

t.test('what a client takes away is found by what identified it (wire-messages.md §10.9)', async (t) => {
  keep();
  const dropped: unknown[] = [];
  fake.services.commands.dropNotices = async (_caller: Caller, what) => {
    dropped.push(what);
  };
  const drop = (...DelMsgList: Json[]) => bob.ask('openim.deletemsg', { DelMsgList });
  const system = { From_Account: '@TIM#SYSTEM' };
  t.equal((await drop({ ...system, MsgSeq: 6, MsgRandom: 6 })).ErrorCode, 0);
  const tip = { From_Account: 'ann', To_Account: 'bob', MsgSeq: 1003, MsgRandom: 21, GroupId: 'g1' };
  t.equal((await drop(tip, { ...system, MsgSeq: 5, MsgRandom: 5 })).ErrorCode, 0);
  t.same(dropped, [
    { notices: [6], mentions: [] },
    { notices: [5], mentions: [['g1', 3]] },
  ]);
  const topic = 'g1@TOPIC#_one';
  fake.groups.groupMentions = async () => [{ ...mention, topic }];
  const { EventArray: events } = await bob.ask('openim.getmsg', { Cookie: 'p0', SyncFlag: 0 });
  t.match(events, [{}, { GroupTips: [{ GroupAtTips: { GroupId: 'g1', TopicId: topic, MsgSeq: 3 } }] }]);
  await drop(tip);
  t.same(dropped.pop(), { notices: [], mentions: [[topic, 3]] }, 'in a topic');
  keep();
  const unknown = [
    { ...system, MsgSeq: 7, MsgRandom: 7 },
    { ...tip, GroupId: 'g2' },
    { ...tip, MsgRandom: 22 },
  ];
  t.equal((await drop(...unknown)).ErrorCode, 0, 'what is not kept needs no taking away');
  t.equal(dropped.length, 2);
  t.equal((await drop({ MsgSeq: 1 })).ErrorCode, 20001);
});

t.test('a request says what kind it is, and who has answered it #522 #523 #526', async (t) => {
  const request = (applicant: string, more: Partial<JoinRequestView> = {}): JoinRequestView => ({
    group: 'g1',
    groupName: 'G',
    applicant,
    inviter: '',
    decidedBy: 'admin',
    text: 'hi',
    authentication: `key-${applicant}`,
    requestedAt: 1_000_000,
    position: 4,
    answer: null,
    ...more,
  });
  fake.groups.joinRequests = async () => [
    request('cid'),
    request('dan', { inviter: 'ann', decidedBy: 'invitee' }),
    request('eve', { inviter: 'ann', answer: { by: 'bob', agreed: true } }),
    request('fay', { answer: { by: 'ann', agreed: false } }),
  ];
  const { PendencyList, NextStartTime } = await bob.ask('group_open_http_svc.get_pendency', {
    StartTime: 0,
    Limit: 20,
  });
  t.equal(NextStartTime, 0);
  t.match(PendencyList, [
    { From_Account: 'cid', FromUserNickName: 'Nick cid', PendencyType: 0, Handled: 0, Authentication: 'key-cid' },
    { From_Account: 'ann', To_Account: 'dan', PendencyType: 1, Handled: 0 },
    { From_Account: 'ann', To_Account: 'eve', PendencyType: 2, Handled: 2 },
    { From_Account: 'fay', PendencyType: 0, Handled: 1 },
  ]);
});
