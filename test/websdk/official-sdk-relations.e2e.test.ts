import t from 'tap';
import type { SdkName } from '../conformance/bundle.ts';
import type { OfficialClient } from '../conformance/official-client.ts';
import {
  AGREE,
  AGREE_AND_ADD,
  asksFirst,
  BY_ME,
  befriend,
  friends,
  groupsOf,
  hasFriend,
  requests,
  SOURCE,
  sns,
  TO_ME,
} from '../conformance/relating.ts';
import type { SdkFriend, SdkProfile, SdkRequests } from '../conformance/sdk-relations.ts';
import { TestServer } from '../conformance/server.ts';
import { starterOn } from './official-starter.ts';

const server = await TestServer.start({ YANSHU_PROFILE_FIELDS: 'Team', YANSHU_FRIEND_FIELDS: 'Since' });
t.teardown(() => server.stop());
const starter = starterOn(server, 'friend');
const versions: readonly { readonly sdk: SdkName; readonly version: string }[] = [
  { sdk: 'chat', version: '3.6.6' },
  { sdk: 'tim-friendship', version: '2.27.6' },
];

const waiting = (client: OfficialClient, type: string, peer: OfficialClient) =>
  requests(client, ({ friendApplicationList: all }) =>
    all.some((one) => one.type === type && one.userID === peer.userID),
  );
const nobodyWaits = (client: OfficialClient) => requests(client, ({ friendApplicationList: all }) => all.length === 0);

for (const { sdk, version } of versions) {
  t.test(`${version}: a profile is told to its own devices and to friends, field by field #97 #98 #154`, async (t) => {
    const { login, phone } = starter(t, sdk);
    const [me, friend, stranger] = await Promise.all([login(), login(), login()]);
    await befriend(me, friend);
    const other = await phone(me.userID);
    const fields = {
      nick: 'Goose',
      avatar: 'https://img.example.org/goose.png',
      gender: 'Gender_Type_Female',
      birthday: 19_900_517,
      location: 'Anyang',
      selfSignature: 'letters',
      allowType: 'AllowType_Type_NeedConfirm',
      language: 33,
      level: 7,
      role: 9,
    };
    const Team = { key: 'Tag_Profile_Custom_Team', value: 'red' };
    await me.chat.updateMyProfile({ ...fields, profileCustomField: [Team] });
    const isAll = (profile: SdkProfile) =>
      Object.entries(fields).every(([key, value]) => profile[key as keyof typeof fields] === value) &&
      profile.profileCustomField.some(({ key, value }) => key === Team.key && value === Team.value);
    const [told] = await friend.waitFor<readonly SdkProfile[]>('PROFILE_UPDATED', (all) => all.some(isAll));
    t.equal(told?.userID, me.userID);
    await me.waitFor<readonly SdkProfile[]>('PROFILE_UPDATED', (all) => all.some(isAll));
    await other.hear('Goose');
    await friends(friend, (list) => list.some(({ profile }) => isAll(profile)));
    const heard = stranger.events.filter(({ name }) => name === 'PROFILE_UPDATED');
    const about = heard.flatMap(({ data }) => (data as readonly SdkProfile[]).map(({ userID }) => userID));
    t.notOk(about.includes(me.userID), 'a stranger hears nothing, and reads it');
    const { data } = await stranger.chat.getUserProfile({ userIDList: [me.userID] });
    t.ok(data.every(isAll));
    const said = await me.say(friend, 'who am I?');
    t.match(await friend.hear('who am I?'), { nick: 'Goose', avatar: fields.avatar, ID: said.ID });
  });

  t.test(
    `${version}: a request waits, and becomes a friendship of both when it is agreed to #105 #108 #112 #116 #118`,
    async (t) => {
      const { login } = starter(t, sdk);
      const [me, peer] = await Promise.all([login(), login()]);
      await asksFirst(peer);
      const { data } = await me.chat.addFriend({ to: peer.userID, source: SOURCE, wording: 'hello', remark: 'Peer' });
      t.equal(data.code, 30539);
      const [received, sent] = await Promise.all([waiting(peer, TO_ME, me), waiting(me, BY_ME, peer)]);
      t.match(received, { unreadCount: 1, friendApplicationList: [{ wording: 'hello', source: SOURCE }] });
      t.match(sent, { unreadCount: 0 });
      t.same([(await me.chat.getFriendList()).data, (await peer.chat.getFriendList()).data], [[], []]);
      await peer.chat.acceptFriendApplication({ userID: me.userID, type: AGREE_AND_ADD, remark: 'Me' });
      await friends(me, ([one]) => one?.userID === peer.userID && one.remark === 'Peer');
      await friends(peer, ([one]) => one?.userID === me.userID && one.remark === 'Me');
      await Promise.all([nobodyWaits(me), nobodyWaits(peer)]);
    },
  );

  t.test(`${version}: agreed to, and not added back; refused #117 #119`, async (t) => {
    const { login } = starter(t, sdk);
    const [me, peer] = await Promise.all([login(), login()]);
    await asksFirst(peer);
    const ask = () => me.chat.addFriend({ to: peer.userID, source: SOURCE });
    await ask();
    await waiting(peer, TO_ME, me);
    await peer.chat.refuseFriendApplication({ userID: me.userID });
    await Promise.all([nobodyWaits(me), nobodyWaits(peer)]);
    t.same((await me.chat.getFriendList()).data, []);
    await ask();
    await waiting(peer, TO_ME, me);
    await peer.chat.acceptFriendApplication({ userID: me.userID, type: AGREE });
    await hasFriend(me, peer.userID);
    await nobodyWaits(peer);
    t.same((await peer.chat.getFriendList()).data, []);
  });

  t.test(`${version}: requests are read and taken away on all devices of one side #120 #121`, async (t) => {
    const { login, phone } = starter(t, sdk);
    const [me, peer] = await Promise.all([login(), login()]);
    await asksFirst(peer);
    await me.chat.addFriend({ to: peer.userID, source: SOURCE });
    await waiting(peer, TO_ME, me);
    const other = await phone(peer.userID);
    const unread = async () => (await sns(other, 'pendency_get', {})).UnreadPendencyCount;
    t.equal(await unread(), 1);
    const since = peer.events.length;
    await sns(other, 'pendency_report', { LatestPendencyTimeStamp: Math.floor(Date.now() / 1000) + 1 });
    const read = ({ unreadCount, friendApplicationList: all }: SdkRequests) => unreadCount === 0 && all.length === 1;
    await peer.waitFor<SdkRequests>('FRIEND_APPLICATION_LIST_UPDATED', read, { since });
    t.equal(await unread(), 0);
    await sns(other, 'pendency_delete', { PendencyType: TO_ME, To_Account: [me.userID] });
    await nobodyWaits(peer);
    await waiting(me, BY_ME, peer);
  });

  t.test(`${version}: lists are told on every device that has them #155 #156`, async (t) => {
    const { login, phone } = starter(t, sdk);
    const [me, peer] = await Promise.all([login(), login()]);
    const other = await phone(me.userID);
    await befriend(me, peer);
    await other.hear(peer.userID);
    const remark = { Tag: 'Tag_SNS_IM_Remark', Value: 'told' };
    const since = { Tag: 'Tag_SNS_Custom_Since', Value: '1990' };
    const wanted = (list: readonly SdkFriend[]) =>
      list.some((one) => one.remark === 'told' && one.friendCustomField.some(({ value }) => value === '1990'));
    await sns(other, 'friend_update', { UpdateItem: [{ To_Account: peer.userID, SnsItem: [remark, since] }] });
    await me.waitFor<readonly SdkFriend[]>('FRIEND_LIST_UPDATED', wanted);
    await me.chat.createFriendGroup({ name: 'Work', userIDList: [peer.userID] });
    await me.waitFor<readonly { name: string }[]>('FRIEND_GROUP_LIST_UPDATED', ([group]) => group?.name === 'Work');
    const before = [me.events.length, peer.events.length];
    await sns(other, 'black_list_add', { To_Account: [peer.userID] });
    await me.waitFor<readonly string[]>('BLACKLIST_UPDATED', (list) => list.length === 1, { since: before[0] ?? 0 });
    for (const [i, client] of [me, peer].entries()) {
      const gone = (list: readonly SdkFriend[]) => list.length === 0;
      await client.waitFor<readonly SdkFriend[]>('FRIEND_LIST_UPDATED', gone, { since: before[i] ?? 0 });
    }
    t.equal(peer.count('BLACKLIST_UPDATED'), 1, 'who is blocked is not told: once, at his login');
  });

  t.test(`${version}: a group of friends under another name; one that is taken is refused #139`, async (t) => {
    const { login, phone } = starter(t, sdk);
    const [me, peer] = await Promise.all([login(), login()]);
    await befriend(me, peer);
    await me.chat.createFriendGroup({ name: 'Work', userIDList: [peer.userID] });
    await me.chat.createFriendGroup({ name: 'Home', userIDList: [] });
    const other = await phone(me.userID);
    const rename = (GroupOldName: string, GroupNewName: string) =>
      other.wire.ask('sns.group_update', { GroupOldName, GroupNewName });
    t.match(await rename('Work', 'Home'), { ErrorCode: 30001 });
    t.match(await rename('None', 'Any'), { ErrorCode: 30001 });
    await me.chat.renameFriendGroup({ oldName: 'Work', newName: 'Office' });
    await me.close();
    const again = await login(me.userID);
    const groups = await groupsOf(again, (all) => all.some(({ name }) => name === 'Office'));
    t.match(
      groups.find(({ name }) => name === 'Office'),
      { userIDList: [peer.userID], count: 1 },
    );
  });

  t.test(`${version}: friends in and out of groups, each with its code #140 #141`, async (t) => {
    const { login, phone } = starter(t, sdk);
    const [me, peer] = await Promise.all([login(), login()]);
    await befriend(me, peer);
    for (const name of ['A', 'B']) await me.chat.createFriendGroup({ name, userIDList: [] });
    const other = await phone(me.userID);
    const change = async (GroupOldName: string, UpdateType: string) => {
      const UpdateGroupItem = [peer.userID, 'nobody-at-all'].map((To_Account) => ({ To_Account, UpdateType }));
      return sns(other, 'group_update', { GroupOldName, UpdateGroupItem });
    };
    const codes = [
      { To_Account: peer.userID, ResultCode: 0 },
      { To_Account: 'nobody-at-all', ResultCode: 32216 },
    ];
    for (const name of ['A', 'B']) t.match(await change(name, 'Update_Type_Add'), { ResultItem: codes });
    await friends(me, ([one]) => one?.groupList.join() === 'A,B');
    t.match(await change('A', 'Update_Type_Delete'), { ResultItem: codes });
    await friends(me, ([one]) => one?.groupList.join() === 'B');
  });

  t.test(`${version}: a conversation is called what its user calls his friend`, async (t) => {
    const { login, phone } = starter(t, sdk);
    const [me, peer] = await Promise.all([login(), login()]);
    await befriend(me, peer);
    await me.chat.updateFriend({ userID: peer.userID, remark: 'my old friend' });
    await peer.say(me, 'hello');
    const other = await phone(me.userID);
    const start = { TimeStamp: 0, StartIndex: 0, OrderType: 1, TopTimeStamp: 0, TopStartIndex: 0 };
    const { SessionItem } = await other.wire.ask('recentcontact.page_get', start);
    t.match(SessionItem, [{ To_Account: peer.userID, C2cRemark: 'my old friend' }]);
    await me.close();
    const again = await login(me.userID);
    await again.conversations((list) => list.some((one) => Reflect.get(one, 'remark') === 'my old friend'));
  });
}
