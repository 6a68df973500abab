import t from 'tap';
import { SOURCE, sns } from '../conformance/relating.ts';
import { TestServer } from '../conformance/server.ts';
import { eventsOf } from './duty-scene.ts';
import { Phone, WECHAT_MINI_PROGRAM } from './phone.ts';
import type { Json } from './wire-client.ts';

const server = await TestServer.start({ YANSHU_REST_PER_SECOND: '0' });
t.teardown(() => server.stop());
let users = 0;
/** Somebody with one device, or with a further one of the same user. */
async function login(user = `wired-${++users}`, platform?: number): Promise<Phone> {
  const phone = await Phone.login(server.wsUrl, user, server.sign(user), platform);
  t.teardown(() => phone.close());
  return phone;
}
const ask = ({ wire, user }: Phone, command: string, body: Json) =>
  wire.ask(`sns.${command}`, { From_Account: user, ...body });
const adding = (peer: Phone, more: Json = {}): Json => ({
  AddFriendItem: [{ To_Account: peer.user, AddSource: SOURCE, ...more }],
});
const setAllowType = (phone: Phone, Value: string) =>
  phone.wire.ask('profile.portrait_set', { ProfileItem: [{ Tag: 'Tag_Profile_IM_AllowType', Value }] });
/** What a device was told about lists since, frame by frame, once there is so much of it. */
async function told({ wire }: Phone, count: number): Promise<readonly unknown[]> {
  const frames = () =>
    wire.pushes.map(({ body }) => eventsOf(body).flatMap(({ FriendListMod }) => (FriendListMod ?? []) as Json[]));
  const some = () => frames().filter((frame) => frame.length > 0);
  await wire.until(() => some().length >= count);
  const found = some();
  wire.pushes.length = 0;
  return found;
}

t.test('everybody acts for himself, whatever the packet says', async (t) => {
  const [me, victim, friend] = await Promise.all([login(), login(), login()]);
  await sns(victim, 'friend_add', adding(friend));
  const as = { From_Account: victim.user };
  t.match(await ask(me, 'friend_delete', { ...as, To_Account: [friend.user], DeleteType: 'Delete_Type_Both' }), {
    ResultItem: [{ ResultCode: 31704 }],
  });
  t.match(await ask(me, 'friend_get', { ...as, StartIndex: 0 }), { UserDataItem: [] });
  const ProfileItem = [{ Tag: 'Tag_Profile_IM_Nick', Value: 'not mine' }];
  await me.wire.ask('profile.portrait_set', { ...as, ProfileItem });
  t.match(await ask(victim, 'friend_get', { StartIndex: 0 }), { FriendNum: 1, UserDataItem: { length: 1 } });
  const { UserProfileItem } = await me.wire.ask('profile.portrait_get_all', {
    UserItem: [{ To_Account: victim.user }],
  });
  t.match(UserProfileItem, [{ To_Account: victim.user, ProfileItem: [] }]);
  t.equal((UserProfileItem as readonly { ProfileItem: Json[] }[])[0]?.ProfileItem.length, 0);
});

t.test('what devices are told, in frames of their own (wire-users.md §1.5, §4.7, §14) #155', async (t) => {
  const [me, peer] = await Promise.all([login(), login()]);
  const other = await login(me.user, WECHAT_MINI_PROGRAM);
  await setAllowType(peer, 'AllowType_Type_NeedConfirm');
  const item = { AddSource: SOURCE, AddWording: 'hello', ProfileImNick: '', ProfileImImage: '', AddTime: Number };
  t.match(await ask(me, 'friend_add', adding(peer, { AddWording: 'hello' })), { ResultItem: [{ ResultCode: 30539 }] });
  const sent = [[{ PushType: 3, From_Account: me.user, PendencyAdd: [{ ...item, PendencyAdd_Account: peer.user }] }]];
  t.match([await told(me, 1), await told(other, 1)], [sent, sent]);
  t.match(await told(peer, 1), [
    [{ PushType: 3, From_Account: me.user, PendencyAdd: [{ ...item, PendencyAdd_Account: me.user }] }],
  ]);
  await sns(peer, 'friend_response', {
    ResponseFriendItem: [{ To_Account: me.user, ResponseAction: 'Response_Action_AgreeAndAdd' }],
  });
  const became = (user: string) => [
    [{ PushType: 1, FriendAdd_Account: [user] }],
    [{ PushType: 4, FrienPencydDel_Account: [user] }],
  ];
  t.match([await told(me, 2), await told(other, 2)], [became(peer.user), became(peer.user)]);
  t.match(await told(peer, 2), became(me.user));
  await sns(me, 'black_list_add', { To_Account: [peer.user] });
  const parted = [
    [{ PushType: 5, BlackListAdd_Account: [peer.user] }],
    [{ PushType: 2, FriendDel_Account: [peer.user] }],
  ];
  t.match([await told(me, 2), await told(other, 2)], [parted, parted]);
  t.same(await told(peer, 1), [[{ PushType: 2, FriendDel_Account: [me.user] }]], 'nothing of the blocklist');
  await sns(other, 'black_list_delete', { To_Account: [peer.user] });
  t.same(await told(me, 1), [[{ PushType: 6, BlackListDel_Account: [peer.user] }]]);
});

t.test('a blocklist in pages, and as the old client asks for it (wire-users.md §15) #147', async (t) => {
  const me = await login();
  const peers = Array.from({ length: 120 }, (_, i) => `foe${i}-${me.user}`);
  for (const Accounts of [peers.slice(0, 100), peers.slice(100)]) {
    await server.rest('im_open_login_svc/multiaccount_import', { Accounts });
  }
  await sns(me, 'black_list_add', { To_Account: peers });
  const page = (StartIndex: unknown, MaxLimited: number) =>
    sns(me, 'black_list_get', { StartIndex, MaxLimited, LastSequence: 0 });
  const names = ({ BlackListItem }: Json) => (BlackListItem as readonly Json[]).map(({ To_Account }) => To_Account);
  const first = await page(0, 100);
  t.match(first, { CurruentSequence: Number });
  const second = await page(first.StartIndex, 100);
  t.equal(second.StartIndex, 0);
  t.same([...names(first), ...names(second)], peers);
  const whole = await page(0, 1000);
  t.same([names(whole), whole.StartIndex], [peers, 0]);
});

t.test('answers to several requests: one that is refused does not stop the others', async (t) => {
  const [me, one, other] = await Promise.all([login(), login(), login()]);
  await setAllowType(me, 'AllowType_Type_NeedConfirm');
  for (const peer of [one, other]) await sns(peer, 'friend_add', adding(me));
  const agree = (To_Account: string) => ({ To_Account, ResponseAction: 'Response_Action_Agree', TagName: '' });
  const ResponseFriendItem = [one.user, 'nobody-at-all', other.user].map(agree);
  const answer = await sns(me, 'friend_response', { ResponseFriendItem });
  t.match(answer.ResultItem, [{ ResultCode: 0 }, { ResultCode: 30614, ResultInfo: /./ }, { ResultCode: 0 }]);
  t.match(await sns(me, 'pendency_get', {}), { PendencyItem: { length: 0 } });
  t.match(await sns(me, 'pendency_delete', { To_Account: [one.user] }), { ResultItem: [{ ResultCode: 31804 }] });
});

t.test('only requests of the direction that is asked for', async (t) => {
  const [me, one, other] = await Promise.all([login(), login(), login()]);
  for (const phone of [me, other]) await setAllowType(phone, 'AllowType_Type_NeedConfirm');
  await sns(one, 'friend_add', adding(me));
  await sns(me, 'friend_add', adding(other));
  const list = async (PendencyType: string) =>
    ((await sns(me, 'pendency_get', { PendencyType })).PendencyItem as readonly Json[]).map(
      ({ To_Account }) => To_Account,
    );
  t.same(await list('Pendency_Type_ComeIn'), [one.user]);
  t.same(await list('Pendency_Type_SendOut'), [other.user]);
  t.same([...(await list('Pendency_Type_Both'))].sort(), [one.user, other.user].sort());
});

t.test('bad input answers 30001, of profiles 40001, and nothing has changed', async (t) => {
  const me = await login();
  const To_Account = ['administrator'];
  const inputs: readonly (readonly [string, Json, number?])[] = [
    ['sns.friend_add', {}],
    ['sns.friend_add', { AddFriendItem: [{ To_Account: 7, AddSource: SOURCE }] }],
    ['sns.friend_get', {}],
    ['sns.friend_get_specified', { To_Account: [] }],
    ['sns.friend_delete', { To_Account: 'administrator' }],
    ['sns.friend_check', { To_Account, CheckType: 'both' }],
    ['sns.friend_update', { UpdateItem: [] }],
    ['sns.friend_response', { ResponseFriendItem: [{ To_Account: 'a', ResponseAction: 'yes' }] }],
    ['sns.pendency_get', { PendencyType: 'all' }],
    ['sns.pendency_delete', { To_Account, PendencyType: 'Pendency_Type_Both' }],
    ['sns.pendency_report', { LatestPendencyTimeStamp: -1 }],
    ['sns.group_add', { GroupName: 'A' }],
    ['sns.group_get', { NeedFriend: 1 }],
    ['sns.group_delete', {}],
    ['sns.group_update', { GroupOldName: 'A' }],
    ['sns.group_update', { GroupOldName: 'A', UpdateGroupItem: [{ To_Account: 'a', UpdateType: 'x' }] }],
    ['sns.group_update', { GroupOldName: 'A', UpdateGroupItem: [] }],
    ['sns.black_list_add', { To_Account: Array.from({ length: 1001 }, (_, i) => `u${i}`) }],
    ['sns.black_list_delete', {}],
    ['sns.black_list_get', { StartIndex: 0 }],
    ['profile.portrait_set', {}, 40001],
    ['profile.portrait_set', { ProfileItem: [{ Tag: 'Tag_Profile_IM_None', Value: 'x' }] }, 40009],
    ['profile.portrait_set', { ProfileItem: [{ Tag: 'Tag_Profile_IM_AdminForbidType', Value: 'x' }] }, 40008],
    ['profile.portrait_get_all', {}, 40002],
  ];
  for (const [command, body, code = 30001] of inputs) {
    const answer = await me.wire.ask(command, body);
    t.match(
      answer,
      { ActionStatus: 'FAIL', ErrorCode: code, ErrorInfo: /./ },
      `${command} ${JSON.stringify(body).slice(0, 80)}`,
    );
  }
  t.match(await sns(me, 'friend_get', { StartIndex: 0 }), { FriendNum: 0, StandardSequence: 0 });
});
