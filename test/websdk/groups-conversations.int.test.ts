import t from 'tap';
import { APP, fakeServices } from './fake-services.ts';
import { conversationRow } from './group-rows.ts';
import { type Json, serve, WireClient } from './wire-client.ts';

const fake = fakeServices();
const { url, stop } = await serve(fake);
t.teardown(stop);

async function login(user: string): Promise<WireClient> {
  const client = await WireClient.open(url, '/binfo', `sdkappid=${APP}&instanceid=${user.padEnd(32, 'x')}`);
  t.teardown(() => client.close());
  await client.login(user);
  return client;
}

const nothing: Json = { TimeStamp: 0, StartIndex: 0, TopTimeStamp: 0, TopStartIndex: 0 };

t.test('a group in the list: who wrote last, and the number that is shown (wire-messages.md §5.2) #389', async (t) => {
  fake.groups.groupConversations = async () => [conversationRow('g1', 7, 2000)];
  const answer = await (await login('bob')).ask('recentcontact.page_get', nothing);
  t.match(answer, {
    CompleteFlag: 1,
    StartIndex: 0,
    SessionItem: [
      {
        Type: 2,
        ToAccount: 'g1',
        MsgTime: 2000,
        MsgSeq: 7,
        MsgGroupFrom_Account: 'ann',
        GroupNick: 'name of g1',
        GroupType: 'Public',
        GroupNextMsgSeq: 8,
        UnreadMsgCount: 3,
        GroupIgnoredUnreadSeqCount: 0,
        LastMsg: { MsgBody: [{ MsgType: 'TIMTextElem' }] },
      },
    ],
  });
});

t.test('a tip as last message is wrapped as in its push, with the names its people have now', async (t) => {
  const members = [{ user: 'bob', role: 'Member', joinedAt: 1, custom: [] }] as const;
  const data = { members, how: 'invited', by: 'ann', seq: 3 } as const;
  fake.groups.groupConversations = async () => [
    {
      ...conversationRow('g1', 3, 2000),
      lastEntry: { kind: 'tip', position: 9, seq: 3, time: 2000, event: { type: 'MembersJoined', data } },
    },
  ];
  const { SessionItem } = await (await login('bob')).ask('recentcontact.page_get', nothing);
  t.match(SessionItem, [
    {
      MsgSeq: 3,
      MsgGroupFrom_Account: '@TIM#SYSTEM',
      LastMsg: {
        Event: 4,
        GroupTips: {
          GroupInfo: { GroupId: 'g1' },
          MsgBody: { OpType: 1, List_Account: ['bob'], MsgOperatorMemberExtraInfo: { NickName: 'Nick ann' } },
        },
      },
    },
  ]);
});
