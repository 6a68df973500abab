import t from 'tap';
import { GroupServer } from './group-server.ts';

const LIMITS = { YANSHU_LIMIT_FOLLOWING: '2', YANSHU_LIMIT_FOLLOWERS: '3', YANSHU_LIMIT_MUTUAL_FOLLOWS: '1' };
const rest = await GroupServer.start(LIMITS);
t.teardown(() => rest.server.stop());

const add = async (From_Account: string, ...users: readonly string[]) => {
  const FollowItem = users.map((To_Account) => ({ To_Account }));
  const answer = await rest.call('follow_add', { From_Account, FollowItem }, 'follow');
  return (answer.ResultItem as readonly { readonly ResultCode: number }[]).map(({ ResultCode }) => ResultCode);
};

t.test('the limits of the configuration, each with its code (error-codes.md §6)', async (t) => {
  t.same(await add('alice', 'bob', 'carol', 'dave'), [0, 0, 32100]);
  t.same(await add('bob', 'alice'), [0]);
  t.same(await add('carol', 'alice'), [32103], 'alice follows back, and has one mutual follow');
  t.same(await add('bob', 'carol'), [0]);
  const fans = await rest.accounts('fan', 2);
  t.same(await add('fan0', 'carol'), [0]);
  t.same(await add('fan1', 'carol'), [32101]);
  t.same(fans.length, 2);
  t.same(await add('dave', 'erin'), [0]);
  t.same(await add('erin', 'dave'), [0]);
  t.same(await add('fan0', 'erin'), [0]);
  t.same(await add('erin', 'fan0'), [32102], 'erin has a mutual follow');
});
