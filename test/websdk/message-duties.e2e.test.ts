import t from 'tap';
import { DutyScene, keyOf, OK, type Sent, text } from './duty-scene.ts';
import type { Json } from './wire-client.ts';

/** Who must be told what (wire-messages.md §15): exactly these pushes, at exactly these devices, in exactly this form. */
const scene = await DutyScene.start();
t.teardown(() => scene.stop());
const { acting, other, bob, carol } = scene.devices;
const GROUP = 'group_open_http_svc';
const EXTENSIONS = 'openim_msg_ext_http_svc';
const label = { GroupId: 'hikers', GroupType: 'Public', GroupName: 'Hikers' };
const alice = scene.tinyId('acting');

/** How a message is named between two users, and in the group. */
const named = ({ seq, random, clientTime }: Sent, TinyId = alice) => ({
  MsgSeq: seq,
  MsgRandom: random,
  MsgClientTime: clientTime,
  TinyId,
});
const asked = async (answer: Promise<Json>, title: string) => t.match(await answer, OK, title);
const ofC2c = (sent: Sent) => ({ From_Account: 'alice', To_Account: 'bob', MsgKey: keyOf(sent) });
const ofGroup = ({ seq: MsgSeq }: Sent) => ({ GroupId: 'hikers', MsgSeq });
const toBob = () => scene.say(acting, 'bob');
const toAll = () => scene.tell(acting);

t.test('a one-to-one message: peer and other device, in its true direction #236', async (t) => {
  let sent: Sent | undefined;
  const told = await scene.told(async () => {
    sent = await toBob();
  });
  if (sent === undefined) throw new Error('not sent');
  const message = {
    From_Account: 'alice',
    To_Account: 'bob',
    ...named(sent),
    MsgTimeStamp: sent.time,
    From_AccountNick: '',
    From_AccountHeadurl: '',
    CloudCustomData: '',
    IsNeedReadReceipt: 1,
    SupportMessageExtension: 1,
    MsgBody: text(`to bob ${sent.random}`),
  };
  const event = { Event: 9, C2cMsgArray: [message] };
  t.strictSame(told, { acting: [], other: [event], bob: [event], carol: [] });
});

t.test('a group message: everybody else; who is mentioned is told of it behind it #314', async (t) => {
  let sent: Sent | undefined;
  const GroupAtInfo = [{ GroupAtAllFlag: 0, GroupAt_Account: 'bob' }];
  const told = await scene.told(async () => {
    sent = await scene.tell(acting, { GroupAtInfo });
  });
  if (sent === undefined) throw new Error('not sent');
  const message = {
    From_Account: 'alice',
    ToGroupId: 'hikers',
    GroupInfo: { ...label, From_AccountNick: '', From_AccountHeadurl: '', MsgFrom_AccountExtraInfo: { NameCard: '' } },
    ...named(sent),
    ClientSeq: sent.random + 1000,
    MsgTimeStamp: sent.time,
    MsgPriority: 2,
    MsgBody: text(`to all ${sent.random}`),
    CloudCustomData: '',
    NeedReadReceipt: 1,
    SupportMessageExtension: 1,
    GroupAtInfo,
  };
  const event = { Event: 3, GroupMsgArray: [message] };
  const tip = { From_Account: 'alice', GroupId: 'hikers', MsgSeq: sent.seq, GroupAtType: [1] };
  t.match(told.bob, [event, { Event: 12, GroupTips: [{ From_Account: 'alice', GroupAtTips: tip }] }]);
  t.strictSame({ ...told, bob: told.bob.slice(0, 1) }, { acting: [], other: [event], bob: [event], carol: [event] });
});

t.test('reading a conversation: the author and the own other device #303', async (t) => {
  const sent = await scene.say(bob, 'alice');
  const item = { To_Account: 'bob', LastedMsgTime: sent.time, Receipt: 1 };
  const told = await scene.told(() =>
    asked(acting.wire.ask('openim.msgreaded', { C2CMsgReaded: { Cookie: '', C2CMsgReadedItem: [item] } }), 'msgreaded'),
  );
  const marks = (fields: Json) => [{ LastReadTime: sent.time, ...fields }];
  const notice = (body: Json) => [{ Event: 10, C2cNotifyMsgArray: [body] }];
  t.strictSame(told, {
    acting: [],
    other: notice({ ReadC2cMsgNotify: { UinPairReadArray: marks({ From_Account: 'bob' }) } }),
    bob: notice({ C2cReadedReceipt: { To_Account: 'alice', UinPairReadArray: marks({}) } }),
    carol: [],
  });
});

t.test('reading a group: the own other device alone #304', async (t) => {
  const { seq } = await scene.tell(bob);
  const told = await scene.told(() =>
    asked(acting.wire.ask(`${GROUP}.msg_read_report`, { GroupId: 'hikers', MsgReadedSeq: seq }), 'msg_read_report'),
  );
  t.match(told, {
    acting: [],
    other: [
      { Event: 5, GroupTips: [{ MsgBody: { GroupReadInfoArray: [{ GroupId: 'hikers', LastReadMsgSeq: seq }] } }] },
    ],
    bob: [],
    carol: [],
  });
  t.equal(told.other.length, 1);
});

t.test('a confirmed message: all devices of its author #308', async (t) => {
  const sent = await toBob();
  const info = { From_Account: 'alice', To_Account: 'bob', ...named(sent), MsgTime: sent.time };
  const confirmed = { Peer_Account: 'alice', C2CMsgInfo: [info] };
  const told = await scene.told(() => asked(bob.wire.ask('openim.c2c_msg_read_receipt', confirmed), 'confirmed'));
  const [event] = told.acting;
  t.strictSame(told, { acting: [event], other: [event], bob: [], carol: [] });
  t.strictSame(event, {
    Event: 16,
    Peer_Account: 'bob',
    To_Account: 'alice',
    PeerReadTime: event?.PeerReadTime,
    C2cMsgInfo: [
      {
        From_Account: 'alice',
        To_Account: 'bob',
        TinyId: alice,
        MsgClientTime: sent.clientTime,
        MsgRandom: sent.random,
        MsgSeq: sent.seq,
      },
    ],
  });
  t.ok(Number(event?.PeerReadTime) >= sent.time);
  const again = await scene.told(() => asked(bob.wire.ask('openim.c2c_msg_read_receipt', confirmed), 'again'));
  t.strictSame(again, { acting: [], other: [], bob: [], carol: [] }, 'once');
});

t.test('confirmed group messages: their authors alone, each with the counters of his own #308', async (t) => {
  const mine = [await toAll(), await toAll()];
  const carols = await scene.tell(carol);
  const MsgSeqList = [...mine, carols].map(({ seq: MsgSeq }) => ({ MsgSeq }));
  const told = await scene.told(() =>
    asked(bob.wire.ask(`${GROUP}.group_msg_receipt`, { GroupId: 'hikers', MsgSeqList }), 'group_msg_receipt'),
  );
  const event = (GroupMsgReceiptList: readonly Json[]) => ({
    Event: 5,
    GroupTips: [{ From_Account: 'bob', ToGroupId: 'hikers', GroupInfo: label, MsgBody: { GroupMsgReceiptList } }],
  });
  const receipt = (sent: Sent, TinyId?: string) => ({ ...named(sent, TinyId), ReadNum: 1, UnreadNum: 1 });
  const own = event(mine.map((sent) => receipt(sent)));
  const hers = event([receipt(carols, scene.tinyId('carol'))]);
  t.strictSame(told, { acting: [own], other: [own], bob: [], carol: [hers] });
});

t.test('recalling a one-to-one message: the peer and the own other device #287 #292', async (t) => {
  const sent = await toBob();
  const MsgInfo = {
    From_Account: 'alice',
    To_Account: 'bob',
    MsgSeq: sent.seq,
    MsgRandom: sent.random,
    MsgTimeStamp: sent.time,
  };
  const told = await scene.told(() => asked(acting.wire.ask('openim.msgwithdraw', { MsgInfo }), 'msgwithdraw'));
  const withdrawn = {
    ...MsgInfo,
    MsgClientTime: sent.clientTime,
    TinyId: alice,
    RevokerInfo: { Revoker_Account: 'alice', Reason: '' },
  };
  const event = {
    Event: 10,
    C2cNotifyMsgArray: [{ WithdrawC2cMsgNotify: { C2cWithdrawInfoArray: [withdrawn] } }],
  };
  t.strictSame(told, { acting: [], other: [event], bob: [event], carol: [] });
  t.match(await acting.wire.ask('openim.msgwithdraw', { MsgInfo }), { ErrorCode: 20023 });
  t.match(await bob.wire.ask('openim.msgwithdraw', { MsgInfo }), { ErrorCode: 20023 });
  t.match(await carol.wire.ask('openim.msgwithdraw', { MsgInfo }), { ErrorCode: 90009 });
});

t.test('recalling group messages: every member but the acting device, one event for each #287 #292', async (t) => {
  const sent = [await scene.tell(bob), await toAll()];
  const MsgSeqList = sent.map(({ seq: MsgSeq }) => ({ MsgSeq }));
  const told = await scene.told(async () => {
    const recall = { GroupId: 'hikers', TopicId: '', MsgSeqList, Reason: 'off topic' };
    t.match(await acting.wire.ask(`${GROUP}.group_msg_recall`, recall), {
      ...OK,
      RecallRetList: MsgSeqList.map((one) => ({ ...one, RetCode: 0 })),
    });
  });
  const RevokerInfo = { Revoker_Account: 'alice', Reason: 'off topic' };
  const events = sent.map((one, at) => ({
    Event: 5,
    GroupTips: [
      {
        From_Account: 'alice',
        ToGroupId: 'hikers',
        GroupInfo: { ...label, From_AccountNick: '', From_AccountHeadurl: '' },
        RevokerInfo,
        MsgBody: {
          GroupWithdrawInfoArray: [
            {
              GroupId: 'hikers',
              ...named(one, at === 0 ? scene.tinyId('bob') : alice),
              MsgTimeStamp: one.time,
              RevokerInfo,
            },
          ],
        },
      },
    ],
  }));
  t.strictSame(told, { acting: [], other: events, bob: events, carol: events });
});

t.test('an administrator’s recall reaches every device, and names him #287 #292', async (t) => {
  const [sent, inGroup] = [await toBob(), await toAll()];
  const told = await scene.told(async () => {
    const { server } = scene;
    t.match(await server.rest('openim/admin_msgwithdraw', ofC2c(sent)), OK);
    const body = { GroupId: 'hikers', MsgSeqList: [{ MsgSeq: inGroup.seq }], Reason: 'rules' };
    t.match(await server.rest(`${GROUP}/group_msg_recall`, body), OK);
  });
  const by = (Reason: string) => ({ RevokerInfo: { Revoker_Account: 'administrator', Reason } });
  const ofPair = {
    C2cNotifyMsgArray: [{ WithdrawC2cMsgNotify: { C2cWithdrawInfoArray: [{ ...named(sent), ...by('') }] } }],
  };
  const ofMembers = {
    Event: 5,
    GroupTips: [{ ...by('rules'), MsgBody: { GroupWithdrawInfoArray: [named(inGroup)] } }],
  };
  const both = [ofPair, ofMembers];
  t.match(told, { acting: both, other: both, bob: both, carol: [ofMembers] });
  t.same(
    Object.values(told).map(({ length }) => length),
    [2, 2, 2, 1],
  );
});

t.test('modifying: the peer or the members, and the own other device, with a version that grows #284', async (t) => {
  const sent = await toBob();
  const identity = {
    From_Account: 'alice',
    To_Account: 'bob',
    MsgSeq: sent.seq,
    MsgRandom: sent.random,
    MsgTime: sent.time,
  };
  const words = { MsgBody: text('other words'), CloudCustomData: 'cloud' };
  const told = await scene.told(async () => {
    const answer = await acting.wire.ask('openim.modify_c2c_msg', { ...identity, MsgVersion: 0, ...words });
    t.match(answer, { ...OK, MsgVersion: 1, ...words });
  });
  const also = { MsgClientTime: sent.clientTime, TinyId: alice, MsgVersion: 1, ...words, MsgCheckResult: 0 };
  const event = { Event: 15, C2cMsgModNotifys: [{ ...identity, ...also }] };
  t.strictSame(told, { acting: [], other: [event], bob: [event], carol: [] });
  const conflict = await bob.wire.ask('openim.modify_c2c_msg', { ...identity, MsgVersion: 0, MsgBody: text('late') });
  t.match(conflict, { ActionStatus: 'FAIL', ErrorCode: 20027, MsgVersion: 1, ...words }, 'what it says now #286');

  const inGroup = await toAll();
  const change = { GroupId: 'hikers', MsgSeq: inGroup.seq, MsgVersion: 0, CloudCustomData: 'note' };
  const toldInGroup = await scene.told(async () => {
    const answer = await acting.wire.ask('openim.modify_group_msg', change);
    t.match(answer, { ...OK, MsgVersion: 1, MsgBody: text(`to all ${inGroup.random}`), CloudCustomData: 'note' });
  });
  const modified = {
    GroupId: 'hikers',
    From_Account: 'alice',
    ...named(inGroup),
    MsgTime: inGroup.time,
    MsgVersion: 1,
    MsgBody: text(`to all ${inGroup.random}`),
    CloudCustomData: 'note',
    MsgCheckResult: 0,
  };
  const groupEvent = { Event: 17, GroupMsgModNotifys: [modified] };
  t.strictSame(toldInGroup, { acting: [], other: [groupEvent], bob: [groupEvent], carol: [groupEvent] });
});

t.test('extensions: the peer or the members, and the own other device #331', async (t) => {
  const [sent, inGroup] = [await toBob(), await toAll()];
  const steps = [
    [1, [{ Key: 'a', Value: '1', Seq: 0 }], { SetKVInfo: [{ MsgKeyValue: [{ Key: 'a', Value: '1', Seq: 1 }] }] }, 1],
    [2, [{ Key: 'a', Seq: 1 }], { DeleteKVInfo: [{ MsgKeyValue: [{ Key: 'a', Value: '', Seq: 2 }] }] }, 2],
    [1, [{ Key: 'b', Value: '2', Seq: 0 }], { SetKVInfo: [{ MsgKeyValue: [{ Key: 'b', Value: '2', Seq: 3 }] }] }, 3],
    [3, undefined, { ClearKVInfo: [{ ClearMsgSeq: 3 }] }, 3],
  ] as const;
  for (const [OperateType, ExtensionList, info, MsgLastSeq] of steps) {
    const change = { OperateType, ...(ExtensionList && { ExtensionList }) };
    const notify = { TinyId: alice, MsgOptType: OperateType, ...info, MsgLastSeq };
    const told = await scene.told(() =>
      asked(acting.wire.ask(`${EXTENSIONS}.set_key_values`, { ...ofC2c(sent), ...change }), 'set_key_values'),
    );
    const ExtensionC2cMsgInfo = { From_Account: 'alice', To_Account: 'bob', ...named(sent), MsgTime: sent.time };
    const event = { Event: 19, MsgExtensionNotify: { ExtensionC2cMsgInfo, ...notify } };
    t.strictSame(told, { acting: [], other: [event], bob: [event], carol: [] });
    const toldInGroup = await scene.told(() =>
      asked(acting.wire.ask(`${EXTENSIONS}.group_set_key_values`, { ...ofGroup(inGroup), ...change }), 'group'),
    );
    const ExtensionGroupMsgInfo = {
      GroupId: 'hikers',
      From_Account: 'alice',
      ...named(inGroup),
      MsgTime: inGroup.time,
    };
    const groupEvent = { Event: 19, MsgExtensionNotify: { ExtensionGroupMsgInfo, ...notify } };
    t.strictSame(toldInGroup, { acting: [], other: [groupEvent], bob: [groupEvent], carol: [groupEvent] });
  }
});

t.test(
  'reactions: everybody, the acting device too, each with what is his own; the other device once more #333 #334',
  async (t) => {
    const [sent, inGroup] = [await scene.say(bob, 'alice'), await scene.tell(bob)];
    const tinyId = scene.tinyId('bob');
    const C2CMsgInfo = { From_Account: 'bob', To_Account: 'alice', ...named(sent, tinyId), MsgTime: sent.time };
    const GroupMsgInfo = { GroupId: 'hikers', From_Account: 'bob', ...named(inGroup, tinyId), MsgTime: inGroup.time };
    const ofPair = { From_Account: 'bob', To_Account: 'alice', MsgKey: keyOf(sent) };
    const change = { Reaction: 'smile' };
    const steps = [
      ['add', { Add_Account: ['alice'] }, { Count: 1, Reaction_Account: ['alice'] }],
      ['del', { Del_Account: ['alice'] }, { Count: 0 }],
    ] as const;
    for (const [what, who, counted] of steps) {
      for (const [name, address, info, people] of [
        [`reaction_${what}`, ofPair, { C2CMsgInfo }, ['bob']],
        [`group_reaction_${what}`, ofGroup(inGroup), { GroupMsgInfo }, ['bob', 'carol']],
      ] as const) {
        const told = await scene.told(() =>
          asked(acting.wire.ask(`${EXTENSIONS}.${name}`, { ...address, ...change, ...who }), name),
        );
        const summary = (ReactedByMe: number) => ({
          Event: 21,
          MsgReactionNotifyList: [{ ...info, MsgReactionSummary: [{ ...change, ...counted, ReactedByMe }] }],
        });
        const own = { Event: 22, MsgReactionNotify: { ...info, ...change, MsgOptType: what === 'add' ? 1 : 2 } };
        const mine = summary(what === 'add' ? 1 : 0);
        const others = (user: string) => ((people as readonly string[]).includes(user) ? [summary(0)] : []);
        t.strictSame(told, { acting: [mine], other: [mine, own], bob: others('bob'), carol: others('carol') }, name);
      }
    }
  },
);

t.test('pins: everybody, the acting device too #339 #340', async (t) => {
  const sent = await toAll();
  for (const [name, OpType, who] of [
    ['pin_message', 16, { Pinner_Account: 'alice' }],
    ['unpin_message', 17, { UnPinner_Account: 'alice' }],
  ] as const) {
    const told = await scene.told(() => asked(acting.wire.ask(`${GROUP}.${name}`, { ...ofGroup(sent), ...who }), name));
    const [event] = told.acting;
    t.strictSame(told, { acting: [event], other: [event], bob: [event], carol: [event] }, name);
    t.match(event, {
      Event: 6,
      GroupTips: [{ ToGroupId: 'hikers', MsgBody: { OpType, MsgOperatorMemberExtraInfo: { UserId: 'alice' } } }],
    });
    const [{ MsgBody: body } = { MsgBody: {} }] = (event?.GroupTips ?? []) as readonly { MsgBody: Json }[];
    if (OpType === 16) t.match(body.PinnedMsg, { ...named(sent), MsgTimeStamp: sent.time });
    else {
      const { clientTime: ClientTime, random: Random, time: ServerTime, seq: MsgSeq } = sent;
      t.match(body.SdkGroupMessageId, { SenderTinyId: alice, ClientTime, Random, ServerTime, MsgSeq });
    }
  }
});

t.test('deleting for oneself and clearing are told to nobody #295 #296 #297', async (t) => {
  const [sent, inGroup] = [await toBob(), await toAll()];
  const nobody = { acting: [], other: [], bob: [], carol: [] };
  const MsgKeyList = [keyOf(sent)];
  const acts = [
    ['openim.delete_c2c_msg_ramble', { From_Account: 'alice', To_Account: 'bob', MsgKeyList }],
    [
      `${GROUP}.delete_group_ramble_msg_by_seq`,
      { GroupId: 'hikers', Deleter_Account: 'alice', Seqs: [String(inGroup.seq)] },
    ],
    ['recentcontact.clear_msg', { From_Account: 'alice', Type: 1, To_Account: 'bob' }],
    ['recentcontact.clear_msg', { From_Account: 'alice', Type: 2, ToGroupid: 'hikers' }],
  ] as const;
  for (const [name, body] of acts) {
    t.strictSame(await scene.told(() => asked(acting.wire.ask(name, body), name)), nobody, name);
  }
  const history = await other.wire.ask('openim.getroammsg', { Peer_Account: 'bob', MaxCnt: 15 });
  t.match(history, { MsgList: [], Complete: 1 }, 'gone on every device of hers');
  const his = await bob.wire.ask('openim.getroammsg', { Peer_Account: 'alice', MaxCnt: 15 });
  t.ok((his.MsgList as unknown[]).length > 0);
});

t.test('a message to some: what becomes of it is told to them and its author alone #321', async (t) => {
  const send = () => scene.tell(acting, { To_Account: ['bob'] });
  const sent = await send();
  const acts: readonly (readonly [string, () => Promise<Json>])[] = [
    [
      'modified',
      () => acting.wire.ask('openim.modify_group_msg', { ...ofGroup(sent), MsgVersion: 0, CloudCustomData: 'x' }),
    ],
    [
      'extended',
      () =>
        acting.wire.ask(`${EXTENSIONS}.group_set_key_values`, {
          ...ofGroup(sent),
          OperateType: 1,
          ExtensionList: [{ Key: 'a', Value: '1', Seq: 0 }],
        }),
    ],
    [
      'reacted',
      () =>
        acting.wire.ask(`${EXTENSIONS}.group_reaction_add`, {
          ...ofGroup(sent),
          Reaction: 'r',
          Add_Account: ['alice'],
        }),
    ],
    [
      'recalled',
      () => acting.wire.ask(`${GROUP}.group_msg_recall`, { GroupId: 'hikers', MsgSeqList: [{ MsgSeq: sent.seq }] }),
    ],
  ];
  for (const [title, act] of acts) {
    const told = await scene.told(() => asked(act(), title));
    t.same(told.carol, [], `carol hears nothing of what is ${title}`);
    t.equal(told.bob.length, 1, title);
  }
  const hidden = await send();
  const changes = { OperateType: 1, ExtensionList: [{ Key: 'a', Value: '1', Seq: 0 }] };
  const refused: readonly (readonly [string, Json, number])[] = [
    ['openim.modify_group_msg', { MsgVersion: 0, CloudCustomData: 'x' }, 10052],
    [`${EXTENSIONS}.group_set_key_values`, changes, 23004],
    [`${EXTENSIONS}.group_get_key_values`, {}, 23004],
    [`${EXTENSIONS}.group_reaction_add`, { Reaction: 'r', Add_Account: ['carol'] }, 23004],
    [`${EXTENSIONS}.group_reaction_iterate`, { Reaction: 'r', Count: 10 }, 23004],
  ];
  for (const [name, body, code] of refused) {
    t.match(await carol.wire.ask(name, { ...ofGroup(hidden), ...body }), { ErrorCode: code }, name);
  }
});
