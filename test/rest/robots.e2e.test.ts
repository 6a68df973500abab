import t from 'tap';
import { OfficialClient } from '../conformance/official-client.ts';
import type { SdkMessage } from '../conformance/sdk-types.ts';
import { TestServer } from '../conformance/server.ts';
import { Phone } from '../websdk/phone.ts';
import { OK, text } from './group-server.ts';

const server = await TestServer.start();
t.teardown(() => server.stop());
await server.rest('im_open_login_svc/multiaccount_import', { Accounts: ['alice', 'zoe'] });
const call = (command: string, body: object) => server.rest(`openim_robot_http_svc/${command}`, body);
const BOT = '@RBT#helper';

t.test('create_robot, get_all_robots, delete_robot', async (t) => {
  t.match(await call('create_robot', { UserID: BOT, Nick: 'Helper', FaceUrl: 'face', SelfSignature: 'hi' }), OK);
  const asked = { To_Account: [BOT], TagList: ['Tag_Profile_IM_Nick', 'Tag_Profile_IM_SelfSignature'] };
  t.match(await server.rest('profile/portrait_get', asked), {
    UserProfileItem: [
      {
        ProfileItem: [
          { Tag: 'Tag_Profile_IM_Nick', Value: 'Helper' },
          { Tag: 'Tag_Profile_IM_SelfSignature', Value: 'hi' },
        ],
      },
    ],
  });
  t.match(await call('create_robot', { UserID: '@RBT#other' }), OK);
  t.same((await call('get_all_robots', {})).Robot_Account, [BOT, '@RBT#other']);
  t.match(await call('delete_robot', { Robot_Account: '@RBT#other' }), OK);
  t.same((await call('get_all_robots', {})).Robot_Account, [BOT]);
  for (const [title, command, body] of [
    ['there already', 'create_robot', { UserID: BOT }],
    ['no bot', 'create_robot', { UserID: 'helper' }],
    ['33 bytes', 'create_robot', { UserID: `@RBT#${'x'.repeat(28)}` }],
    ['long name', 'create_robot', { UserID: '@RBT#x', Nick: 'x'.repeat(501) }],
    ['long signature', 'create_robot', { UserID: '@RBT#x', SelfSignature: 'x'.repeat(501) }],
    ['no id', 'create_robot', {}],
    ['not there', 'delete_robot', { Robot_Account: '@RBT#other' }],
    ['a user', 'delete_robot', { Robot_Account: 'alice' }],
  ] as const) {
    t.match(await call(command, body), { ErrorCode: 10004 }, title);
  }
});

t.test('a bot is written to, writes over REST, and never logs in', async (t) => {
  await t.rejects(Phone.login(server.wsUrl, BOT, server.sign(BOT)), /bots do not log in/);
  const alice = await OfficialClient.start({ url: server.wsUrl, userID: 'alice', userSig: server.sign('alice') });
  t.teardown(() => alice.close());
  await alice.chat.sendMessage(
    alice.chat.createTextMessage({ to: BOT, conversationType: 'C2C', payload: { text: 'help' } }),
  );
  const history = { Operator_Account: BOT, Peer_Account: 'alice', MaxCnt: 9, MinTime: 0, MaxTime: 9_999_999_999 };
  t.match(await server.rest('openim/admin_getroammsg', history), { MsgList: [{ From_Account: 'alice' }] });
  const body = { From_Account: BOT, To_Account: 'alice', MsgRandom: 1, MsgBody: text('here I am') };
  t.match(await server.rest('openim/sendmsg', body), OK);
  const message = await alice.hear('here I am');
  t.equal(message.from, BOT);
});

t.test('send_stream_msg: parts without numbers', async (t) => {
  const zoe = await OfficialClient.start({ url: server.wsUrl, userID: 'zoe', userSig: server.sign('zoe') });
  t.teardown(() => zoe.close());
  const send = (Chunk: string, more: object = {}) =>
    call('send_stream_msg', { From_Account: BOT, To_Account: 'zoe', Chunk, ...more });
  const first = await send('It ');
  t.match(first, { ...OK, MsgKey: /^\d+_\d+_\d+$/ });
  await zoe.hear('It ');
  const { MsgKey } = first;
  t.match(await send('works', { MsgKey }), { ...OK, MsgKey });
  t.match(await send('.', { MsgKey, Finish: 1 }), OK);
  await zoe.waitFor<readonly SdkMessage[]>('MESSAGE_MODIFIED', (list) =>
    list.some(({ payload }) => payload.text === 'It works.'),
  );
  t.match(await send('more', { MsgKey }), { ErrorCode: 10004 }, 'it has ended');
  t.match(await send('x', { MsgKey: 'x' }), { ErrorCode: 90054 });
  t.match(await send('x', { MsgKey: '1_1_1' }), { ErrorCode: 20022 });
  t.match(await send('x', { From_Account: 'alice' }), { ErrorCode: 10004 }, 'no bot');
  t.match(await send('x', { From_Account: '@RBT#nobody' }), { ErrorCode: 90008 });
  t.match(await send('x', { To_Account: 'nobody' }), { ErrorCode: 90012 });
  t.match(await call('send_stream_msg', { From_Account: BOT, To_Account: 'zoe' }), { ErrorCode: 10004 });
});
