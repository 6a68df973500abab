import t from 'tap';
import { again, DutyScene, eventsOf, keyOf, OK, type Sent, text } from './duty-scene.ts';
import { Phone } from './phone.ts';
import type { Json, WireClient } from './wire-client.ts';

/** What a device learns of messages that it holds, or does not, when something became of them without it. */
const scene = await DutyScene.start();
t.teardown(() => scene.stop());
const { acting } = scene.devices;
const GROUP = 'group_open_http_svc';
const EXTENSIONS = 'openim_msg_ext_http_svc';

const recall = ({ from, seq, random, time }: Sent) =>
  acting.wire.ask('openim.msgwithdraw', {
    MsgInfo: { From_Account: from, To_Account: 'bob', MsgSeq: seq, MsgRandom: random, MsgTimeStamp: time },
  });
const recallInGroup = ({ seq: MsgSeq }: Sent) =>
  acting.wire.ask(`${GROUP}.group_msg_recall`, { GroupId: 'hikers', MsgSeqList: [{ MsgSeq }] });
const modify = ({ from, seq, random, time }: Sent) =>
  acting.wire.ask('openim.modify_c2c_msg', {
    From_Account: from,
    To_Account: 'bob',
    MsgSeq: seq,
    MsgRandom: random,
    MsgTime: time,
    MsgVersion: 0,
    MsgBody: text('other words'),
  });
const modifyInGroup = ({ seq: MsgSeq }: Sent, words = 'other words') =>
  acting.wire.ask('openim.modify_group_msg', { GroupId: 'hikers', MsgSeq, MsgVersion: 0, MsgBody: text(words) });
const react = (sent: Sent) =>
  acting.wire.ask(`${EXTENSIONS}.reaction_add`, {
    From_Account: sent.from,
    To_Account: 'bob',
    MsgKey: keyOf(sent),
    Reaction: 'r',
    Add_Account: ['alice'],
  });
const reactInGroup = ({ seq: MsgSeq }: Sent) =>
  acting.wire.ask(`${EXTENSIONS}.group_reaction_add`, {
    GroupId: 'hikers',
    MsgSeq,
    Reaction: 'r',
    Add_Account: ['alice'],
  });

/** Every event that came to a device, once so many have this key. */
async function heard(wire: WireClient, count: number, key: string): Promise<readonly Json[]> {
  const events = () => wire.pushes.flatMap(({ body }) => eventsOf(body));
  await wire.until(() => events().filter((event) => key in event).length >= count);
  return events();
}

const cookieOf = async (wire: WireClient, Cookie: string): Promise<string> => {
  const answer = await wire.ask('openim.getmsg', { Cookie, SyncFlag: 0 });
  return String(answer.Cookie);
};

t.test(
  'a device that was away gets the recalls, modifications and reactions that it missed #287 #284 #333',
  async (t) => {
    const { bob } = scene.devices;
    const say = () => scene.say(acting, 'bob');
    const tell = () => scene.tell(acting);
    const pair = [await say(), await say(), await say()] as const;
    const group = [await tell(), await tell(), await tell()] as const;
    const unseen = await scene.tell(acting, { To_Account: ['carol'] });
    const cookie = await cookieOf(bob.wire, '');
    bob.wire.socket.terminate();
    for (const act of [
      () => recall(pair[0]),
      () => modify(pair[1]),
      () => react(pair[2]),
      () => recallInGroup(group[0]),
      () => modifyInGroup(group[1]),
      () => reactInGroup(group[2]),
      () => modifyInGroup(unseen, 'for carol alone'),
      () => recallInGroup(unseen),
    ]) {
      t.match(await act(), OK);
    }
    const late = await say();
    t.match(await recall(late), OK);

    const back = await again(scene, bob.wire);
    t.teardown(() => back.close());
    const answer = await back.ask('openim.getmsg', { Cookie: cookie, SyncFlag: 0 });
    t.match(answer, { SyncFlag: 2, MsgList: [] }, 'what was recalled meanwhile is no news');
    const events = await heard(back, 2, 'MsgReactionNotifyList');
    await back.ask('im_open_status.wshello');
    const about = (one: Sent) => ({
      MsgRandom: one.random,
      MsgClientTime: one.clientTime,
      TinyId: scene.tinyId('acting'),
    });
    const withdrawn = (one: Sent) => ({
      C2cNotifyMsgArray: [{ WithdrawC2cMsgNotify: { C2cWithdrawInfoArray: [{ ...about(one), MsgSeq: one.seq }] } }],
    });
    const summary = [{ Reaction: 'r', Count: 1, Reaction_Account: ['alice'], ReactedByMe: 0 }];
    t.match(events, [
      withdrawn(pair[0]),
      { C2cMsgModNotifys: [{ ...about(pair[1]), MsgVersion: 1, MsgBody: text('other words') }] },
      { MsgReactionNotifyList: [{ C2CMsgInfo: about(pair[2]), MsgReactionSummary: summary }] },
      { GroupTips: [{ MsgBody: { GroupWithdrawInfoArray: [{ ...about(group[0]), MsgSeq: group[0].seq }] } }] },
      { GroupMsgModNotifys: [{ ...about(group[1]), MsgSeq: group[1].seq, MsgVersion: 1 }] },
      { MsgReactionNotifyList: [{ GroupMsgInfo: about(group[2]), MsgReactionSummary: summary }] },
      withdrawn(late),
    ]);
    t.equal(events.length, 7, 'and nothing of what is not his');
    t.notMatch(JSON.stringify(events), /for carol alone/);
  },
);

t.test('who comes later hears nothing of what was before him, at once or as missed', async (t) => {
  const before = await scene.tell(acting);
  await scene.server.rest(`${GROUP}/add_group_member`, { GroupId: 'hikers', MemberList: [{ Member_Account: 'dave' }] });
  const dave = await Phone.login(scene.server.wsUrl, 'dave', scene.server.sign('dave'));
  t.teardown(() => dave.close());
  const cookie = await cookieOf(dave.wire, '');
  t.match(await modifyInGroup(before, 'secret of old'), OK);
  t.match(await reactInGroup(before), OK);
  const refused: readonly (readonly [string, Json, number])[] = [
    ['openim.modify_group_msg', { MsgVersion: 1, CloudCustomData: 'x' }, 10052],
    [`${EXTENSIONS}.group_set_key_values`, { OperateType: 1, ExtensionList: [{ Key: 'a', Value: '1' }] }, 23004],
    [`${EXTENSIONS}.group_get_key_values`, {}, 23004],
    [`${EXTENSIONS}.group_reaction_add`, { Reaction: 'r', Add_Account: ['dave'] }, 23004],
    [`${GROUP}.group_msg_receipt`, { MsgSeqList: [{ MsgSeq: before.seq }] }, 10062],
  ];
  for (const [name, body, code] of refused) {
    const answer = await dave.wire.ask(name, { GroupId: 'hikers', MsgSeq: before.seq, ...body });
    t.match(answer, { ErrorCode: code }, name);
  }
  const since = await scene.tell(acting);
  t.match(await modifyInGroup(since, 'news'), OK);
  const events = await heard(dave.wire, 1, 'GroupMsgModNotifys');
  t.notMatch(JSON.stringify(events), /secret of old/);
  t.equal(events.filter((event) => 'MsgReactionNotifyList' in event).length, 0);

  dave.wire.socket.terminate();
  t.match(await recallInGroup(before), OK);
  t.match(await recallInGroup(since), OK);
  const back = await again(scene, dave.wire);
  t.teardown(() => back.close());
  await cookieOf(back, cookie);
  const missed = await heard(back, 1, 'GroupTips');
  const recalled = missed.filter((event) => JSON.stringify(event).includes('GroupWithdrawInfoArray'));
  t.match(recalled, [{ GroupTips: [{ MsgBody: { GroupWithdrawInfoArray: [{ MsgSeq: since.seq }] } }] }]);
  t.equal(recalled.length, 1);
  t.notMatch(JSON.stringify(missed), /secret of old/);
  const asked = await back.ask(`${GROUP}.batch_get_group_notify`, {
    NotifyReqList: [{ NotifyType: 1, Limit: 20, GroupId: 'hikers', BeginTime: 0, EndTime: 0 }],
  });
  const [answer] = asked.NotifyRspList as readonly { readonly NotifyMsgList: readonly Json[] }[];
  t.same(
    answer?.NotifyMsgList.map(({ MsgSeq }) => MsgSeq),
    [since.seq],
  );
});
