import t, { type Test } from 'tap';
import { TestServer } from '../conformance/server.ts';
import { ANDROID, Phone, WECHAT_MINI_PROGRAM } from './phone.ts';
import type { Json } from './wire-client.ts';

/** What a user arranges in his list, over the wire: two devices of his, and one of somebody else. */

const server = await TestServer.start();
t.teardown(() => server.stop());

const OK = { ActionStatus: 'OK', ErrorCode: 0 };
const first = { TimeStamp: 0, StartIndex: 0, TopTimeStamp: 0, TopStartIndex: 0 };
let people = 0;

interface Scene {
  readonly me: string;
  readonly phone: Phone;
  readonly page: Phone;
  readonly bob: Phone;
  readonly group: string;
  /** Of one user the newest of each platform stays; the page, where none is named. */
  login(user: string, platform?: number): Promise<Phone>;
}

async function scene(t: Test): Promise<Scene> {
  const [me, peer] = [`me${++people}`, `bob${people}`];
  const login = async (user: string, platform = WECHAT_MINI_PROGRAM) => {
    const device = await Phone.login(server.wsUrl, user, server.sign(user), platform);
    t.teardown(() => device.close());
    await device.wire.ask('openim.getmsg', { Cookie: '', SyncFlag: 0 });
    return device;
  };
  const [phone, page, bob] = await Promise.all([login(me, ANDROID), login(me), login(peer)]);
  const { GroupId } = await server.rest('group_open_http_svc/create_group', {
    Type: 'Public',
    Name: 'g',
    Owner_Account: peer,
    MemberList: [{ Member_Account: me }],
  });
  const group = String(GroupId);
  await bob.send(me, 'hello');
  await bob.sendToGroup(group, 'hello all');
  await Promise.all([phone.hear('hello all'), page.hear('hello all'), phone.hear('hello'), page.hear('hello')]);
  return { me, phone, page, bob, group, login };
}

/** Elements of the pushes that a device has got, of which one has this key. */
function heard(device: Phone, key: string): readonly Json[] {
  return device.wire.pushes
    .flatMap(({ body }) => (body.EventArray ?? []) as readonly Json[])
    .filter((event) => key in event);
}

/** The changes of conversations that a device has been told of, once there are so many. */
async function changes(device: Phone, count: number): Promise<readonly Json[]> {
  await device.wire.until(() => heard(device, 'RecentContactMod').length >= count);
  return heard(device, 'RecentContactMod').flatMap((event) => event.RecentContactMod as readonly Json[]);
}

/** Whatever was to come to a device has come: what is sent now comes behind it. */
async function settled(device: Phone, from: Phone): Promise<void> {
  const text = `settled ${++people}`;
  await from.send(device.user, text);
  await device.hear(text);
}

async function listOf(device: Phone, marks: Json = first): Promise<readonly Json[]> {
  const items: Json[] = [];
  for (let at = marks; ; ) {
    const answer = await device.wire.ask('recentcontact.page_get', { From_Account: device.user, ...at });
    items.push(...(answer.SessionItem as readonly Json[]));
    if (answer.CompleteFlag === 1) return items;
    const { TimeStamp, StartIndex, TopTimeStamp, TopStartIndex } = answer;
    at = { TimeStamp, StartIndex, TopTimeStamp, TopStartIndex };
  }
}

/** Of one second either may stand first. */
const sorted = (list: readonly Json[]) => [...list].sort((one, other) => Number(one.Type) - Number(other.Type));

const withUser = (user: string) => ({ Type: 1, To_Account: user });

t.test('pins: told to the other device alone, in the list of one that comes later #395', async (t) => {
  const { me, phone, page, bob, group, login } = await scene(t);
  const ask = (OperationType: number, item: Json) =>
    phone.wire.ask('recentcontact.top', { From_Account: me, OperationType, RecentContactItem: [item] });
  t.match(await ask(1, withUser(bob.user)), OK);
  t.match(await ask(1, { Type: 2, GroupId: group }), OK);
  t.match(await ask(2, { Type: 2, GroupId: group }), OK);
  t.match(await ask(2, { Type: 2, GroupId: group }), OK, 'nothing changes twice');
  t.match(await changes(page, 3), [
    { PushType: 2, RecentContactTopItem: { RecentContactList: [{ Type: 1, UserId: bob.user }] } },
    { PushType: 2, RecentContactTopItem: { RecentContactList: [{ Type: 2, GroupId: group }] } },
    { PushType: 3, RecentContactTopItem: { RecentContactList: [{ Type: 2, GroupId: group }] } },
  ]);
  await settled(page, bob);
  t.equal((await changes(page, 3)).length, 3);
  t.same([heard(phone, 'RecentContactMod'), heard(bob, 'RecentContactMod')], [[], []], 'nobody else hears of it');
  const fresh = await login(me);
  t.match(await listOf(fresh), [
    { To_Account: bob.user, TopFlags: 1 },
    { ToAccount: group, TopFlags: 0 },
  ]);
  for (const [item, code] of [
    [{ Type: 2, GroupId: 'there-is-none' }, 51007],
    [withUser('nobody-at-all'), 50001],
    [{ Type: 1 }, 50002],
    [{ Type: 3, To_Account: bob.user }, 50002],
  ] as const) {
    t.match(await ask(1, item), { ErrorCode: code }, JSON.stringify(item));
  }
  const many = Array.from({ length: 51 }, (_, i) => `${me}-${i}`);
  await server.rest('im_open_login_svc/multiaccount_import', { Accounts: many });
  const all = { From_Account: me, OperationType: 1, RecentContactItem: many.slice(0, 50).map(withUser) };
  t.match(await phone.wire.ask('recentcontact.top', all), { ErrorCode: 51012 });
  t.match(await ask(1, withUser(many[0] ?? '')), OK, 'and nothing of it was done');
  t.match(await ask(1, { Type: 2, GroupId: group }), OK);
  t.match(
    await phone.wire.ask('recentcontact.top', { ...all, RecentContactItem: many.slice(1, 48).map(withUser) }),
    OK,
  );
  t.match(await ask(1, withUser(many[48] ?? '')), { ErrorCode: 51012 });
  await server.rest('group_open_http_svc/delete_group_member', { GroupId: group, MemberToDel_Account: [me] });
  t.match(await ask(1, withUser(many[48] ?? '')), OK, 'a group that he is not in any more holds no place');
});

t.test(
  'deletion: it leaves both devices, comes back with the next message; a result for each #396 #397 #398',
  async (t) => {
    const { me, phone, page, bob, group, login } = await scene(t);
    const answer = await phone.wire.ask('recentcontact.batch_delete', {
      From_Account: me,
      ContactItem: [
        withUser(bob.user),
        { Type: 2, ToGroupid: group },
        withUser('no such user'),
        withUser('nobody-at-all'),
      ],
      ClearRamble: 0,
    });
    t.match(answer, {
      ...OK,
      ResultItem: [
        { Type: 1, To_Account: bob.user, ResultCode: 0 },
        { Type: 2, ToGroupid: group, ResultCode: 0 },
        { Type: 1, To_Account: 'no such user', ResultCode: 50001 },
        { Type: 1, To_Account: 'nobody-at-all', ResultCode: 0 },
      ],
    });
    t.match(await changes(page, 1), [
      {
        PushType: 1,
        RecentContactDeleteItem: {
          RecentContactList: [{ UserId: bob.user }, { Type: 2, GroupId: group }, { UserId: 'nobody-at-all' }],
        },
      },
    ]);
    const fresh = await login(me);
    t.same(await listOf(fresh), []);
    t.same((await fresh.wire.ask('openim.getmsg', { Cookie: '', SyncFlag: 0 })).C2CPairUnreadCount, []);
    t.same(heard(bob, 'C2cNotifyMsgArray'), [], 'nobody is told that he has read');
    await bob.send(me, 'again');
    await bob.sendToGroup(group, 'all again');
    t.match(sorted(await listOf(fresh)), [{ To_Account: bob.user }, { ToAccount: group, UnreadMsgCount: 1 }]);
    t.match((await fresh.wire.ask('openim.getmsg', { Cookie: '', SyncFlag: 0 })).C2CPairUnreadCount, [
      { From_Account: bob.user, UnreadCount: 1 },
    ]);
    for (const count of [0, 101]) {
      const ContactItem = Array.from({ length: count }, () => withUser(bob.user));
      const refused = await fresh.wire.ask('recentcontact.batch_delete', { From_Account: me, ContactItem });
      t.match(refused, { ErrorCode: 51006 }, `${count} at a time`);
    }
    t.equal((await listOf(fresh)).length, 2);
  },
);

t.test(
  'marks and custom data: full values to the other device, a code for each #400 #401 #402 #403 #411',
  async (t) => {
    const { me, phone, page, bob, group, login } = await scene(t);
    const mark = (MarkItem: readonly Json[]) =>
      phone.wire.ask('recentcontact.mark_contact', { From_Account: me, MarkItem });
    const ofGroup = { Type: 2, ToGroupId: group };
    const answer = await mark([
      { OptType: 1, ContactItem: withUser(bob.user), SetMark: [0, 2] },
      { OptType: 1, ContactItem: { Type: 2, ToGroupId: 'there-is-none' }, SetMark: [0] },
      { OptType: 3, ContactItem: ofGroup, SetMark: [63], CustomMark: 'mine' },
    ]);
    t.match(answer, {
      ...OK,
      ResultItem: [
        { OptType: 1, ContactItem: withUser(bob.user), ResultCode: 0 },
        { ContactItem: { ToGroupId: 'there-is-none' }, ResultCode: 51007 },
        { OptType: 3, ContactItem: ofGroup, ResultCode: 0 },
      ],
    });
    t.match(await mark([{ OptType: 1, ContactItem: withUser(bob.user), ClearMark: [0], SetMark: [4] }]), OK);
    t.match(await mark([{ OptType: 2, ContactItem: withUser(bob.user), CustomMark: 'x'.repeat(256) }]), OK);
    const items = (await changes(page, 3)).flatMap(
      ({ RecentContactMarkContact }) =>
        (RecentContactMarkContact as Json).RecentContactMarkContactItem as readonly Json[],
    );
    t.match(items, [
      { RecentContactItem: { Type: 1, UserId: bob.user }, OptType: 1, StandardMark: '101' },
      {
        RecentContactItem: { Type: 2, GroupId: group },
        OptType: 3,
        StandardMark: `1${'0'.repeat(63)}`,
        CustomMark: 'mine',
      },
      { OptType: 1, StandardMark: '10100' },
      { OptType: 2, CustomMark: 'x'.repeat(256) },
    ]);
    for (const [list, code] of [
      [[], 51006],
      [Array.from({ length: 101 }, () => ({ OptType: 1, ContactItem: ofGroup, SetMark: [1] })), 51006],
      [[{ OptType: 1, ContactItem: ofGroup, SetMark: [64] }], 50002],
      [[{ OptType: 1, ContactItem: ofGroup, SetMark: [-1] }], 50002],
      [[{ OptType: 4, ContactItem: ofGroup }], 50002],
      [[{ OptType: 2, ContactItem: ofGroup, CustomMark: 'x'.repeat(257) }], 50002],
      [[{ OptType: 2, ContactItem: { Type: 2 }, CustomMark: 'x' }], 50002],
    ] as const) {
      t.match(await mark(list), { ErrorCode: code }, JSON.stringify(list).slice(0, 80));
    }
    const fresh = await login(me);
    t.match(sorted(await listOf(fresh)), [
      { To_Account: bob.user, StandardMark: '10100', CustomMark: 'x'.repeat(256) },
      { ToAccount: group, StandardMark: `1${'0'.repeat(63)}`, CustomMark: 'mine' },
    ]);
    const found = await fresh.wire.ask('recentcontact.get_contact_group', { From_Account: me, StartIndex: 0 });
    t.match(found, { CompleteFlag: 1, NextStartIndex: 0 });
    t.equal((found.ContactItem as unknown[]).length, 2);
    t.equal(heard(bob, 'RecentContactMod').length + heard(phone, 'RecentContactMod').length, 0);
  },
);

t.test(
  'groups of conversations: made, renamed, filled and deleted on all devices #404 #405 #406 #407 #408 #409 #410',
  async (t) => {
    const { me, phone, page, bob, group, login } = await scene(t);
    const ask = (command: string, body: Json) =>
      phone.wire.ask(`recentcontact.${command}`, { From_Account: me, ...body });
    const ofGroup = { Type: 2, ToGroupId: group };
    const create = (GroupName: string, ContactItem: readonly Json[]) =>
      ask('create_contact_group', { GroupContactItem: [{ GroupName, ContactItem }] });
    const update = (UpdateGroup: Json) => ask('update_contact_group', { UpdateType: 1, UpdateGroup });
    const members = (OldGroupName: string, ...list: readonly (readonly [number, Json])[]) =>
      update({
        UpdateGroupType: 2,
        OldGroupName,
        ContactUpdateItem: list.map(([ContactOptType, ContactItem]) => ({ ContactOptType, ContactItem })),
      });
    t.match(await create('travel', [withUser(bob.user), { Type: 2, ToGroupId: 'there-is-none' }]), {
      ...OK,
      GroupResultItem: [
        {
          GroupItem: { GroupId: 1, GroupName: 'travel' },
          ResultItem: [
            { ContactItem: withUser(bob.user), ResultCode: 0 },
            { ContactItem: { Type: 2, ToGroupId: 'there-is-none' }, ResultCode: 51007 },
          ],
        },
      ],
    });
    t.match(await create('work', []), { GroupResultItem: [{ GroupItem: { GroupId: 2 } }] });
    t.match(await members('travel', [1, ofGroup], [2, withUser(bob.user)], [1, withUser('nobody-at-all')]), {
      ...OK,
      UpdateGroupResult: {
        GroupId: 1,
        ContactResultItem: [
          { ContactItem: ofGroup, ResultCode: 0 },
          { ContactItem: withUser(bob.user), ResultCode: 0 },
          { ContactItem: withUser('nobody-at-all'), ResultCode: 50001 },
        ],
      },
    });
    t.match(await members('work', [1, ofGroup]), OK, 'one may be in several');
    t.match(await update({ UpdateGroupType: 1, OldGroupName: 'travel', NewGroupName: '旅行' }), {
      ...OK,
      UpdateGroupResult: { UpdateGroupType: 1, GroupId: 1, GroupName: '旅行', OldGroupName: 'travel' },
    });
    const contact = { Type: 2, GroupId: group };
    t.match(await changes(page, 5), [
      {
        PushType: 5,
        RecentContactCreateContactGroup: {
          MsgContactGroupContactItem: [
            {
              MsgGroupItem: { GroupId: 1, GroupName: 'travel' },
              MsgRecentContactItem: [{ Type: 1, UserId: bob.user }],
            },
          ],
        },
      },
      { PushType: 5 },
      {
        PushType: 7,
        RecentContactUpdateContactGroup: {
          UpdateType: 1,
          MsgUpdateGroup: {
            UpdateGroupType: 2,
            OldGroupName: 'travel',
            RecentContactUpdateGroupItem: [
              { ContactOptType: 1, RecentContactItem: contact },
              { ContactOptType: 2, RecentContactItem: { UserId: bob.user } },
            ],
          },
        },
      },
      { PushType: 7 },
      {
        PushType: 7,
        RecentContactUpdateContactGroup: {
          MsgUpdateGroup: { UpdateGroupType: 1, GroupId: 1, GroupName: '旅行', OldGroupName: 'travel' },
        },
      },
    ]);
    const fresh = await login(me);
    const all = await fresh.wire.ask('recentcontact.get_contact_group', { From_Account: me, StartIndex: 0 });
    t.match(all, {
      CompleteFlag: 1,
      GroupItem: [
        { GroupId: 1, GroupName: '旅行' },
        { GroupId: 2, GroupName: 'work' },
      ],
      ContactItem: [{ Type: 2, ToGroupId: group, ContactGroupId: [1, 2], StandardMark: '0', CustomMark: '' }],
    });
    t.match(await fresh.wire.ask('recentcontact.page_get', { From_Account: me, ...first }), {
      GroupItem: [{ GroupId: 1 }, { GroupId: 2 }],
    });
    t.match(sorted(await listOf(fresh)), [
      { To_Account: bob.user, ContactGroupId: [] },
      { ToAccount: group, ContactGroupId: [1, 2] },
    ]);
    const search = { From_Account: me, ContactItem: [ofGroup, withUser(bob.user)] };
    t.match(await fresh.wire.ask('recentcontact.search_contact_group', search), {
      GroupItem: [{}, {}],
      ContactResultItem: [
        { Type: 2, ToGroupId: group, ContactGroupId: [1, 2] },
        { Type: 1, To_Account: bob.user, ContactGroupId: [] },
      ],
    });
    t.match(await ask('del_contact_group', { GroupName: ['work'] }), {
      ...OK,
      GroupItem: [{ GroupId: 2, GroupName: 'work' }],
    });
    t.match(await changes(fresh, 1), [
      { PushType: 6, RecentContactDelContactGroup: { MsgGroupItem: [{ GroupId: 2, GroupName: 'work' }] } },
    ]);
    t.equal((await listOf(fresh)).length, 2, 'conversations stay');
    for (const [answer, code] of [
      [create('x'.repeat(33), []), 51011],
      [create('', []), 50002],
      [members('gone', [1, ofGroup]), 51009],
      [update({ UpdateGroupType: 1, OldGroupName: 'gone', NewGroupName: 'x' }), 51009],
      [update({ UpdateGroupType: 1, OldGroupName: '旅行' }), 50002],
      [ask('del_contact_group', { GroupName: ['gone'] }), 51009],
      [ask('del_contact_group', { GroupName: [] }), 50002],
      [ask('create_contact_group', { GroupContactItem: [] }), 50002],
    ] as const) {
      t.match(await answer, { ErrorCode: code });
    }
    for (let i = 1; i < 20; i++) t.match(await create(`more ${i}`, []), OK);
    t.match(await create('one too many', []), { ErrorCode: 51010 });
    t.equal(heard(phone, 'RecentContactMod').length + heard(bob, 'RecentContactMod').length, 0);
  },
);

t.test('how one hears of a user: kept from the devices, in the history, not in the total #341 #342 #414', async (t) => {
  const { me, phone, page, bob, login } = await scene(t);
  const set = (Peer_Account: readonly string[], Mute_Notifications: number) =>
    phone.wire.ask('openim.set_c2c_peer_mute_notifications', { Peer_Account, Mute_Notifications });
  t.match(await set([bob.user, 'nobody-at-all'], 2), {
    ...OK,
    ErrorList: [{ Peer_Account: 'nobody-at-all', ErrorCode: 20003 }],
  });
  const muted = () => heard(page, 'C2cNotifyMsgArray').flatMap((event) => event.C2cNotifyMsgArray as readonly Json[]);
  await page.wire.until(() => muted().length > 0);
  t.same(muted(), [{ MuteNotificationsSync: { To_Account: bob.user, MuteNotifications: 2 } }]);
  const [carol, dave] = [await login(`carol-${me}`), await login(`dave-${me}`)];
  t.match(await set([bob.user, carol.user], 1), { ...OK, ErrorList: [] });
  await page.wire.until(() => muted().length === 3);
  await bob.send(me, 'not to be heard');
  await settled(page, dave);
  t.notMatch(JSON.stringify(page.wire.pushes), 'not to be heard');
  const later = await login(me);
  await bob.send(me, 'not to be heard either');
  t.match(await set([carol.user], 0), OK);
  await settled(later, carol);
  t.notMatch(JSON.stringify(later.wire.pushes), 'not to be heard');
  const [item] = (await listOf(later)).filter((one) => one.To_Account === bob.user);
  t.match(item, { MsgRecvOption: 1, LastMsg: { MsgBody: [{ MsgContent: { Text: 'not to be heard either' } }] } });
  t.match(
    await later.wire.ask('openim.get_c2c_peer_mute_notifications', {
      To_Account: me,
      Peer_Account: [bob.user, carol.user],
    }),
    {
      MuteNotificationsList: [
        { Peer_Account: bob.user, MuteNotifications: 1 },
        { Peer_Account: carol.user, MuteNotifications: 0 },
      ],
    },
  );
  // As 2.27.6 asks.
  t.same((await later.wire.ask('openim.get_c2c_peer_mute_notifications', { UpdateSeq: 0 })).MuteNotificationsList, [
    { Peer_Account: bob.user, MuteNotifications: 1 },
  ]);
  for (const [peers, option] of [
    [[], 1],
    [Array.from({ length: 31 }, () => bob.user), 1],
    [[bob.user], 3],
  ] as const) {
    t.match(await set(peers, option), { ErrorCode: 20001 });
  }
  t.match(await set([bob.user], 0), OK);
  await bob.send(me, 'to be heard again');
  await later.hear('to be heard again');
});

t.test('a device that was away is not told what its user discards #341', async (t) => {
  const { me, phone, bob, login } = await scene(t);
  const before = await phone.wire.ask('openim.getmsg', { Cookie: '', SyncFlag: 0 });
  await phone.wire.ask('openim.set_c2c_peer_mute_notifications', { Peer_Account: [bob.user], Mute_Notifications: 1 });
  await bob.send(me, 'missed');
  const fresh = await login(me);
  const missed = await fresh.wire.ask('openim.getmsg', { Cookie: before.Cookie, SyncFlag: 0 });
  t.same(missed.MsgList, []);
  t.equal((await listOf(fresh)).length, 2);
});

t.test('global do-not-disturb: told to the other device, kept #344', async (t) => {
  const { me, phone, page, login } = await scene(t);
  const window = { Level: 2, StartTime: 1_795_000_000, EndTime: 1_795_003_600, IsRepeated: 1 };
  t.match(await phone.wire.ask('im_msg_db_logic.ws_set_do_not_disturb', window), OK);
  await page.wire.until(() => heard(page, 'Level').length > 0);
  t.match(heard(page, 'Level'), [{ Event: 24, ...window }]);
  const fresh = await login(me);
  const asked = () => fresh.wire.ask('im_msg_db_logic.ws_get_do_not_disturb', { To_Account: me });
  t.match(await asked(), window);
  for (const bad of [
    { ...window, Level: 3 },
    { ...window, EndTime: 1 },
    { ...window, EndTime: window.StartTime + 86_401 },
    { ...window, StartTime: 'now' },
  ]) {
    t.match(await fresh.wire.ask('im_msg_db_logic.ws_set_do_not_disturb', bad), { ErrorCode: 20001 });
  }
  t.match(await asked(), window);
});

t.test('after a reconnect what was arranged meanwhile comes with what is new #395 #402 #411', async (t) => {
  const { me, phone, page, bob } = await scene(t);
  const { TimeStamp } = await page.wire.ask('recentcontact.page_get', { From_Account: me, ...first });
  const since = { ...first, TimeStamp };
  const peers = async () => (await listOf(page, since)).flatMap(({ To_Account }) => To_Account ?? []);
  t.same(await peers(), []);
  const item = { OptType: 1, ContactItem: withUser(bob.user), SetMark: [1] };
  await phone.wire.ask('recentcontact.mark_contact', { From_Account: me, MarkItem: [item] });
  t.same(await peers(), [bob.user]);
});

t.test('a server with less: no marks, no groups, no do-not-disturb, a short list #344 #349 #352', async (t) => {
  const strict = await TestServer.start({
    YANSHU_LIMIT_PROFILE: 'standard',
    YANSHU_LIMIT_RECENT_CONVERSATIONS: '2',
    YANSHU_LIMIT_UNREAD_PER_CONVERSATION: '2',
    YANSHU_DO_NOT_DISTURB: 'off',
  });
  t.teardown(() => strict.stop());
  await strict.rest('im_open_login_svc/multiaccount_import', { Accounts: ['ann', 'ben', 'cid', 'me'] });
  const me = await Phone.login(strict.wsUrl, 'me', strict.sign('me'));
  t.teardown(() => me.close());
  for (const from of ['ann', 'ben', 'cid', 'cid', 'cid']) {
    const MsgRandom = ++people;
    const MsgBody = [{ MsgType: 'TIMTextElem', MsgContent: { Text: 'x' } }];
    t.match(await strict.rest('openim/sendmsg', { From_Account: from, To_Account: 'me', MsgRandom, MsgBody }), OK);
  }
  const list = await listOf(me);
  t.match(list, [{ To_Account: 'cid' }, { To_Account: 'ben' }]);
  t.equal(list.length, 2);
  const { C2CPairUnreadCount } = await me.wire.ask('openim.getmsg', { Cookie: '', SyncFlag: 0 });
  t.match(
    (C2CPairUnreadCount as readonly Json[]).find(({ From_Account }) => From_Account === 'cid'),
    { UnreadCount: 2 },
  );
  const mark = { MarkItem: [{ OptType: 1, ContactItem: withUser('ann'), SetMark: [1] }] };
  t.match(await me.wire.ask('recentcontact.mark_contact', mark), { ErrorCode: 51013 });
  const create = { GroupContactItem: [{ GroupName: 'x', ContactItem: [] }] };
  t.match(await me.wire.ask('recentcontact.create_contact_group', create), { ErrorCode: 51013 });
  t.match(await me.wire.ask('im_msg_db_logic.ws_set_do_not_disturb', { Level: 2 }), { ErrorCode: 72011 });
});

t.test('deletion with the messages: they are gone for him alone #397', async (t) => {
  const { me, phone, bob, group } = await scene(t);
  const answer = await phone.wire.ask('recentcontact.batch_delete', {
    From_Account: me,
    ContactItem: [withUser(bob.user), { Type: 2, ToGroupid: group }, { Type: 2, ToGroupid: 'there-is-none' }],
    ClearRamble: 1,
  });
  t.match(answer, { ...OK, ResultItem: [{ ResultCode: 0 }, { ResultCode: 0 }, { ResultCode: 0 }] });
  t.same(await listOf(phone), []);
  const history = (device: Phone, peer: string) =>
    device.wire.ask('openim.getroammsg', {
      From_Account: device.user,
      Peer_Account: peer,
      MaxCnt: 15,
      LastMsgTime: 0,
      MsgKey: '',
      WithRecalledMsg: 1,
    });
  const texts = async (device: Phone, peer: string) =>
    JSON.stringify((await history(device, peer)).MsgList).match(/"Text":"[^"]*"/g) ?? [];
  t.same(await texts(phone, bob.user), []);
  t.same(await texts(bob, me), ['"Text":"hello"']);
  await bob.send(me, 'anew');
  await phone.hear('anew');
  t.same(await texts(phone, bob.user), ['"Text":"anew"']);
  t.match(await listOf(phone), [{ To_Account: bob.user }]);
});
