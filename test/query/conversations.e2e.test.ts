import t from 'tap';
import { GroupServer, text } from '../rest/group-server.ts';
import { asking } from './asking.ts';

const rest = await GroupServer.start();
t.teardown(() => rest.server.stop());
const { server } = rest;

const get = asking(server);
const ids = async (query: Readonly<Record<string, string>> = {}, user = 'bob') => {
  const { status, body } = await get('conversationList', user, query);
  t.equal(status, 200, JSON.stringify(body).slice(0, 200));
  return (body.conversations as readonly { readonly id: string }[]).map(({ id }) => id);
};
const arrange = (command: string, body: object) =>
  rest.call(command, { From_Account: 'bob', ...body }, 'recentcontact');
const say = (From_Account: string) =>
  rest.call('sendmsg', { From_Account, To_Account: 'bob', MsgRandom: 1, MsgBody: text('x') }, 'openim');

const withUser = (To_Account: string) => ({ Type: 1, To_Account });
const group = await rest.group('Public');
await rest.send(group);
for (const user of ['alice', 'carol', 'dave']) await say(user);
await arrange('top', { OperationType: 1, RecentContactItem: [withUser('carol')] });
await arrange('mark_contact', { MarkItem: [{ OptType: 1, ContactItem: withUser('dave'), SetMark: [5] }] });
const GroupContactItem = [{ GroupName: 'own', ContactItem: [{ Type: 2, ToGroupId: group }] }];
await arrange('create_contact_group', { GroupContactItem });
await rest.call('admin_set_msg_read', { Report_Account: 'bob', Peer_Account: 'alice' }, 'openim');

t.test('/query/conversationList: both kinds, pinned first, in pages #382 #384', async (t) => {
  const all = ['C2Calice', 'C2Ccarol', 'C2Cdave', `GROUP${group}`];
  t.same([...(await ids())].sort(), all);
  t.equal((await ids())[0], 'C2Ccarol');
  const seen: string[] = [];
  for (let cursor = ''; ; ) {
    const { body } = await get('conversationList', 'bob', { limit: '1', ...(cursor && { cursor }) });
    seen.push(...(body.conversations as readonly { readonly id: string }[]).map(({ id }) => id));
    if (body.cursor === undefined) break;
    cursor = String(body.cursor);
  }
  t.same(seen, await ids());
  t.same(await ids({ kind: 'group' }), [`GROUP${group}`]);
  t.same(await ids({ mark: '5' }), ['C2Cdave']);
  t.same(await ids({ mark: '4' }), []);
  t.same(await ids({ conversationGroup: '1' }), [`GROUP${group}`]);
  t.same(await ids({ unread: 'no' }), ['C2Calice']);
  t.same(await ids({ unread: 'yes', kind: 'c2c', user: 'bob' }, 'administrator'), ['C2Ccarol', 'C2Cdave']);
  t.same(await ids({ mentioned: 'yes' }), []);
  const { body } = await get('conversationList', 'bob', { mark: '5' });
  t.match(body.conversations, [{ id: 'C2Cdave', marks: [5], pinned: false, remind: 'AcceptAndNotify', unread: 1 }]);
});

t.test('/query/unreadTotal, conversationGroups, doNotDisturb #390 #392 #409', async (t) => {
  t.match(await get('unreadTotal', 'bob'), { body: { total: 3, conversations: 3 } });
  t.match(await get('unreadTotal', 'bob', { kind: 'c2c' }), { body: { total: 2, conversations: 2 } });
  t.match(await get('unreadTotal', 'bob', { conversationGroup: '1' }), { body: { total: 1, conversations: 1 } });
  t.match(await get('conversationGroups', 'bob'), { body: { groups: [{ id: 1, name: 'own' }] } });
  t.match(await get('doNotDisturb', 'bob'), { body: { remind: 'AcceptAndNotify', active: false } });
});

t.test('what is asked wrongly, and what is not theirs', async (t) => {
  for (const [query, status, code] of [
    [{ cursor: 'x' }, 400, 90001],
    [{ kind: 'x' }, 400, 70402],
    [{ mark: '64' }, 400, 70402],
    [{ unread: 'maybe' }, 400, 70402],
    [{ conversationGroup: '0' }, 400, 70402],
    [{ user: 'alice' }, 403, 60010],
  ] as const) {
    t.match(await get('conversationList', 'bob', query), { status, body: { code } }, JSON.stringify(query));
  }
  for (const name of ['unreadTotal', 'conversationGroups', 'doNotDisturb']) {
    t.match(await get(name, 'bob', { user: 'alice' }), { status: 403, body: { code: 60010 } }, name);
  }
});
