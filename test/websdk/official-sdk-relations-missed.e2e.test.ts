import t, { type Test } from 'tap';
import type { SdkName } from '../conformance/bundle.ts';
import {
  befriend,
  blocked,
  friends,
  hasFriend,
  lacksFriend,
  requests,
  SOURCE,
  shown,
} from '../conformance/relating.ts';
import { TestServer } from '../conformance/server.ts';
import { Cable } from './cable.ts';
import { pause, starterOn } from './official-starter.ts';

const server = await TestServer.start({ YANSHU_REST_PER_SECOND: '0' });
t.teardown(() => server.stop());
const starter = starterOn(server, 'missed');
const versions: readonly { readonly sdk: SdkName; readonly version: string }[] = [
  { sdk: 'chat', version: '3.6.6' },
  { sdk: 'tim-friendship', version: '2.27.6' },
];

/** A client whose way to the server can be cut, and its friends. */
async function scene(t: Test, sdk: SdkName) {
  const cable = await Cable.to(server.wsUrl);
  t.teardown(() => cable.remove());
  const { name, login } = starter(t, sdk);
  const user = name();
  const me = await login(user, { url: cable.url });
  const sns = (command: string, body: object) => server.rest(`sns/${command}`, { From_Account: user, ...body });
  const [kept, gone] = await Promise.all([login(), login()]);
  await befriend(me, kept);
  await befriend(me, gone);
  /** What `act` does happens while the client is not there. */
  async function away(act: () => Promise<unknown>): Promise<void> {
    // Sockets that close within their first second are not opened again (wire-core.md §1.9).
    await pause(1100);
    cable.cut();
    await act();
    cable.mend();
    const logins = () => me.traffic.answers.get('openim.getmsg')?.length ?? 0;
    const before = logins();
    // It comes back with the next request (wire-core.md §1.9), which itself may be lost.
    for (let tries = 0; tries < 20 && logins() === before; tries++) {
      void me.chat.getUserProfile({ userIDList: [`nobody${tries}`] }).catch(() => {});
      await me.until(() => logins() > before, 'way back', 1000).catch(() => {});
    }
  }
  return { me, user, kept, gone, sns, away, name, login };
}

for (const { sdk, version } of versions) {
  t.test(`${version}: who was away learns what became of his lists #144 #155`, async (t) => {
    const { me, user, kept, gone, sns, away, login } = await scene(t, sdk);
    const [fresh, passing, foe, forgiven] = await Promise.all([login(), login(), login(), login()]);
    await me.chat.addToBlacklist({ userIDList: [forgiven.userID] });
    await me.chat.updateMyProfile({ allowType: 'AllowType_Type_NeedConfirm', location: 'Anyang' });
    const add = (to: string) =>
      sns('friend_add', { AddFriendItem: [{ To_Account: to, AddSource: SOURCE, Remark: 'new' }], ForceAddFlags: 1 });
    await away(async () => {
      await sns('friend_delete', { To_Account: [gone.userID], DeleteType: 'Delete_Type_Both' });
      await add(passing.userID);
      await sns('friend_delete', { To_Account: [passing.userID], DeleteType: 'Delete_Type_Both' });
      await add(fresh.userID);
      const SnsItem = [{ Tag: 'Tag_SNS_IM_Remark', Value: 'changed' }];
      await sns('friend_update', { UpdateItem: [{ To_Account: kept.userID, SnsItem }] });
      await sns('black_list_add', { To_Account: [foe.userID] });
      await sns('black_list_delete', { To_Account: [forgiven.userID] });
      await passing.chat.addFriend({ to: user, source: SOURCE, wording: 'once more' });
      const ProfileItem = [
        { Tag: 'Tag_Profile_IM_Nick', Value: 'Elsewhere' },
        { Tag: 'Tag_Profile_IM_Location', Value: '' },
      ];
      await server.rest('profile/portrait_set', { From_Account: user, ProfileItem });
    });
    await lacksFriend(me, gone.userID);
    await friends(me, (list) => list.some(({ userID, remark }) => userID === fresh.userID && remark === 'new'));
    await friends(me, (list) => list.some(({ userID, remark }) => userID === kept.userID && remark === 'changed'));
    const list = (await me.chat.getFriendList()).data.map(({ userID }) => userID);
    t.same([...list].sort(), [kept.userID, fresh.userID].sort());
    await blocked(me, (all) => all.join() === foe.userID);
    await requests(me, (found) => found.unreadCount === 1 && found.friendApplicationList[0]?.wording === 'once more');
    const { data } = await shown(
      me,
      async () => ({ data: await me.chat.getMyProfile() }),
      ({ data: { nick, location } }) => nick === 'Elsewhere' && location === '',
    );
    t.equal(data.nick, 'Elsewhere');
    // And it still listens.
    const after = await login();
    await after.chat.addFriend({ to: user, source: SOURCE });
    await requests(me, ({ friendApplicationList }) => friendApplicationList.length === 2);
  });

  t.test(`${version}: a friend who came and went meanwhile disturbs nobody`, async (t) => {
    const { me, kept, sns, away, login } = await scene(t, sdk);
    const passing = await login();
    const AddFriendItem = [{ To_Account: passing.userID, AddSource: SOURCE }];
    await away(async () => {
      await sns('friend_add', { AddFriendItem });
      await sns('friend_delete', { To_Account: [passing.userID] });
      await sns('friend_delete', { To_Account: [kept.userID] });
      await sns('friend_add', { AddFriendItem: [{ To_Account: kept.userID, AddSource: SOURCE, Remark: 'back' }] });
    });
    await friends(me, (list) => list.some(({ userID, remark }) => userID === kept.userID && remark === 'back'));
    await lacksFriend(me, passing.userID);
    await sns('friend_add', { AddFriendItem });
    await hasFriend(me, passing.userID);
    t.ok(true, 'told as before');
  });
}
