import t from 'tap';
import { codeOf } from '../conformance/check.ts';
import { createGroup, groupList, hearNotice, hearTip, say } from '../conformance/group-talk.ts';
import type { OfficialClient } from '../conformance/official-client.ts';
import { TestServer } from '../conformance/server.ts';
import { starterOn, versions } from './official-starter.ts';
import { Phone } from './phone.ts';

/** Live rooms with the official clients, unmodified, against the started server. */
const code = { joined: 1, quit: 2, banned: 10 };

const server = await TestServer.start();
t.teardown(() => server.stop());
const starter = starterOn(server, 'live');

const textBody = (text: string) => [{ MsgType: 'TIMTextElem', MsgContent: { Text: text } }];

for (const { sdk, version } of versions) {
  t.test(
    `${version}: a viewer without a login sees messages, a member joins, is muted and banned (#569 #576)`,
    async (t) => {
      const { login, anonymous } = starter(t, sdk);
      const [ann, ben, guest] = [await login(), await login(), await anonymous()];
      const group = await createGroup(ann, 'AVChatRoom');
      await ann.chat.joinGroup({ groupID: group });
      await guest.chat.joinGroup({ groupID: group });
      await say(ann, group, 'welcome');
      await guest.hear('welcome');
      t.equal((await ben.chat.joinGroup({ groupID: group })).data.status, 'JoinedSuccess');
      await ann.hearMessage(
        ({ payload }) => payload.operationType === code.joined && payload.operatorID === ben.userID,
      );
      await guest.hearMessage(({ payload }) => payload.operationType === code.joined);
      t.equal((await ann.chat.getGroupOnlineMemberCount(group)).data.memberCount, 3, 'the guest counts');
      await say(ben, group, 'hello');
      await Promise.all([ann.hear('hello'), guest.hear('hello')]);
      await ann.chat.setGroupMemberMuteTime({ groupID: group, userID: ben.userID, muteTime: 60 });
      t.equal(await codeOf(say(ben, group, 'hush')), 10017);
      await ann.chat.setGroupMemberMuteTime({ groupID: group, userID: ben.userID, muteTime: 0 });
      await say(ben, group, 'again');
      await guest.hear('again');
      await ann.chat.deleteGroupMember({ groupID: group, userIDList: [ben.userID], reason: 'rude', duration: 60 });
      t.match(await hearNotice(ben, group, 21), { payload: { operatorID: ann.userID } });
      await hearTip(ann, group, code.banned);
      t.equal(await codeOf(ben.chat.joinGroup({ groupID: group })), 10007);
      t.equal(await codeOf(say(ben, group, 'from outside')), 2101, 'the client has left');
    },
  );

  t.test(`${version}: a broadcast is one on every client, by push and by polling (#270 #272)`, async (t) => {
    const { login, anonymous } = starter(t, sdk);
    const [ann, guest] = [await login(), await anonymous()];
    const group = await createGroup(ann, 'AVChatRoom');
    await ann.chat.joinGroup({ groupID: group });
    await guest.chat.joinGroup({ groupID: group });
    await say(ann, group, 'ready');
    await guest.hear('ready');
    const sent = await server.rest('group_open_http_svc/send_broadcast_msg', {
      Random: 7,
      MsgBody: textBody(`to all ${sdk}`),
    });
    t.match(sent, { ErrorCode: 0 });
    const [pushed, polled] = await Promise.all([ann.hear(`to all ${sdk}`), guest.hear(`to all ${sdk}`)]);
    t.match(pushed, { isBroadcastMessage: true });
    t.match(polled, { isBroadcastMessage: true });
  });

  t.test(`${version}: a notice of the administrator (#245 #271)`, async (t) => {
    const { login } = starter(t, sdk);
    const ann = await login();
    const group = await createGroup(ann, 'AVChatRoom');
    await ann.chat.joinGroup({ groupID: group });
    await server.rest('group_open_http_svc/send_group_system_notification', {
      GroupId: group,
      Content: 'closing soon',
    });
    t.match(await hearNotice(ann, group, 255), { payload: { userDefinedField: 'closing soon' } });
  });

  t.test(
    `${version}: who is there, the newest first; marks; a page that is loaded anew; no unread (#571 #572 #574)`,
    async (t) => {
      const { login } = starter(t, sdk);
      const [ann, ben] = [await login(), await login()];
      const group = await createGroup(ann, 'AVChatRoom');
      for (const one of [ann, ben]) await one.chat.joinGroup({ groupID: group });
      const list = async (client: OfficialClient) =>
        (await client.chat.getGroupMemberList({ groupID: group, count: 30 })).data.memberList.map(
          ({ userID }) => userID,
        );
      t.same(await list(ben), [ben.userID, ann.userID]);
      t.match((await ben.chat.getGroupProfile({ groupID: group })).data.group, { selfInfo: { role: 'Member' } });
      const marked = { groupID: group, userIDList: [ben.userID], markType: 1000, enableMark: true };
      t.same((await ann.chat.markGroupMemberList(marked)).data.successUserIDList, [ben.userID]);
      ben.vanish();
      const again = await login(ben.userID);
      t.equal((await again.chat.joinGroup({ groupID: group })).data.status, 'JoinedSuccess');
      t.same(await list(ann), [ben.userID, ann.userID], 'once');
      await say(ann, group, 'welcome back');
      await again.hear('welcome back');
      await say(ann, group, 'and nothing to count');
      await again.hear('and nothing to count');
      t.equal(await again.chat.getTotalUnreadMessageCount(), 0, 'live rooms count for nobody');
      await again.chat.quitGroup(group);
      await hearTip(ann, group, code.quit);
      // Asked for too often, the client refuses by itself.
      const { MemberList } = await server.rest('group_open_avchatroom_http_svc/get_members', {
        GroupId: group,
        Timestamp: 0,
      });
      t.match(MemberList, [{ Member_Account: ann.userID }]);
      t.equal((MemberList as readonly unknown[]).length, 1);
    },
  );

  t.test(
    `${version}: who discards a group hears nothing of it but tips; all of it when he wants it again (#259 #262)`,
    async (t) => {
      const { login } = starter(t, sdk);
      const [ann, ben, cid] = [await login(), await login(), await login()];
      const people = [ben, cid].map(({ userID }) => ({ userID }));
      const group = await createGroup(ann, 'Public', { memberList: people });
      await groupList(ben, (groups) => groups.length === 1);
      const set = (messageRemindType: string) => ben.chat.setMessageRemindType({ groupID: group, messageRemindType });
      const heard = (text: string) =>
        ben.events.some(({ name, data }) => name === 'MESSAGE_RECEIVED' && JSON.stringify(data).includes(text));
      await set('Discard');
      await say(ann, group, 'not for ben');
      await cid.hear('not for ben');
      await ann.chat.updateGroupProfile({ groupID: group, name: 'renamed' });
      await hearTip(ben, group, 6);
      t.notOk(heard('not for ben'));
      ben.dropSocket();
      await ben.until(() => ben.traffic.answers.get('im_open_status.wslogin')?.length === 2, 'a second login');
      await say(ann, group, 'still not');
      await ann.say(ben, 'a word apart');
      await ben.hear('a word apart');
      t.notOk(heard('still not'), 'after a reconnect too');
      await set('AcceptAndNotify');
      await say(ann, group, 'for everybody');
      await ben.hear('for everybody');
      const member = { groupID: group, userID: ben.userID };
      const byOther = { GroupId: group, Member_Account: ben.userID, MsgFlag: 'Discard' };
      const wire = await Phone.login(server.wsUrl, ann.userID, server.sign(ann.userID));
      t.teardown(() => wire.close());
      const answer = await wire.wire.ask('group_open_http_svc.modify_group_member_info', byOther);
      t.match(answer, { ErrorCode: 10007 }, `only ${member.userID} himself`);
    },
  );
}
