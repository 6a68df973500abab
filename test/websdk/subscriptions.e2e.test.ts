import t from 'tap';
import type { SdkConversation, SdkMessage } from '../conformance/sdk-types.ts';
import { TestServer } from '../conformance/server.ts';
import { starterOn, versions } from './official-starter.ts';

/** The official clients know nothing of official accounts: to them they are one-to-one conversations. */

const server = await TestServer.start({
  YANSHU_LIMIT_BROADCASTS_PER_SECOND: '1000',
  YANSHU_LIMIT_BROADCASTS_PER_HOUR: '1000',
});
t.teardown(() => server.stop());
await server.rest('im_open_login_svc/account_import', { UserID: 'olga' });

const call = async (command: string, body: object) => {
  const answer = await server.rest(`official_account_open_http_svc/${command}`, body);
  if (answer.ErrorCode !== 0) throw new Error(`${command}: ${answer.ErrorInfo}`);
  return answer;
};
let accounts = 0;
let random = 0;

/** A new account with these subscribers. */
async function account(...users: readonly string[]): Promise<string> {
  const { OfficialAccountUserID: id } = await call('create_official_account', {
    Owner_Account: 'olga',
    Name: 'City News',
    FaceUrl: 'https://face/1.png',
    OfficialAccountUserID: `@TOA#_news-${++accounts}`,
  });
  const SubscriberList = users.map((user) => ({ Subscriber_Account: user }));
  await call('add_subscriber', { Official_Account: id, SubscriberList });
  return String(id);
}
const publish = (Official_Account: string, Text: string, more: object = {}) =>
  call('send_official_account_msg', {
    Official_Account,
    Random: ++random,
    MsgBody: [{ MsgType: 'TIMTextElem', MsgContent: { Text } }],
    ...more,
  });
const recall = (Official_Account: string, MsgKey: unknown) =>
  call('official_account_msg_recall', { Official_Account, MsgKeyList: [MsgKey] });
const starter = starterOn(server, 'sub');
const TOTAL = 'TOTAL_UNREAD_MESSAGE_COUNT_UPDATED';

const named = (list: readonly SdkConversation[], id: string) =>
  list.find(({ conversationID }) => conversationID === id);

for (const { sdk, version } of versions) {
  t.test(`${version}: a broadcast is a message of a conversation, unread until it is read #717`, async (t) => {
    const { login } = starter(t, sdk);
    const [alice, stranger] = [await login(), await login()];
    const id = await account(alice.userID);
    const conversation = `C2C${id}`;
    await publish(id, 'first');
    const message = await alice.hear('first');
    t.match(message, { from: id, flow: 'in', conversationID: conversation, nick: 'City News' });
    await publish(id, 'second');
    await alice.unread(conversation, 2);
    const list = await alice.conversations((all) => named(all, conversation)?.userProfile.nick === 'City News');
    t.match(named(list, conversation), { type: 'C2C', lastMessage: { messageForShow: 'second', fromAccount: id } });
    await alice.chat.setMessageRead({ conversationID: conversation });
    await alice.unread(conversation, 0);
    // Another page of his, which knows nothing yet: the same from history, as is what came while nobody was there.
    await alice.close();
    await publish(id, 'third');
    const later = await login(alice.userID);
    await later.unread(conversation, 1);
    const { data } = await later.chat.getMessageList({ conversationID: conversation });
    t.same(
      data.messageList.map(({ payload }) => payload.text),
      ['first', 'second', 'third'],
    );
    t.equal(stranger.count('MESSAGE_RECEIVED'), 0);
    const { conversationList } = (await stranger.chat.getConversationList()).data;
    t.equal(named(conversationList, conversation), undefined);
  });

  t.test(`${version}: a recall takes the message back, and off the unread ones`, async (t) => {
    const { login } = starter(t, sdk);
    const alice = await login();
    const id = await account(alice.userID);
    const { MsgKey } = await publish(id, 'wrong');
    const message = await alice.hear('wrong');
    await recall(id, MsgKey);
    const revoked = await alice.waitFor<readonly SdkMessage[]>('MESSAGE_REVOKED');
    t.same(
      revoked.map(({ ID }) => ID),
      [message.ID],
    );
    await alice.unread(`C2C${id}`, 0);
  });

  t.test(`${version}: a subscriber writes to the account, nobody else does #720`, async (t) => {
    const { login } = starter(t, sdk);
    const [alice, stranger] = [await login(), await login()];
    const id = await account(alice.userID);
    const write = (client: typeof alice) =>
      client.chat.sendMessage(
        client.chat.createTextMessage({ to: id, conversationType: 'C2C', payload: { text: 'a question' } }),
      );
    t.equal((await write(alice)).code, 0);
    await t.rejects(write(stranger), { code: 130002 });
    const history = { Operator_Account: id, Peer_Account: alice.userID, MaxCnt: 9, MinTime: 0, MaxTime: 9_999_999_999 };
    const answer = await server.rest('openim/admin_getroammsg', history);
    t.match(answer, { MsgCnt: 1, MsgList: [{ From_Account: alice.userID, To_Account: id }] });
    await server.rest('openim/sendmsg', {
      From_Account: id,
      To_Account: alice.userID,
      MsgRandom: ++random,
      MsgBody: [{ MsgType: 'TIMTextElem', MsgContent: { Text: 'an answer' } }],
    });
    t.match(await alice.hear('an answer'), { from: id, conversationID: `C2C${id}` });
  });
}

t.test('notify, quiet, discard: as a subscriber has set it for the account #721 #717', async (t) => {
  const { login } = starter(t, 'chat');
  const [loud, quiet, deaf] = [await login(), await login(), await login()];
  const id = await account(loud.userID, quiet.userID, deaf.userID);
  const conversation = `C2C${id}`;
  const set = (client: typeof loud, messageRemindType: string) =>
    client.call('setMessageRemindType', { userIDList: [id], messageRemindType }) as Promise<unknown>;
  await set(quiet, 'AcceptNotNotify');
  // The same by an administrator.
  const discard = { Official_Account: id, Subscriber_Account: deaf.userID, MsgFlag: 'Discard' };
  await call('modify_subscriber_info', discard);
  const { SubscriberList } = await call('get_subscriber_info', { Official_Account: id });
  t.match(SubscriberList, [{ MsgFlag: 'AcceptAndNotify' }, { MsgFlag: 'AcceptNotNotify' }, { MsgFlag: 'Discard' }]);
  await publish(id, 'to all');
  await Promise.all([loud.hear('to all'), quiet.hear('to all')]);
  await loud.unread(conversation, 1);
  await loud.waitFor<number>(TOTAL, (total) => total === 1);
  await quiet.unread(conversation, 1);
  // The total goes from nothing to this message alone.
  await loud.say(quiet, 'psst');
  await quiet.waitFor<number>(TOTAL, (total) => total > 0);
  t.equal(quiet.chat.getTotalUnreadMessageCount(), 1);
  // What is sent now comes behind whatever was to come before.
  await loud.say(deaf, 'are you there');
  await deaf.hear('are you there');
  const texts = deaf.events.filter(({ name }) => name === 'MESSAGE_RECEIVED').map(({ data }) => JSON.stringify(data));
  t.notMatch(texts.join(), /to all/);
  const { data } = await deaf.chat.getMessageList({ conversationID: conversation });
  t.same(
    data.messageList.map(({ payload }) => payload.text),
    ['to all'],
    'history has it',
  );
});

t.test('an online-only broadcast reaches who is there, and is kept nowhere', async (t) => {
  const { login, name } = starter(t, 'chat');
  const alice = await login();
  const away = name();
  await server.rest('im_open_login_svc/account_import', { UserID: away });
  const id = await account(alice.userID, away);
  await publish(id, 'now or never', { OnlineOnlyFlag: 1 });
  await alice.hear('now or never');
  const { RspMsgList } = await call('official_account_msg_get_simple', { Official_Account: id, ReqMsgNumber: 9 });
  t.same(RspMsgList, []);
  const later = await login(away);
  const { data } = await later.chat.getMessageList({ conversationID: `C2C${id}` });
  t.same(data.messageList, []);
});
