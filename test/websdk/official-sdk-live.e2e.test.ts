import t, { type Test } from 'tap';
import type { SdkName } from '../conformance/bundle.ts';
import { codeOf } from '../conformance/check.ts';
import { createGroup, hearNotice, hearTip, say } from '../conformance/group-talk.ts';
import { OfficialClient } from '../conformance/official-client.ts';
import { TestServer } from '../conformance/server.ts';
import { startClient } from '../conformance/world.ts';

/** Live rooms with the official clients, unmodified, against the started server. */
const versions: readonly { readonly sdk: SdkName; readonly version: string }[] = [
  { sdk: 'chat', version: '3.6.6' },
  { sdk: 'tim', version: '2.27.6' },
];
const code = { joined: 1, quit: 2, banned: 10 };

const server = await TestServer.start();
t.teardown(() => server.stop());
let users = 0;

function starter(t: Test, sdk: SdkName) {
  const clients: OfficialClient[] = [];
  t.teardown(() => Promise.all(clients.map((client) => client.close())));
  async function login(user = `live-${++users}`): Promise<OfficialClient> {
    const client = await startClient(server, sdk, user);
    clients.push(client);
    return client;
  }
  async function anonymous(): Promise<OfficialClient> {
    const client = await OfficialClient.start({ url: server.wsUrl, sdk, userID: '', userSig: '', login: false });
    clients.push(client);
    return client;
  }
  return { login, anonymous };
}

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
      await hearTip(ann, group, code.joined);
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
}
