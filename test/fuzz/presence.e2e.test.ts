import t from 'tap';
import { Packet, Request } from '../../gateway/binary/protocol.ts';
import { sigOf, TestServer } from '../binary/server.ts';
import { seeded } from '../recovery/random.ts';
import { Phone } from '../websdk/phone.ts';
import type { Json } from '../websdk/wire-client.ts';
import { BinarySocket } from './binary-socket.ts';
import { mutate } from './hostile.ts';
import { Witness } from './witness.ts';

const SEED = Number(process.env.YANSHU_TEST_SEED ?? Date.now() % 1_000_000);
const ROUNDS = Number(process.env.YANSHU_TEST_FUZZ_ROUNDS ?? 600);

const frames: readonly (readonly [string, Json])[] = [
  ['im_open_status.ws_set_custom_status', { CustomStatus: 'busy' }],
  ['im_open_status.ws_get_user_status', { To_Account: ['target', 'nobody'] }],
  ['im_open_status.ws_status_subscribe', { To_Account: ['target', 'nobody'] }],
  ['im_open_status.ws_status_unsubscribe', { To_Account: ['target'], UnsubscribeAll: 0 }],
  ['im_open_status.ws_stat_settoken', { TokenID: 'T', VarToken: '', PushMsg: 1, BusiID: 1, is_web_uniapp: 2 }],
  ['im_open_status.ws_stat_background', { C2CUnread: 0, GroupUnread: 0, is_web_uniapp: 2 }],
  ['im_open_status.ws_stat_foreground', { is_web_uniapp: 2 }],
  [
    'offline_push_report.uniapp_sdk_report',
    { UinappPushEvents: [{ EventType: 1, EventTime: 1_795_000_000, ClickExt: '{}' }] },
  ],
  ['openim.getmsg', { Cookie: '', SyncFlag: 0, NeedSignaling: 1 }],
];
const packets: readonly (readonly unknown[])[] = [
  [Request.setCustomStatus, 5, 'busy'],
  [Request.statuses, 5, ['target', 'nobody']],
  [Request.subscribeStatuses, 5, ['target', 'nobody']],
  [Request.unsubscribeStatuses, 5, ['target']],
  [Request.setPushToken, 5, { token: 'T', certificate: 1, brand: 2, os: 'iPad', model: 'M' }],
  [Request.setAppState, 5, true],
  [Request.reportPush, 5, [[1, 1_795_000_000, '{}']]],
  [Request.pushTargets, 5],
];
/** error-codes.md §3, §4, §7: none of it is our own mistake. */
const documented = [20001, 22003, 22004, 60003, 60004, 60009, 70107, 70206, 70402, 72010];

t.test(`presence and push under bad input, in both dialects (seed ${SEED})`, async (t) => {
  const server = await TestServer.start(t.testdir());
  t.teardown(() => server.stop());
  const url = server.url.replace(/^http/, 'ws').replace(/\/$/, '');
  const login = (user: string) => Phone.login(url, user, sigOf(user));
  const [phone, target] = [await login('fuzzer'), await login('target')];
  t.teardown(() => target.close());
  t.teardown(() => phone.close());
  const witness = await Witness.start(server.port);
  const random = seeded(SEED);
  const wrong: unknown[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const [name, body] = frames[round % frames.length] ?? ['', {}];
    const changed = mutate(body, random) as Json;
    const { ErrorCode } = await phone.wire.ask(name, changed);
    if (![0, ...documented].includes(Number(ErrorCode))) wrong.push([name, changed, ErrorCode]);
  }
  const socket = await BinarySocket.login(server.port, 'binary');
  for (let round = 1; round <= ROUNDS; round++) {
    const [kind, , ...rest] = packets[round % packets.length] ?? [];
    const changed = mutate(rest, random);
    const answer = await socket.ask([kind, 1000 + round, ...(Array.isArray(changed) ? changed : [changed])]);
    const refused = answer?.[0] === Packet.error && !documented.includes(Number(answer[2]));
    if (answer === undefined || refused) wrong.push([kind, changed, answer]);
  }
  socket.close();
  t.same(wrong, []);
  t.equal(server.stderr, '', 'nothing of it is an error of the server');
  await witness.check(t);
});
