import t from 'tap';
import WebSocket from 'ws';
import { BinaryClient } from '../../gateway/binary/client/index.ts';
import { GroupServer } from '../rest/group-server.ts';
import { asking, type Json } from './asking.ts';

const rest = await GroupServer.start();
const { server } = rest;
const clients: BinaryClient[] = [];
t.teardown(async () => {
  for (const client of clients) client.close();
  await rest.server.stop();
});

const get = asking(server);
const ok = async (name: string, user: string, query: Readonly<Record<string, string>> = {}) => {
  const { status, body } = await get(name, user, query);
  t.equal(status, 200, `${name} ${JSON.stringify(body).slice(0, 200)}`);
  return body;
};
async function login(user: string): Promise<BinaryClient> {
  const url = `${server.wsUrl}/ws`;
  const about = { user, userSig: server.sign(user), platform: 'Linux', device: user };
  const client = new BinaryClient({ url, app: 1400000001, WebSocket, ...about });
  clients.push(client);
  await client.connect();
  return client;
}

const [alice, bob, frank] = await Promise.all([login('alice'), login('bob'), login('frank')]);
const source = 'AddSource_Type_Test';
await bob.profiles.change({ nick: 'Bob', fields: { Level: 7 } });
const add = (peer: string, more: object = {}) => alice.relations.friends.add([{ peer, source, ...more }], false);
await add('bob', { remark: 'Bobby', group: 'work' });
for (const peer of ['carol', 'dave']) await add(peer);
await alice.profiles.change({ fields: { AllowType: 'AllowType_Type_NeedConfirm' } });
await frank.profiles.change({ nick: 'Frank' });
await frank.relations.friends.add([{ peer: 'alice', source, wording: 'hi' }]);
for (const peer of ['erin', 'carol']) await alice.relations.blocklist.add([peer]);

/** All pages of one entry each. */
async function pages(name: string, list: string): Promise<readonly unknown[]> {
  const seen: unknown[] = [];
  for (let cursor: unknown = ''; cursor !== undefined; ) {
    const page: Json = await ok(name, 'alice', { limit: '1', ...(cursor !== '' && { cursor: String(cursor) }) });
    seen.push(...(page[list] as readonly { readonly peer: string }[]).map(({ peer }) => peer));
    cursor = page.cursor;
  }
  return seen;
}

t.test('/query/profiles: open to everybody, in the order asked for #95', async (t) => {
  const bobs = { user: 'bob', nick: 'Bob', faceUrl: '', fields: { Level: 7 } };
  t.same(await ok('profiles', 'erin', { users: 'nobody,bob' }), { profiles: [null, bobs] });
  t.same(await ok('profiles', 'bob'), { profiles: [bobs] });
  const users = Array.from({ length: 101 }, () => 'bob').join(',');
  t.match(await get('profiles', 'erin', { users }), { status: 400, body: { code: 70402 } });
});

t.test('/query/friends: in the order of adding, in pages, with their profiles #127', async (t) => {
  t.same(await pages('friends', 'friends'), ['bob', 'dave']);
  const all = await ok('friends', 'alice');
  t.match(all, {
    total: 2,
    friends: [{ peer: 'bob', remark: 'Bobby', groups: ['work'], profile: { nick: 'Bob' } }, { peer: 'dave' }],
  });
  t.notOk('cursor' in all);
  t.same(await ok('friends', 'administrator', { user: 'alice' }), all);
  t.match(await ok('friends', 'erin'), { total: 0, friends: [] });
});

t.test('/query/friendRequests and friendGroups #116 #143', async (t) => {
  const request = { peer: 'frank', direction: 'in', nick: 'Frank', wording: 'hi', source };
  t.match(await ok('friendRequests', 'alice'), { requests: [request], unread: 1 });
  t.match(await ok('friendRequests', 'frank'), { requests: [{ peer: 'alice', direction: 'out' }], unread: 0 });
  t.same(await ok('friendGroups', 'alice'), { groups: [{ name: 'work', peers: ['bob'] }] });
});

t.test('/query/blocklist: in the order of blocking, in pages #147', async (t) => {
  t.same(await pages('blocklist', 'users'), ['erin', 'carol']);
  t.same(await ok('blocklist', 'bob'), { users: [] });
});

t.test('what is asked wrongly, and what is not theirs', async (t) => {
  for (const name of ['friends', 'friendRequests', 'friendGroups', 'blocklist']) {
    t.match(await get(name, 'bob', { user: 'alice' }), { status: 403, body: { code: 60010 } }, name);
  }
  for (const name of ['friends', 'blocklist']) {
    for (const query of [{ cursor: 'x' }, { cursor: '-1' }, { limit: '0' }, { limit: '101' }]) {
      t.match(await get(name, 'bob', query), { status: 400, body: { code: 70402 } }, JSON.stringify(query));
    }
  }
});
