import t, { type Test } from 'tap';
import { TestServer } from '../conformance/server.ts';
import { ANDROID, Phone, WECHAT_MINI_PROGRAM } from './phone.ts';
import type { Json } from './wire-client.ts';

/** Who follows whom, over the wire: two devices of alice, one of bob, one of carol. */
const server = await TestServer.start();
t.teardown(() => server.stop());

const OK = { ActionStatus: 'OK', ErrorCode: 0 };
let scenes = 0;

async function scene(t: Test) {
  const n = ++scenes;
  const login = async (name: string, platform: number) => {
    const user = `${name}${n}`;
    const device = await Phone.login(server.wsUrl, user, server.sign(user), platform);
    t.teardown(() => device.close());
    return device;
  };
  const [acting, other, bob, carol] = await Promise.all([
    login('alice', ANDROID),
    login('alice', WECHAT_MINI_PROGRAM),
    login('bob', ANDROID),
    login('carol', ANDROID),
  ]);
  await server.rest('im_open_login_svc/account_import', { UserID: acting.user, Nick: 'Alice', FaceUrl: 'face' });
  return { acting, other, bob, carol };
}

const follow = (device: Phone, ...users: readonly Phone[]) =>
  device.wire.ask('follow.follow_add', {
    From_Account: device.user,
    FollowItem: users.map(({ user }) => ({ To_Account: user })),
  });
const unfollow = (device: Phone, ...users: readonly Phone[]) =>
  device.wire.ask('follow.follow_delete', { From_Account: device.user, To_Account: users.map(({ user }) => user) });

/** What a device has been told of its lists, once there are so many pushes. */
async function told(device: Phone, count: number): Promise<readonly Json[]> {
  const events = () =>
    device.wire.pushes
      .flatMap(({ body }) => (body.EventArray ?? []) as readonly Json[])
      .filter((event) => 'FollowChangeList' in event);
  await device.wire.until(() => events().length >= count);
  return events().slice(count - 1);
}

const diffs = (...list: readonly (readonly [IsAdd: number, FollowType: number])[]) =>
  list.map(([IsAdd, FollowType]) => ({ IsAdd, FollowType }));

t.test('both sides are told, on all devices, and of mutual follows too (wire-users.md §7.8) #157 #160', async (t) => {
  const { acting, other, bob, carol } = await scene(t);
  t.match(await follow(acting, bob, carol), { ...OK, ResultItem: [{ ResultCode: 0 }, { ResultCode: 0 }] });
  for (const device of [acting, other]) {
    const events = await told(device, 1);
    t.equal(events.length, 1);
    t.match(events[0], {
      Event: 30,
      FollowChangeList: [
        { From_Account: bob.user, FollowDiffList: diffs([1, 2]) },
        { From_Account: carol.user, FollowDiffList: diffs([1, 2]) },
      ],
    });
  }
  const [event = {}] = await told(bob, 1);
  const [item] = event.FollowChangeList as readonly Json[];
  t.strictSame(item, {
    From_Account: acting.user,
    Nick: 'Alice',
    FaceUrl: 'face',
    FollowTime: item?.FollowTime,
    FollowDiffList: diffs([1, 1]),
  });
  t.ok(Math.abs(Number(item?.FollowTime) - Date.now() / 1000) < 60);

  await follow(bob, acting);
  t.match(await told(bob, 2), [
    { FollowChangeList: [{ From_Account: acting.user, FollowDiffList: diffs([1, 2], [1, 3]) }] },
  ]);
  for (const device of [acting, other]) {
    t.match(await told(device, 2), [
      { FollowChangeList: [{ From_Account: bob.user, FollowDiffList: diffs([1, 1], [1, 3]) }] },
    ]);
  }
});

t.test('the end of it is told to both sides, of the mutual follow first #158', async (t) => {
  const { acting, other, bob, carol } = await scene(t);
  await follow(acting, bob, carol);
  await follow(bob, acting);
  await told(other, 2);
  t.match(await unfollow(acting, bob, carol), OK);
  for (const device of [acting, other]) {
    t.match(await told(device, 3), [
      {
        FollowChangeList: [
          { From_Account: bob.user, FollowDiffList: diffs([0, 3], [0, 2]) },
          { From_Account: carol.user, FollowDiffList: diffs([0, 2]) },
        ],
      },
    ]);
  }
  t.match(await told(bob, 3), [
    { FollowChangeList: [{ From_Account: acting.user, FollowDiffList: diffs([0, 3], [0, 1]) }] },
  ]);
  t.match(await told(carol, 2), [{ FollowChangeList: [{ FollowDiffList: diffs([0, 1]) }] }]);
});

t.test('what is so already is told nobody', async (t) => {
  const { acting, bob } = await scene(t);
  await follow(acting, bob);
  t.match(await follow(acting, bob), OK);
  await unfollow(bob, acting);
  await unfollow(acting, bob);
  t.match(await told(bob, 2), [{ FollowChangeList: [{ FollowDiffList: diffs([0, 1]) }] }], 'the second push of all');
});

t.test('one asks about oneself, whatever From_Account says; wrong fields are 30001', async (t) => {
  const { acting, bob } = await scene(t);
  await follow(bob, acting);
  const list = (body: Json) => acting.wire.ask('follow.follow_get', { StartCursor: '', FollowType: 1, ...body });
  t.match(await list({ From_Account: bob.user }), { ...OK, FollowItem: [{ To_Account: bob.user }], NextCursor: '' });
  t.match(await list({ FollowType: 9 }), { ErrorCode: 30001 });
  t.match(await list({ StartCursor: 'x' }), { ErrorCode: 30001 });
  t.match(await acting.wire.ask('follow.follow_add', { FollowItem: [] }), { ErrorCode: 30001 });
  t.match(await acting.wire.ask('follow.follow_check', { To_Account: 'x' }), { ErrorCode: 30001 });
});
