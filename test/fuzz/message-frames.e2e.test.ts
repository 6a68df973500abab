import t from 'tap';
import { sigOf, TestServer } from '../binary/server.ts';
import { seeded } from '../recovery/random.ts';
import { Phone } from '../websdk/phone.ts';
import type { Json } from '../websdk/wire-client.ts';
import { mutate } from './hostile.ts';
import { Witness } from './witness.ts';

const SEED = Number(process.env.YANSHU_TEST_SEED ?? Date.now() % 1_000_000);
const ROUNDS = Number(process.env.YANSHU_TEST_FUZZ_ROUNDS ?? 1500);
const GROUP = 'group_open_http_svc';
const EXTENSIONS = 'openim_msg_ext_http_svc';
const text = (Text: string) => [{ MsgType: 'TIMTextElem', MsgContent: { Text } }];

/** Good requests about a one-to-one message and a group message: what is changed in them is up to chance. */
function requests(MsgSeq: number, MsgRandom: number, MsgTime: number): readonly (readonly [string, Json])[] {
  const pair = { From_Account: 'fuzzer', To_Account: 'target' };
  const numbers = { MsgSeq, MsgRandom, MsgTime };
  const ofPair = { ...pair, MsgKey: `${MsgSeq}_${MsgRandom}_${MsgTime}` };
  const ofGroup = { GroupId: 'talkers', MsgSeq: 1 };
  const words = { MsgVersion: 0, MsgBody: text('other words'), CloudCustomData: '{}' };
  const ExtensionList = [{ Key: 'k', Value: 'v', Seq: 0 }];
  const MsgSeqList = [{ MsgSeq: 1 }];
  const reaction = { Reaction: 'smile', Add_Account: ['fuzzer'] };
  const users = { Reaction: 'smile', Count: 9, NextSeq: 0 };
  return [
    ['openim.msgwithdraw', { MsgInfo: { ...pair, MsgSeq, MsgRandom, MsgTimeStamp: MsgTime + 1 } }],
    [`${GROUP}.group_msg_recall`, { GroupId: 'talkers', TopicId: '', MsgSeqList: [{ MsgSeq: 2 }] }],
    ['openim.modify_c2c_msg', { ...pair, ...numbers, ...words }],
    ['openim.modify_group_msg', { ...ofGroup, ...words }],
    ['openim.delete_c2c_msg_ramble', { ...pair, MsgKeyList: [ofPair.MsgKey] }],
    [`${GROUP}.delete_group_ramble_msg_by_seq`, { GroupId: 'talkers', Deleter_Account: 'fuzzer', Seqs: ['2'] }],
    ['recentcontact.clear_msg', { From_Account: 'fuzzer', Type: 2, ToGroupid: 'nowhere', To_Account: 'other' }],
    [
      'openim.c2c_msg_read_receipt',
      { Peer_Account: 'target', C2CMsgInfo: [{ ...pair, ...numbers, MsgClientTime: 5 }] },
    ],
    [`${GROUP}.group_msg_receipt`, { GroupId: 'talkers', MsgSeqList }],
    [`${GROUP}.get_group_msg_receipt`, { GroupId: 'talkers', MsgSeqList }],
    [`${GROUP}.get_group_msg_receipt_detail`, { ...ofGroup, Flag: 0, Cursor: '', Num: 9 }],
    [
      `${GROUP}.get_group_msg_receipts_by_users`,
      { GroupId: 'talkers', MemberReadMsgList: [{ MsgSeq: 1, MemberList_Account: ['target'] }] },
    ],
    [`${EXTENSIONS}.set_key_values`, { ...ofPair, OperateType: 1, ExtensionList }],
    [`${EXTENSIONS}.group_set_key_values`, { ...ofGroup, OperateType: 2, ExtensionList }],
    [`${EXTENSIONS}.get_key_values`, { ...ofPair, startSeq: 0 }],
    [`${EXTENSIONS}.group_get_key_values`, { ...ofGroup, startSeq: 0 }],
    [`${EXTENSIONS}.reaction_add`, { ...ofPair, ...reaction }],
    [`${EXTENSIONS}.group_reaction_add`, { ...ofGroup, ...reaction }],
    [`${EXTENSIONS}.reaction_del`, { ...ofPair, Reaction: 'smile', Del_Account: ['fuzzer'] }],
    [`${EXTENSIONS}.group_reaction_del`, { ...ofGroup, Reaction: 'smile', Del_Account: ['fuzzer'] }],
    [`${EXTENSIONS}.reaction_multi_stat`, { ...pair, MsgKeyList: [ofPair.MsgKey], Count: 9 }],
    [`${EXTENSIONS}.group_reaction_multi_stat`, { GroupId: 'talkers', MsgSeqList: [1, 2], Count: 9 }],
    [`${EXTENSIONS}.reaction_iterate`, { ...ofPair, ...users }],
    [`${EXTENSIONS}.group_reaction_iterate`, { ...ofGroup, ...users }],
  ];
}

/** What these commands may answer (error-codes.md §3, §7, §8, §10, §11): none of it is our own mistake. */
const documented = new Set([
  ...[0, 20001, 20003, 20016, 20022, 20023, 20027, 23001, 23002, 23003, 23004, 23005, 23006, 23007],
  ...[10004, 10007, 10010, 10015, 10030, 10031, 10032, 10033, 10052, 10062, 110003, 110013],
  ...[50002, 60003, 60010, 80002, 90001, 90002, 90003, 90007, 90009, 93000],
]);

t.test('commands about messages that are there, under bad input', async (t) => {
  const server = await TestServer.start(t.testdir());
  t.teardown(() => server.stop());
  const url = server.url.replace(/^http/, 'ws').replace(/\/$/, '');
  const login = async (user: string) => {
    const phone = await Phone.login(url, user, sigOf(user));
    t.teardown(() => phone.close());
    return phone.wire;
  };
  const [wire, target] = [await login('fuzzer'), await login('target')];
  const created = await wire.ask(`${GROUP}.create_group`, {
    Type: 'Public',
    Name: 'Talkers',
    GroupId: 'talkers',
    Owner_Account: 'fuzzer',
    MemberList: [{ Member_Account: 'target' }],
  });
  t.match(created, { ErrorCode: 0 });
  for (const Random of [1, 2]) {
    const message = { From_Account: 'fuzzer', GroupId: 'talkers', Random, MsgBody: text('hi') };
    const flags = { NeedReadReceipt: 1, SupportMessageExtension: 1 };
    t.match(await wire.ask(`${GROUP}.send_group_msg`, { ...message, ...flags }), { ErrorCode: 0, MsgSeq: Random });
  }
  const sent = await wire.ask('openim.sendmsg', {
    From_Account: 'fuzzer',
    To_Account: 'target',
    MsgSeq: 5,
    MsgRandom: 6,
    MsgBody: text('hi'),
    SupportMessageExtension: 1,
  });
  const good = requests(5, 6, Number(sent.MsgTime));

  t.test('each is answered as it stands, by its code', async (t) => {
    for (const [name, body] of good) {
      const { ErrorCode } = await wire.ask(name, body);
      t.ok(documented.has(Number(ErrorCode)), `${name}: ${ErrorCode}`);
    }
  });

  t.test(`changed ones get a documented integer code (seed ${SEED})`, async (t) => {
    const witness = await Witness.start(server.port);
    const random = seeded(SEED);
    const wrong: unknown[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const [name, body] = good[round % good.length] ?? ['', {}];
      const changed = mutate(body, random) as Json;
      const { ErrorCode, ErrorInfo } = await (round % 5 === 0 ? target : wire).ask(name, changed);
      const told = Number.isInteger(ErrorCode) && typeof ErrorInfo === 'string';
      if (!told || !documented.has(Number(ErrorCode))) wrong.push([name, changed, ErrorCode, ErrorInfo]);
    }
    t.same(wrong, []);
    t.equal(server.stderr, '', 'nothing of it is an error of the server');
    await witness.check(t);
  });
});
