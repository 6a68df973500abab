import t from 'tap';
import { GroupServer } from '../rest/group-server.ts';
import { asking } from './asking.ts';

const rest = await GroupServer.start();
t.teardown(() => rest.server.stop());
const get = asking(rest.server);

for (const [From_Account, ...users] of [
  ['alice', 'bob', 'carol', 'dave'],
  ['bob', 'alice'],
]) {
  await rest.call('follow_add', { From_Account, FollowItem: users.map((To_Account) => ({ To_Account })) }, 'follow');
}

t.test('/query/follows: each list, in pages, newest first #159', async (t) => {
  const seen: unknown[] = [];
  for (let cursor = ''; ; ) {
    const { body } = await get('follows', 'alice', { limit: '1', ...(cursor && { cursor }) });
    seen.push(...(body.users as readonly { readonly user: string }[]).map(({ user }) => user));
    if (body.cursor === undefined) break;
    cursor = String(body.cursor);
  }
  t.same(seen, ['dave', 'carol', 'bob']);
  t.match(await get('follows', 'bob', { list: 'followers' }), {
    status: 200,
    body: { users: [{ user: 'alice', at: Number, account: { user: 'alice' } }] },
  });
  t.match(await get('follows', 'administrator', { list: 'mutual', user: 'alice' }), {
    body: { users: [{ user: 'bob' }] },
  });
  t.match(await get('follows', 'bob', { user: 'alice' }), { status: 403 });
  t.match(await get('follows', 'bob', { list: 'friends' }), { status: 400, body: { code: 70402 } });
  t.match(await get('follows', 'bob', { cursor: 'x' }), { status: 400, body: { code: 30001 } });
});

t.test('/query/followCounts and /query/followTypes #160', async (t) => {
  t.same((await get('followCounts', 'alice')).body, {
    counts: [{ user: 'alice', followers: 1, following: 3, mutual: 1 }],
  });
  t.match((await get('followCounts', 'carol', { users: 'bob,nobody,dave' })).body, {
    counts: [{ user: 'bob', followers: 1, following: 1 }, null, { user: 'dave', followers: 1 }],
  });
  t.same((await get('followTypes', 'alice', { users: 'bob,carol,erin,nobody' })).body, {
    types: ['mutual', 'following', 'none', null],
  });
  t.same((await get('followTypes', 'carol', { users: 'alice' })).body, { types: ['follower'] });
  t.match(await get('followTypes', 'carol', { users: 'alice', user: 'bob' }), { status: 403 });
  t.match(await get('followTypes', 'carol'), { status: 400 });
  t.match(await get('followCounts', 'carol', { users: 'u,'.repeat(101) }), { status: 400 });
});
