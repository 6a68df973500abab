import t from 'tap';
import { APP, fakeServices } from './fake-services.ts';
import { conversationRow, groupRow, memberRow } from './group-rows.ts';
import { type Json, serve, WireClient } from './wire-client.ts';

type Item = Readonly<Record<string, unknown>>;

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

t.test('groups nobody has written in are not in the list', async (t) => {
  const self = memberRow('bob');
  fake.groups.groupConversations = async () => [
    { group: groupRow('g1'), self, lastEntry: undefined, unread: 0, ignored: 0, lastTime: 0 },
  ];
  t.match(await (await login('bob')).ask('recentcontact.page_get', nothing), { CompleteFlag: 1, SessionItem: [] });
});

t.test('pages hold the newest of both kinds; none is left out or doubled, whatever moves meanwhile', async (t) => {
  const all = Array.from({ length: 90 }, (_, i) => conversationRow(`g${i}`, i + 1, 1000 + i));
  fake.groups.groupConversations = async () => all;
  const bob = await login('bob');
  const cid = await login('cid');
  for (let i = 0; i < 45; i++) {
    await cid.ask('openim.sendmsg', {
      From_Account: 'cid',
      To_Account: i === 0 ? 'bob' : `p${i}`,
      MsgRandom: i + 1,
      MsgBody: [{ MsgType: 'TIMTextElem', MsgContent: { Text: 'hi' } }],
    });
  }
  const seen: unknown[] = [];
  let marks = nothing;
  for (let page = 0; page < 10; page++) {
    const answer = await cid.ask('recentcontact.page_get', marks);
    const items = answer.SessionItem as readonly Item[];
    const times = items.map(({ MsgTime }) => Number(MsgTime));
    t.same(
      times,
      [...times].sort((one, other) => other - one),
      'newest first',
    );
    seen.push(...items.map(({ ToAccount, To_Account }) => ToAccount ?? To_Account));
    if (answer.CompleteFlag === 1) break;
    // An old one moves up: it must not push another one out of the next page.
    if (page === 0) all[10] = conversationRow('g10', 200, 9000);
    marks = { TimeStamp: answer.TimeStamp, StartIndex: answer.StartIndex };
  }
  t.equal(seen.length, new Set(seen).size, 'nobody twice');
  const expected = [...all.map(({ group }) => group.groupId).filter((id) => id !== 'g10'), 'bob'];
  t.same(
    expected.filter((id) => !seen.includes(id)),
    [],
    'everybody who did not move',
  );
  const anew = await bob.ask('recentcontact.page_get', { ...nothing, StartIndex: 3 });
  t.match(
    anew.SessionItem,
    [{ To_Account: 'cid' }, { ToAccount: 'g10' }],
    'marks that are not known start the list anew',
  );
});
