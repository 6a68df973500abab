import t from 'tap';
import { GroupServer, OK } from './group-server.ts';

const rest = await GroupServer.start();
t.teardown(() => rest.server.stop());
const call = rest.call.bind(rest);

const READ = 'group_open_attr_http_svc';
const read = async (GroupId: string, service = READ) =>
  (await call('get_group_attr', { GroupId }, service)).GroupAttrAry;
const pairs = (all: Readonly<Record<string, string>>) => Object.entries(all).map(([key, value]) => ({ key, value }));

t.test(
  'attributes in every type: set, modify, delete, clear, and get from its own service #477 #478 #479 #480',
  async (t) => {
    for (const type of ['Private', 'Public', 'ChatRoom', 'AVChatRoom', 'Community']) {
      const GroupId = await rest.group(type);
      t.strictSame(await call('get_group_attr', { GroupId }, READ), { ...OK, GroupAttrAry: [] }, type);
      t.strictSame(await call('set_group_attr', { GroupId, GroupAttr: pairs({ mode: 'quiz', round: '1' }) }), OK);
      t.strictSame(await read(GroupId), pairs({ mode: 'quiz', round: '1' }));
      t.strictSame(await call('modify_group_attr', { GroupId, GroupAttr: pairs({ round: '2', host: 'bob' }) }), OK);
      t.strictSame(await read(GroupId), pairs({ mode: 'quiz', round: '2', host: 'bob' }));
      t.strictSame(await call('delete_group_attr', { GroupId, GroupAttr: [{ key: 'mode' }] }), OK);
      t.strictSame(await read(GroupId), pairs({ round: '2', host: 'bob' }));
      t.strictSame(await call('set_group_attr', { GroupId, GroupAttr: pairs({ only: 'this' }) }), OK);
      t.strictSame(await read(GroupId), pairs({ only: 'this' }));
      t.strictSame(await call('clear_group_attr', { GroupId }), OK);
      t.strictSame(await read(GroupId), []);
    }
  },
);

t.test('communities are addressed by their own service', async (t) => {
  const GroupId = await rest.group('Community');
  const service = 'million_group_open_http_svc';
  t.strictSame(await call('set_group_attr', { GroupId, GroupAttr: pairs({ a: '1' }) }, service), OK);
  t.strictSame(await read(GroupId, service), pairs({ a: '1' }));
});

t.test('what is wrong with a request is told by its code #481 #485', async (t) => {
  const GroupId = await rest.group('Public');
  const community = await rest.group('Community');
  const many = (count: number, length: number) =>
    pairs(Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, 'v'.repeat(length)])));
  await rest.refuses(t, [
    ['no group', 'set_group_attr', { GroupAttr: [] }, 10004],
    ['no pairs', 'set_group_attr', { GroupId }, 10004],
    ['names in capitals', 'set_group_attr', { GroupId, GroupAttr: [{ Key: 'a', Value: '1' }] }, 10004],
    ['a value that is no text', 'modify_group_attr', { GroupId, GroupAttr: [{ key: 'a', value: 1 }] }, 10004],
    ['unknown group', 'set_group_attr', { GroupId: 'nowhere', GroupAttr: pairs({ a: '1' }) }, 10010],
    ['a topic', 'set_group_attr', { GroupId: `${community}@TOPIC#_1`, GroupAttr: pairs({ a: '1' }) }, 10010],
    ['no id', 'clear_group_attr', { GroupId: '雁' }, 10015],
    ['a long key', 'set_group_attr', { GroupId, GroupAttr: pairs({ ['k'.repeat(33)]: '1' }) }, 10045],
    ['a long value', 'modify_group_attr', { GroupId, GroupAttr: pairs({ a: 'v'.repeat(4001) }) }, 10046],
    ['too many keys', 'set_group_attr', { GroupId, GroupAttr: many(17, 1) }, 10047],
    ['too long altogether', 'set_group_attr', { GroupId, GroupAttr: many(16, 1001) }, 10048],
    ['an unknown key', 'delete_group_attr', { GroupId, GroupAttr: [{ key: 'none' }] }, 10050],
    ['no key', 'delete_group_attr', { GroupId, GroupAttr: [] }, 10004],
  ]);
  t.match(await call('get_group_attr', { GroupId: 'nowhere' }, READ), { ErrorCode: 10010 });
  t.match(await call('get_group_attr', { GroupId }), { ErrorCode: 60009 }, 'not in the service of the others');
  t.strictSame(await read(GroupId), []);
});

t.test('more than five changes a second are refused #482', async (t) => {
  const GroupId = await rest.group('Public');
  // Of 22 in a row some fall into one second: at most 5 of each pass.
  const codes = await Promise.all(
    Array.from({ length: 22 }, (_, i) => call('modify_group_attr', { GroupId, GroupAttr: pairs({ n: String(i) }) })),
  );
  t.ok(codes.some(({ ErrorCode }) => ErrorCode === 10049));
  t.ok(codes.every(({ ErrorCode }) => ErrorCode === 0 || ErrorCode === 10049));
});
