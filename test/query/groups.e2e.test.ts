import t from 'tap';
import { GroupServer, text } from '../rest/group-server.ts';
import { asking, type Json } from './asking.ts';

const rest = await GroupServer.start();
t.teardown(() => rest.server.stop());
const { server } = rest;

const get = asking(server);
const ok = async (name: string, user: string, query: Readonly<Record<string, string>> = {}) => {
  const { status, body } = await get(name, user, query);
  t.equal(status, 200, `${name} ${JSON.stringify(body).slice(0, 200)}`);
  return body;
};

const group = await rest.group('Public');
const community = await rest.group('Community', { SupportTopic: 1 });
const million = 'million_group_open_http_svc';
const created = await rest.call('create_topic', { GroupId: community, TopicName: 'square' }, million);
const topic = String(created.TopicId);
for (let i = 1; i <= 5; i++) await rest.send(group, { MsgBody: text(`m${i}`) });
await rest.call('modify_group_base_info', { GroupId: group, Name: 'Hikers' });
await rest.send(community, { TopicId: topic, MsgBody: text('in the square') });
await rest.send(community, { TopicId: topic, SendMsgControl: ['NoUnread'] });

t.test('/query/group: everything for members, public fields for others #461 #462', async (t) => {
  await rest.call('modify_group_base_info', { GroupId: group, AppDefinedData: [{ Key: 'level', Value: '3' }] });
  const inside = { groupId: group, type: 'Public', name: 'Hikers', owner: 'alice', memberCount: 3, lastSeq: 7 };
  t.match(await ok('group', 'bob', { group }), {
    group: { ...inside, custom: [['level', '3']] },
    self: { user: 'bob', role: 'Member', readSeq: 0 },
  });
  const outside = await ok('group', 'erin', { group });
  t.match(outside.group, { ...inside, custom: [], infoSeq: 0 });
  t.notOk('self' in outside);
  t.match(await get('group', 'bob', { group: 'nowhere' }), { status: 404, body: { code: 10010 } });
});

t.test('/query/groups: those somebody is in, in pages', async (t) => {
  const [user = ''] = await rest.accounts('many', 1);
  const MemberList = [{ Member_Account: user }];
  const ids: string[] = [];
  for (const type of ['Work', 'Public', 'Community']) ids.push(await rest.group(type, { MemberList }));
  const idsOf = ({ groups }: Json) => (groups as { group: { groupId: string } }[]).map((one) => one.group.groupId);
  const all = await ok('groups', user);
  t.strictSame([all.total, idsOf(all)], [3, ids]);
  t.match(all.groups, [{ self: { user, role: 'Member' } }]);
  t.strictSame(idsOf(await ok('groups', user, { limit: '2', offset: '1' })), ids.slice(1));
  t.strictSame(idsOf(await ok('groups', 'administrator', { user, type: 'Community' })), [ids[2]]);
});

t.test('/query/groupMembers: in pages, by role', async (t) => {
  const page = await ok('groupMembers', 'bob', { group, limit: '2' });
  t.match(page.members, [
    { user: 'alice', role: 'Owner' },
    { user: 'bob', role: 'Member' },
  ]);
  const rest = await ok('groupMembers', 'bob', { group, cursor: String(page.cursor) });
  t.match(rest.members, [{ user: 'carol' }]);
  t.notOk('cursor' in rest);
  t.match((await ok('groupMembers', 'administrator', { group, role: 'Owner' })).members, [{ user: 'alice' }]);
});

t.test('/query/groupHistory: messages and tips, of the group or a topic #355', async (t) => {
  const page = await ok('groupHistory', 'bob', { group, limit: '3', upTo: '6' });
  t.match(page, {
    entries: [
      { kind: 'tip', seq: 6, type: 'GroupProfileChanged', data: { changes: { name: 'Hikers' } } },
      { kind: 'message', seq: 5, from: 'alice', msgBody: text('m5') },
      { kind: 'message', seq: 4 },
    ],
    complete: false,
  });
  t.match(await ok('groupHistory', 'bob', { group, upTo: '3' }), { entries: [{ seq: 3 }, {}, {}], complete: true });
  t.match(await ok('groupHistory', 'bob', { group: community, topic }), {
    entries: [{ seq: 2 }, { seq: 1, msgBody: text('in the square') }],
  });
});

t.test('/query/groupConversations and /query/topics: with what is unread', async (t) => {
  const [user = ''] = await rest.accounts('reader', 1);
  const MemberList = [{ Member_Account: user }];
  for (const GroupId of [group, community]) {
    await rest.call('add_group_member', { GroupId, MemberList, Silence: 1 });
  }
  await rest.send(group, { MsgBody: text('news') });
  await rest.send(community, { TopicId: topic });
  await rest.send(community, { TopicId: topic, SendMsgControl: ['NoUnread'] });
  const { total, conversations } = await ok('groupConversations', user);
  t.equal(total, 2);
  t.match(conversations, [{ group, type: 'Public', unread: 1, lastEntry: { kind: 'message', msgBody: text('news') } }]);
  t.match(await ok('groupConversations', user, { limit: '1', offset: '2' }), { total: 2, conversations: [] });
  t.match(await ok('topics', user, { group: community }), {
    topics: [{ topic, name: 'square', lastSeq: 4, lastEntry: { seq: 4 }, self: { readSeq: 2, unread: 1 } }],
  });
  t.match(await ok('topics', 'administrator', { group: community, topic, user }), {
    topics: [{ self: { unread: 1 } }],
  });
});

t.test('nobody reads what is not his; an administrator reads for anybody #6 #30', async (t) => {
  for (const [name, query, code] of [
    ['groups', { user: 'bob' }, 60010],
    ['groupMembers', { group }, 10007],
    ['groupHistory', { group }, 10007],
    ['groupHistory', { group, user: 'bob' }, 60010],
    ['groupHistory', { group: community, topic }, 10007],
    ['groupConversations', { user: 'bob' }, 60010],
    ['topics', { group: community }, 10007],
    ['topics', { group: community, user: 'bob' }, 60010],
  ] as const) {
    t.match(await get(name, 'erin', query), { status: 403, body: { code, message: /./ } }, name);
    t.match(await get(name, 'administrator', query), { status: 200 }, name);
  }
  t.match(await get('topics', 'carol', { group: community, user: 'bob' }), { status: 403, body: { code: 60010 } });
});

t.test('bad requests are told what is wrong', async (t) => {
  const other = `${community}@TOPIC#_none`;
  for (const [name, query, status, code] of [
    ['group', {}, 400, 70402],
    ['groups', { type: 'Club' }, 400, 70402],
    ['groups', { limit: '101' }, 400, 70402],
    ['groupMembers', {}, 400, 70402],
    ['groupMembers', { group, role: 'King' }, 400, 70402],
    ['groupMembers', { group, cursor: 'x' }, 400, 10004],
    ['groupMembers', { group: 'nowhere' }, 404, 10010],
    ['groupHistory', { group, upTo: '-1' }, 400, 70402],
    ['groupHistory', { group: community, topic: other }, 404, 110003],
    ['groupHistory', { group, topic }, 400, 110013],
    ['groupConversations', { offset: 'x' }, 400, 70402],
    ['topics', {}, 400, 70402],
    ['topics', { group: community, topic: other }, 404, 110003],
    ['topics', { group: community, topic: 'x' }, 400, 110013],
  ] as const) {
    t.match(
      await get(name, 'bob', query),
      { status, body: { code, message: /./ } },
      `${name} ${JSON.stringify(query)}`,
    );
  }
});
