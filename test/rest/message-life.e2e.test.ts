import t from 'tap';
import { Phone } from '../websdk/phone.ts';
import { GroupServer, OK, text } from './group-server.ts';

/** What becomes of one-to-one messages (rest-api.md §5.5, §5.8–5.10, §6.1, §6.2): by REST, and as a client sees it. */
const rest = await GroupServer.start();
t.teardown(() => rest.server.stop());
const bob = await Phone.login(rest.server.wsUrl, 'bob', rest.server.sign('bob'));
t.teardown(() => bob.close());
const call = (command: string, body: object, service = 'openim') => rest.call(command, body, service);
const EXTENSIONS = 'openim_msg_ext_http_svc';

type Item = Readonly<Record<string, unknown>>;
const pair = { From_Account: 'alice', To_Account: 'bob' };
let random = 0;

/** A message of alice to bob; its key. */
async function say(fields: object = {}): Promise<string> {
  const MsgRandom = ++random;
  const body = {
    ...pair,
    MsgSeq: MsgRandom + 100,
    MsgRandom,
    MsgBody: text(`message ${MsgRandom}`),
    SyncOtherMachine: 1,
  };
  return String((await call('sendmsg', { ...body, ...fields })).MsgKey);
}

async function history(operator: string, peer: string): Promise<readonly Item[]> {
  const body = { Operator_Account: operator, Peer_Account: peer, MaxCnt: 100, MinTime: 0, MaxTime: 4_000_000_000 };
  return (await call('admin_getroammsg', body)).MsgList as readonly Item[];
}

const ofKey = async (MsgKey: string, [operator, peer]: readonly [string, string] = ['bob', 'alice']) =>
  (await history(operator, peer)).find((item) => item.MsgKey === MsgKey);

/** Bob's device has heard of something with this key. */
const heard = (key: string) =>
  bob.wire.until(() => bob.wire.pushes.some(({ body }) => JSON.stringify(body).includes(key)));

t.test('admin_msgwithdraw: at any time, once; the history has MsgFlagBits 8 #287 #293', async (t) => {
  const MsgKey = await say();
  t.strictSame(await call('admin_msgwithdraw', { ...pair, MsgKey }), OK);
  await heard('WithdrawC2cMsgNotify');
  for (const side of [
    ['alice', 'bob'],
    ['bob', 'alice'],
  ] as const) {
    t.match(await ofKey(MsgKey, side), { MsgFlagBits: 8 });
  }
  const seen = await bob.wire.ask('openim.getroammsg', { Peer_Account: 'alice', MaxCnt: 15, WithRecalledMsg: 1 });
  const [shown] = seen.MsgList as readonly Item[];
  t.match(shown, { MsgFlagBits: 8, RevokerInfo: { Revoker_Account: 'administrator' }, MsgBody: text('') });
  const wrong: readonly (readonly [string, object, number])[] = [
    ['twice', { ...pair, MsgKey }, 20023],
    ['unknown', { ...pair, MsgKey: '1_2_3' }, 20022],
    ['of another pair', { From_Account: 'alice', To_Account: 'carol', MsgKey }, 20022],
    ['no key', pair, 90054],
    ['a malformed key', { ...pair, MsgKey: 'x_y_z' }, 90054],
    ['no sender', { To_Account: 'bob', MsgKey }, 90008],
    ['no receiver', { From_Account: 'alice', MsgKey }, 90003],
  ];
  for (const [title, body, code] of wrong) {
    t.match(await call('admin_msgwithdraw', body), { ActionStatus: 'FAIL', ErrorCode: code, ErrorInfo: /./ }, title);
  }
});

t.test('a recalled message that was unread is so no longer', async (t) => {
  const unread = async () => {
    const body = { To_Account: 'bob', Peer_Account: ['alice'] };
    const { C2CUnreadMsgNumList: list } = await call('get_c2c_unread_msg_num', body);
    return (list as readonly Item[])[0]?.C2CUnreadMsgNum;
  };
  await call('admin_set_msg_read', { Report_Account: 'bob', Peer_Account: 'alice' });
  const [one, two] = [await say(), await say()];
  t.equal(await unread(), 2);
  await call('admin_msgwithdraw', { ...pair, MsgKey: one });
  t.equal(await unread(), 1);
  await call('delete_c2c_msg_ramble', { Operator_Account: 'bob', Peer_Account: 'alice', MsgKeyList: [two] });
  t.equal(await unread(), 0);
});

t.test('modify_c2c_msg: what is given changes, the rest stays, both sides are told #284', async (t) => {
  const MsgKey = await say({ CloudCustomData: 'kept' });
  t.strictSame(await call('modify_c2c_msg', { ...pair, MsgKey, MsgBody: text('other words') }), OK);
  await heard('other words');
  t.match(await ofKey(MsgKey), { MsgBody: text('other words'), CloudCustomData: 'kept', MsgFlagBits: 0 });
  t.strictSame(await call('modify_c2c_msg', { ...pair, MsgKey, CloudCustomData: 'changed' }), OK);
  t.match(await ofKey(MsgKey), { MsgBody: text('other words'), CloudCustomData: 'changed' });
  const recalled = await say();
  await call('admin_msgwithdraw', { ...pair, MsgKey: recalled });
  const wrong: readonly (readonly [string, object, number])[] = [
    ['nothing to change', { ...pair, MsgKey }, 90001],
    ['an unknown message', { ...pair, MsgKey: '1_2_3', CloudCustomData: 'x' }, 20022],
    ['a recalled one', { ...pair, MsgKey: recalled, CloudCustomData: 'x' }, 20023],
    ['a malformed key', { ...pair, MsgKey: '1-2-3', CloudCustomData: 'x' }, 90054],
    ['no array', { ...pair, MsgKey, MsgBody: 'x' }, 90007],
    ['no elements', { ...pair, MsgKey, MsgBody: [] }, 90001],
    ['no such element', { ...pair, MsgKey, MsgBody: [{ MsgType: 'TIMNoElem', MsgContent: {} }] }, 90002],
    ['too long', { ...pair, MsgKey, MsgBody: text('x'.repeat(13_000)) }, 80002],
  ];
  for (const [title, body, code] of wrong) {
    t.match(await call('modify_c2c_msg', body), { ActionStatus: 'FAIL', ErrorCode: code }, title);
  }
});

t.test('delete_c2c_msg_ramble: from one side; malformed keys are named, unknown ones ignored #295', async (t) => {
  const [MsgKey, stays] = [await say(), await say()];
  const body = { Operator_Account: 'bob', Peer_Account: 'alice' };
  t.strictSame(await call('delete_c2c_msg_ramble', { ...body, MsgKeyList: [MsgKey, '1_2_3', 'what?'] }), {
    ...OK,
    InvalidMsgKeyList: ['what?'],
  });
  t.equal(await ofKey(MsgKey), undefined);
  t.ok(await ofKey(stays));
  t.ok(await ofKey(MsgKey, ['alice', 'bob']), 'the other side keeps it');
  t.strictSame(await call('delete_c2c_msg_ramble', { ...body, MsgKeyList: [MsgKey] }), OK);
  const many = Array.from({ length: 31 }, (_, n) => `1_2_${n}`);
  t.match(await call('delete_c2c_msg_ramble', { ...body, MsgKeyList: many.slice(1) }), OK, '30');
  t.match(await call('delete_c2c_msg_ramble', { ...body, MsgKeyList: many }), { ErrorCode: 90001 }, '31');
  t.match(await call('delete_c2c_msg_ramble', { ...body, MsgKeyList: [] }), { ErrorCode: 90001 });
  t.match(await call('delete_c2c_msg_ramble', { Peer_Account: 'alice', MsgKeyList: ['1_2_3'] }), { ErrorCode: 90008 });
});

t.test('c2c_msg_read_receipt: in the receiver’s name, by key or by its numbers #308', async (t) => {
  const alice = await Phone.login(rest.server.wsUrl, 'alice', rest.server.sign('alice'));
  t.teardown(() => alice.close());
  const [one, two] = [await say({ IsNeedReadReceipt: 1 }), await say({ IsNeedReadReceipt: 1 })];
  const body = { Operator_Account: 'bob', Peer_Account: 'alice' };
  const [MsgSeq, MsgRandom, MsgTime] = two.split('_').map(Number);
  t.strictSame(await call('c2c_msg_read_receipt', { ...body, C2CMsgInfo: [{ ...pair, MsgKey: one }] }), OK);
  t.strictSame(
    await call('c2c_msg_read_receipt', { ...body, C2CMsgInfo: [{ ...pair, MsgSeq, MsgRandom, MsgTime }] }),
    OK,
  );
  const receipts = () =>
    alice.wire.pushes
      .flatMap((push) => push.body.EventArray as readonly Item[])
      .filter(({ Event }) => Event === 16)
      .flatMap(({ C2cMsgInfo }) => C2cMsgInfo as readonly Item[]);
  await alice.wire.until(() => receipts().length === 2);
  t.match(
    receipts(),
    [one, two].map((key) => ({ MsgRandom: Number(key.split('_')[1]) })),
  );
  const foreign = [{ From_Account: 'bob', To_Account: 'alice', MsgKey: one }];
  const many = Array.from({ length: 31 }, () => ({ MsgKey: one }));
  const wrong: readonly (readonly [string, object, number])[] = [
    ['by its author', { ...body, C2CMsgInfo: foreign }, 20001],
    ['without a key', { ...body, C2CMsgInfo: [pair] }, 90054],
    ['31', { ...body, C2CMsgInfo: many }, 90001],
    ['none', { ...body, C2CMsgInfo: [] }, 90001],
    ['nobody', { Peer_Account: 'alice', C2CMsgInfo: [{ MsgKey: one }] }, 90008],
  ];
  for (const [title, wrongBody, code] of wrong) {
    t.match(await call('c2c_msg_read_receipt', wrongBody), { ErrorCode: code }, title);
  }
});

t.test(
  'set_key_values and get_key_values: not asked for sequences, and told to clients #326 #329 #330 #331',
  async (t) => {
    const MsgKey = await say({ SupportMessageExtension: 1 });
    const set = (body: object) => call('set_key_values', { ...pair, MsgKey, ...body }, EXTENSIONS);
    const get = (StartSeq = 0) => call('get_key_values', { ...pair, MsgKey, StartSeq }, EXTENSIONS);
    const pairs = (count: number) => Array.from({ length: count }, (_, n) => ({ Key: `k${n}`, Value: `${n}` }));
    const [k0, k1] = [
      { Key: 'k0', Value: '0', Seq: 1 },
      { Key: 'k1', Value: '1', Seq: 2 },
    ];
    t.strictSame(await set({ OperateType: 1, ExtensionList: pairs(2) }), {
      ...OK,
      ExtensionList: [
        { ErrorCode: 0, Extension: k0 },
        { ErrorCode: 0, Extension: k1 },
      ],
    });
    await heard('MsgExtensionNotify');
    t.strictSame(await get(), { ...OK, ExtensionList: [k0, k1], CompleteFlag: 1, LatestSeq: 2, ClearSeq: 0 });
    t.match(await get(2), { ExtensionList: [k1] });
    t.match(await set({ OperateType: 1, ExtensionList: [{ Key: 'k0', Value: 'new', Seq: 77 }] }), {
      ExtensionList: [{ ErrorCode: 0, Extension: { Key: 'k0', Value: 'new', Seq: 3 } }],
    });
    t.match(await set({ OperateType: 2, ExtensionList: [{ Key: 'k0' }] }), OK);
    t.match(await get(), { ExtensionList: [k1, { Key: 'k0', Value: '', Seq: 4 }] });
    t.match(await set({ OperateType: 3 }), { ...OK, ExtensionList: [] });
    t.match(await get(), { ExtensionList: [], LatestSeq: 4, ClearSeq: 4, CompleteFlag: 1 });
    t.match(await set({ OperateType: 1, ExtensionList: pairs(20) }), OK);
    const plain = await say();
    const wrong: readonly (readonly [string, object, number])[] = [
      ['21 pairs', { OperateType: 1, ExtensionList: pairs(21) }, 10004],
      ['no pairs', { OperateType: 1 }, 10004],
      ['no operation', { ExtensionList: pairs(1) }, 10004],
      ['no such operation', { OperateType: 4, ExtensionList: pairs(1) }, 10004],
      ['a long key', { OperateType: 1, ExtensionList: [{ Key: 'x'.repeat(101), Value: '' }] }, 10004],
      ['a message without extensions', { MsgKey: plain, OperateType: 1, ExtensionList: pairs(1) }, 23002],
      ['an unknown message', { MsgKey: '1_2_3', OperateType: 1, ExtensionList: pairs(1) }, 23004],
      ['a malformed key', { MsgKey: 'x', OperateType: 1, ExtensionList: pairs(1) }, 10004],
    ];
    for (const [title, body, code] of wrong) t.match(await set(body), { ActionStatus: 'FAIL', ErrorCode: code }, title);
    t.match(await call('get_key_values', { ...pair, MsgKey: '1_2_3', StartSeq: 0 }, EXTENSIONS), { ErrorCode: 23004 });
  },
);
