const GROUP = 'group_open_http_svc';
const EXTENSIONS = 'openim_msg_ext_http_svc';
const text = (Text: string) => [{ MsgType: 'TIMTextElem', MsgContent: { Text } }];
const GroupId = 'talkers';
const past = 1_700_000_000;
const pair = { From_Account: 'other', To_Account: 'target' };
/** Imported messages have the numbers that one gives them: their keys are known. */
const keyed = (MsgRandom: number) => ({ ...pair, MsgKey: `8_${MsgRandom}_${past}` });
const imported = (MsgRandom: number) => ({
  SyncFromOldSystem: 2,
  ...pair,
  MsgRandom,
  MsgSeq: 8,
  MsgTimeStamp: past,
  MsgBody: text('of old'),
});
const written = (Random: number) => ({
  GroupId,
  From_Account: 'other',
  Random,
  MsgBody: text('hi'),
  NeedReadReceipt: 1,
  SupportMessageExtension: 1,
});
const ofGroup = { GroupId, MsgSeq: 1 };
const ExtensionList = [{ Key: 'vote', Value: 'yes', Seq: 0 }];
const MsgSeqList = [{ MsgSeq: 2 }];

/**
 * A good request of every command about messages that are there (rest-api.md §5.5, §5.8–5.10, §6, §16.5–16.12), in an order
 * in which each is answered with 0, or with the code beside it, by a server that has the accounts `target` and `other`.
 */
export const messageBodies: readonly (readonly [path: string, body: object, code?: number])[] = [
  ['openim/importmsg', imported(9)],
  ['openim/importmsg', imported(10)],
  ['openim/modify_c2c_msg', { ...keyed(9), MsgBody: text('other words'), CloudCustomData: '{}' }],
  [
    'openim/c2c_msg_read_receipt',
    { Operator_Account: 'target', Peer_Account: 'other', C2CMsgInfo: [{ ...keyed(9), MsgSeq: 8, MsgTime: past }] },
  ],
  ['openim/admin_msgwithdraw', keyed(9)],
  [
    'openim/delete_c2c_msg_ramble',
    { Operator_Account: 'target', Peer_Account: 'other', MsgKeyList: [keyed(9).MsgKey, keyed(10).MsgKey] },
  ],
  // Nothing that is imported has extensions.
  [`${EXTENSIONS}/set_key_values`, { ...keyed(10), OperateType: 1, ExtensionList }, 23002],
  [`${EXTENSIONS}/get_key_values`, { ...keyed(10), StartSeq: 0 }],
  [
    `${GROUP}/create_group`,
    {
      Type: 'Public',
      Name: 'Talkers',
      GroupId,
      Owner_Account: 'other',
      MemberList: [{ Member_Account: 'target' }],
    },
  ],
  [`${GROUP}/send_group_msg`, written(1)],
  [`${GROUP}/send_group_msg`, written(2)],
  ['openim/modify_group_msg', { ...ofGroup, MsgBody: text('other words'), CloudCustomData: '{}' }],
  [`${EXTENSIONS}/group_set_key_values`, { ...ofGroup, OperateType: 1, ExtensionList }],
  [`${EXTENSIONS}/group_set_key_values`, { ...ofGroup, OperateType: 2, ExtensionList }],
  [`${EXTENSIONS}/group_get_key_values`, { ...ofGroup, StartSeq: 0 }],
  [`${GROUP}/group_msg_receipt`, { GroupId, From_Account: 'target', MsgSeqList: [...MsgSeqList, { MsgSeq: 1 }] }],
  [`${GROUP}/get_group_msg_receipt`, { GroupId, MsgSeqList }],
  [`${GROUP}/get_group_msg_receipt_detail`, { ...ofGroup, Filter: 0, Cursor: '', Count: 9 }],
  [`${GROUP}/group_msg_recall`, { GroupId, MsgSeqList, Reason: 'why' }],
  [`${GROUP}/delete_group_msg_by_sender`, { GroupId, Sender_Account: 'target' }],
  [`${GROUP}/clear_group_msg`, { GroupId, MsgSeq: 1 }],
];
