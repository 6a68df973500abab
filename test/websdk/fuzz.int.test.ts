import fc from 'fast-check';
import t from 'tap';
import { commandTable } from '../../gateway/websdk/commands.ts';
import { ConfirmedPositions } from '../../gateway/websdk/confirmed.ts';
import { createDialects } from '../../gateway/websdk/dialect.ts';
import { fakeServices } from './fake-services.ts';
import { type Json, serve, WireClient } from './wire-client.ts';

/** A failing run prints its seed: `FUZZ_SEED=<n>` repeats it. */
const seed = Number(process.env.FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31));

const fake = fakeServices();
const { url, stop } = await serve(fake);
t.teardown(stop);

/** Every command there is, and some that are not; `wslogout` would end the run. */
const servcmds = [...commandTable(createDialects(fake.services)).keys(), 'no.such', '', '__proto__'].filter(
  (name) => name !== 'im_open_status.wslogout' && name !== 'openim.ws_msg_push_ack',
);

/** Field names that commands look at, with values of every shape. */
const field = fc.constantFrom(
  ...['From_Account', 'To_Account', 'MsgBody', 'MsgRandom', 'MsgSeq', 'MsgContent', 'MsgType', 'Text', 'Cookie'],
  ...['Peer_Account', 'MaxCnt', 'MsgKey', 'LastMsgTime', 'GetDirection', 'TimeStamp', 'StartIndex', 'UserItem'],
  ...['C2CMsgReaded', 'C2CMsgReadedItem', 'LastedMsgTime', 'C2CReadAllMsg', 'SendMsgControl', 'MsgLifeTime'],
  ...['GroupId', 'GroupIdList', 'TopicId', 'MemberList', 'Member_Account', 'ReqMsgSeq', 'ReqMsgSeqList', 'GetType'],
  ...['Random', 'Type', 'Name', 'HandleMsg', 'GroupAtInfo', 'GroupReadInfo', 'NotifyReqList', 'Next', 'ShutUpTime'],
  ...['MsgInfo', 'MsgSeqList', 'MsgVersion', 'MsgKeyList', 'Seqs', 'ToGroupid', 'C2CMsgInfo', 'MemberReadMsgList'],
  ...['OperateType', 'ExtensionList', 'Key', 'Value', 'startSeq', 'Reaction', 'Count', 'NextSeq', 'Flag', 'Num'],
  ...['AddFriendItem', 'UpdateItem', 'SnsItem', 'Tag', 'ProfileItem', 'GroupName', 'ResponseFriendItem', 'MaxLimited'],
  ...['GroupOldName', 'GroupNewName', 'UpdateGroupItem', 'UpdateType', 'ResponseAction', 'PendencyType', 'CheckType'],
  ...['CloudCustomData', 'OfflinePushInfo', '__proto__', 'constructor', 'toString'],
);
const scalar = fc.constantFrom<unknown>(
  ...['alice', 'bob', 'nobody', '', 'TIMTextElem', 'TIMImageElem', 'TIMRelayElem', 'p0', 'p9', '1_2_3', '\u0000😀'],
  ...[0, 1, -1, 1.5, 2 ** 32, 2 ** 53, 1e308, null, true, [], {}],
);
const { value: json } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    scalar,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(field, tie('value'), { maxKeys: 6 }),
  ),
}));

/** A well-formed message with one field of a random shape: gets deeper than pure noise. */
const almost = fc.tuple(field, json).map(([name, value]) => ({
  From_Account: 'alice',
  To_Account: 'bob',
  MsgRandom: 5,
  MsgBody: [{ MsgType: 'TIMTextElem', MsgContent: { Text: 'hi' } }],
  [name]: value,
}));

t.test(`whatever a packet holds, it gets one answer with an integer code (seed ${seed})`, async (t) => {
  const client = await WireClient.open(url);
  t.teardown(() => client.close());
  await client.login('alice');
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...servcmds), fc.oneof(json, almost), async (servcmd, body) => {
      if (servcmd === '') return;
      const login = servcmd === 'im_open_status.wslogin';
      const answer = await client.ask(servcmd, body as Json, login ? { a2: 'no key' } : {});
      if (!Number.isInteger(answer.ErrorCode) || typeof answer.ErrorInfo !== 'string') throw new Error(servcmd);
      if (answer.ErrorCode === 20005) throw new Error(`${servcmd}: ${JSON.stringify(fake.lines.at(-1))}`);
    }),
    { seed, numRuns: 2000 },
  );
  t.match(await client.ask('im_open_status.wshello'), { ErrorCode: 0 }, 'still logged in');
});

t.test(`whatever bytes come, nobody else notices (seed ${seed})`, async (t) => {
  const witness = await WireClient.open(url);
  t.teardown(() => witness.close());
  await witness.login('bob');
  const valid = Buffer.from(JSON.stringify({ head: witness.head('openim.getmsg'), body: { Cookie: '' } }));
  const broken = fc
    .tuple(fc.integer({ min: 0, max: valid.length }), fc.uint8Array({ maxLength: 40 }))
    .map(([at, bytes]) => Buffer.concat([valid.subarray(0, at), bytes, valid.subarray(at + bytes.length)]));
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(broken, fc.uint8Array()), { maxLength: 30 }), async (frames) => {
      const client = await WireClient.open(url);
      for (const frame of frames) client.raw(Buffer.from(frame));
      client.close();
      if ((await witness.ask('im_open_status.wshello')).ErrorCode !== 0) throw new Error('the witness was hit');
    }),
    { seed, numRuns: 200 },
  );
  t.same(
    fake.lines.filter((line) => line.level === 'error'),
    [],
  );
});

t.test('confirmed positions only grow, and the longest silent instance is forgotten first', async (t) => {
  const confirmed = new ConfirmedPositions();
  const instance = (user: string) => ({ app: 1, user, instance: 1 });
  confirmed.note(instance('a'), 5);
  confirmed.note(instance('a'), 3);
  t.equal(confirmed.of(instance('a')), 5);
  for (let i = 0; i < 50_000; i++) confirmed.note(instance(`u${i}`), 1);
  t.equal(confirmed.of(instance('a')), 0);
  t.equal(confirmed.of(instance('u49999')), 1);
  confirmed.forget(instance('u49999'));
  t.equal(confirmed.of(instance('u49999')), 0);
});
