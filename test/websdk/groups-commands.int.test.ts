import t from 'tap';
import { Refused } from '../../events/refused.ts';
import type { GroupHistoryEntry } from '../../projections/queries/group-types.ts';
import { noGroupQueries } from './fake-groups.ts';
import { APP, fakeServices } from './fake-services.ts';
import { groupRow, memberRow, messageRow } from './group-rows.ts';
import { serve, WireClient } from './wire-client.ts';

const fake = fakeServices();
const { url, stop } = await serve(fake);
t.teardown(stop);
t.beforeEach(() => {
  Object.assign(fake.groups, noGroupQueries());
});

const bob = await WireClient.open(url, '/binfo', `sdkappid=${APP}&instanceid=${'b'.repeat(32)}`);
t.teardown(() => bob.close());
await bob.login('bob');

const service = 'group_open_http_svc';
const ask = (command: string, body: object) => bob.ask(`${service}.${command}`, { ...body });

t.test('both services answer, whatever the group is (wire-groups.md §1.1)', async (t) => {
  for (const one of [service, 'million_group_open_http_svc']) {
    const { ErrorCode } = await bob.ask(`${one}.group_msg_get`, { GroupId: 'g1', ReqMsgNumber: 21 });
    t.equal(ErrorCode, 10010, one);
  }
});

t.test('the three lists of groups ask for what is theirs (wire-groups.md §3.1) #452 #453', async (t) => {
  const asked: unknown[] = [];
  fake.groups.joinedGroups = async (_caller, { types, supportTopic, offset, limit }) => {
    asked.push({ types, supportTopic, offset, limit });
    return { total: 1, groups: [{ group: groupRow('g1', { muteAll: true }), self: memberRow('bob', { readSeq: 4 }) }] };
  };
  const list = { Member_Account: 'bob', Limit: 200, Offset: 0 };
  t.match(await ask('get_joined_group_list', { ...list, SupportTopic: 0 }), {
    TotalCount: 1,
    GroupIdList: [{ GroupId: 'g1', Type: 'Public', NextMsgSeq: 1, MuteAllMember: 'On', SelfInfo: { MsgSeq: 4 } }],
  });
  const mention = { position: 8, group: 'g1', topic: undefined, seq: 3, from: 'ann', random: 1, msgSeq: 2 };
  fake.groups.groupMentions = async () => [
    { ...mention, as: 'both' },
    { ...mention, as: 'member', topic: 'g1@TOPIC#_one' },
  ];
  for (const SupportTopic of [0, 1]) {
    const command = 'million_group_open_http_svc.get_joined_group_list';
    const { GroupIdList } = await bob.ask(command, { ...list, SupportTopic });
    const AtInfoList = [{ From_Account: 'ann', AtFlagList: [1, 2], AtMsgSeq: 3 }];
    t.match(GroupIdList, [{ GroupId: 'g1', AtInfoList }], 'of the community itself');
    t.equal((GroupIdList as { AtInfoList: object[] }[])[0]?.AtInfoList.length, 1);
  }
  fake.groups.groupMentions = async () => [];
  t.same(asked, [
    { types: ['Work', 'Public', 'Meeting'], supportTopic: undefined, offset: 0, limit: 200 },
    { types: ['Community'], supportTopic: false, offset: 0, limit: 200 },
    { types: ['Community'], supportTopic: true, offset: 0, limit: 200 },
  ]);
});

t.test(
  'profiles: members read all, strangers an error, of live rooms what is public (wire-groups.md §3.3) #461',
  async (t) => {
    const rows = [groupRow('mine'), groupRow('other'), groupRow('live', { type: 'AVChatRoom' })];
    fake.groups.groups = async (_caller, { groups }) => groups.map((id) => rows.find(({ groupId }) => groupId === id));
    fake.groups.membership = async (_caller, { group, user }) => (group === 'mine' ? memberRow(user) : undefined);
    const { GroupInfo } = await ask('get_group_self_member_info', { GroupIdList: ['mine', 'other', 'live', 'none'] });
    t.match(GroupInfo, [
      { GroupId: 'mine', ErrorCode: 0, SelfInfo: { Role: 'Member' }, MemberList: [{ Member_Account: 'bob' }] },
      { GroupId: 'other', ErrorCode: 10007 },
      { GroupId: 'live', ErrorCode: 0, Type: 'AVChatRoom' },
      { GroupId: 'none', ErrorCode: 10010 },
    ]);
    const [, other, live] = GroupInfo as readonly object[];
    t.notOk('Name' in (other ?? {}) || 'MemberList' in (live ?? {}), 'no more than that');
    const found = await ask('get_group_public_info', { GroupIdList: ['other', 'none'] });
    t.match(found.GroupInfo, [
      { ErrorCode: 0, Name: 'name of other', MemberNum: 2 },
      { GroupId: 'none', ErrorCode: 10010 },
    ]);
  },
);

const entries = (high: number, low: number): GroupHistoryEntry[] =>
  Array.from({ length: high - low + 1 }, (_, i) => ({
    kind: 'message',
    position: high - i,
    message: messageRow(high - i),
  }));

t.test(
  'history: the window ends where it is asked to, and says where the next one does (wire-messages.md §6.2)',
  async (t) => {
    fake.groups.groups = async () => [groupRow('g1', { lastSeq: 50 })];
    fake.groups.groupHistory = async (_caller, { upTo, count }) => {
      const high = upTo || 50;
      const low = Math.max(1, high - count + 1);
      return { entries: entries(high, low), invisible: [], gone: [], finished: low === 1 };
    };
    const page = (ReqMsgSeq: number) => ask('group_msg_get', { GroupId: 'g1', ReqMsgNumber: 21, ReqMsgSeq });
    const newest = await page(0);
    t.match(newest, { IsFinished: 1, NextReqMsgSeq: 29 });
    const numbers = (newest.RspMsgList as readonly { MsgSeq: number; Event: number }[]).map(({ MsgSeq }) => MsgSeq);
    t.same([numbers[0], numbers.at(-1), numbers.length], [50, 30, 21], 'newest first');
    t.match(await page(29), { IsFinished: 1, NextReqMsgSeq: 8 });
    t.match(await page(8), { IsFinished: 2, NextReqMsgSeq: 0 });
  },
);

t.test('history by numbers answers exactly these, newest first (wire-groups.md §9) #358', async (t) => {
  fake.groups.groups = async () => [groupRow('g1', { lastSeq: 50 })];
  fake.groups.groupHistory = async (_caller, { upTo }) => ({
    entries: upTo === 9 ? [] : entries(upTo, upTo),
    invisible: [],
    gone: [],
    finished: false,
  });
  const body = { GroupId: 'g1', GetType: 3, ReqMsgSeqList: [4, 9, 40, 4], ReqMsgNumber: 15 };
  const { RspMsgList } = await ask('group_msg_get', body);
  t.match(RspMsgList, [{ MsgSeq: 40 }, { MsgSeq: 4 }]);
  t.equal((RspMsgList as unknown[]).length, 2);
});

t.test('recalls since then: none, and that is all (wire-groups.md §3.5, §14)', async (t) => {
  t.match(await ask('batch_get_group_notify', { NotifyReqList: [{ NotifyType: 1, GroupId: 'g1' }] }), {
    NotifyRspList: [{ GroupId: 'g1', NextMsgTime: 0, NotifyMsgList: [] }],
  });
  t.match(await ask('get_group_notify', { NotifyType: 1, GroupId: 'g1' }), { NextMsgTime: 0, NotifyMsgList: [] });
});

t.test('reading all: each group has a code of its own', async (t) => {
  const read = fake.services.commands.readGroup;
  t.teardown(() => {
    Object.assign(fake.services.commands, { readGroup: read });
  });
  Object.assign(fake.services.commands, {
    readGroup: async (_caller: unknown, { group, upToSeq }: { group: string; upToSeq: number }) => {
      if (group === 'gone') throw new Refused(10010, 'gone');
      return { upToSeq };
    },
  });
  const GroupReadInfo = ['g1', 'gone'].map((GroupId) => ({ GroupId, MsgSeq: 7 }));
  t.match(await bob.ask('openim.read_all_unread_msg', { C2CReadAllMsg: 1, GroupReadInfo }), {
    C2CReadAllMsg: 1,
    GroupReadInfoArray: [
      { GroupId: 'g1', MsgSeq: 7, RetCode: 0 },
      { GroupId: 'gone', RetCode: 10010 },
    ],
  });
});

t.test('bodies of the wrong shape answer the code of their field', async (t) => {
  const table: readonly (readonly [string, object, number])[] = [
    ['quit_group', {}, 10015],
    ['quit_group', { GroupId: '' }, 10015],
    ['quit_group', { GroupId: 'g1', TopicId: 'g1@TOPIC#_t' }, 110013],
    ['create_group', { Type: 'Public' }, 10004],
    ['create_group', { Type: 'Nonsense', Name: 'n' }, 10004],
    ['create_group', { Type: 'Public', Name: 'n', MemberList: [{ Member_Account: 'x', Role: 'Owner' }] }, 10004],
    ['modify_group_base_info', { GroupId: 'g1', ApplyJoinOption: 'Perhaps' }, 10004],
    ['modify_group_member_info', { GroupId: 'g1', Member_Account: 'bob', MsgFlag: 'Loud' }, 10004],
    ['handle_apply_join_group', { GroupId: 'g1', Applicant_Account: 'x', HandleMsg: 'Perhaps' }, 10004],
    ['send_group_msg', { GroupId: 'g1', From_Account: 'bob', Random: 1, MsgBody: [] }, 10004],
    ['group_msg_get', { GroupId: 'g1', ReqMsgNumber: 0 }, 10004],
    ['get_group_self_member_info', { GroupIdList: Array.from({ length: 51 }, (_, i) => `g${i}`) }, 10004],
  ];
  for (const [command, body, code] of table) t.match(await ask(command, body), { ErrorCode: code }, command);
});
