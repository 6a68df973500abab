import t from 'tap';
import { groupBodies } from '../fuzz/group-bodies.ts';
import { GroupServer } from './group-server.ts';

/** Types by their letters (rest-api.md §3.7). */
const types = { W: 'Work', P: 'Public', M: 'Meeting', A: 'AVChatRoom', C: 'Community' } as const;
type Letter = keyof typeof types;

/** For which types a command is, where it is not for all (rest-api.md §15–22, `Types`). */
const offered: Readonly<Record<string, string>> = {
  get_group_member_info: 'WPMC',
  get_specified_group_member_info: 'WPMC',
  add_group_member: 'WPMC',
  delete_group_member: 'WPMC',
  modify_group_member_info: 'WPMC',
  get_role_in_group: 'WPMC',
  forbid_send_msg: 'PMAC',
  change_group_owner: 'WPMC',
  import_group_member: 'WPMC',
  set_unread_msg_num: 'WPMC',
  ban_group_member: 'AC',
  unban_group_member: 'AC',
  get_group_ban_member: 'AC',
  import_group_msg: 'WPMC',
  group_msg_get_simple: 'WPMC',
  pin_message: 'WPMC',
  unpin_message: 'WPMC',
  get_pinned_messages: 'WPMC',
  get_group_counter: 'WPMA',
  update_group_counter: 'WPMA',
  delete_group_counter: 'WPMA',
  get_members: 'A',
  modify_user_info: 'A',
  modify_admin: 'A',
  get_admin_list: 'A',
  check_members: 'A',
  create_topic: 'C',
  destroy_topic: 'C',
  get_topic: 'C',
  modify_topic: 'C',
  import_topic: 'C',
  create_permission_group: 'C',
  destroy_permission_group: 'C',
  modify_permission_group: 'C',
  get_permission_group: 'C',
  add_topic_permission_group: 'C',
  set_topic_permission_group: 'C',
  delete_topic_permission_group: 'C',
  get_topic_permission_group: 'C',
  add_permission_group_member: 'C',
  delete_permission_group_member: 'C',
  get_permission_group_member_list: 'C',
};
/** "Wrong type" under another code than 10007. */
const otherwise: Readonly<Record<string, number>> = { delete_group_member: 10004 };
/** Fields that only one of the types knows make the body one of that type. */
const about = /TopicId/;

const rest = await GroupServer.start();
t.teardown(() => rest.server.stop());
await rest.accounts('target', 1);

/** One body for each command that names a group, without what belongs to topics alone. */
const bodies = new Map<string, readonly [service: string, body: object]>();
for (const [path, body] of groupBodies) {
  const [service = '', name = ''] = path.split('/');
  const plain = !Object.keys(body).some((field) => about.test(field)) || offered[name] === 'C';
  const names = 'GroupId' in body && !/^(create|import)_group$/.test(name);
  if (names && plain && !bodies.has(name)) bodies.set(name, [service, body]);
}

t.test('a type that a command is not for is told so', async (t) => {
  const ids = Object.fromEntries(
    await Promise.all(Object.entries(types).map(async ([letter, type]) => [letter, await rest.group(type)] as const)),
  );
  for (const [name, letters] of Object.entries(offered)) {
    const [service, body] = bodies.get(name) ?? [];
    if (!t.ok(body, `${name} is tried`)) continue;
    for (const letter of Object.keys(types) as Letter[]) {
      if (letters.includes(letter)) continue;
      const answer = await rest.call(name, { ...body, GroupId: ids[letter] }, service);
      t.match(answer, { ErrorCode: otherwise[name] ?? 10007, ErrorInfo: /./ }, `${name} in ${types[letter]}`);
    }
  }
});

t.test('what is no id, and what is no group, is told by every command that names one', async (t) => {
  t.ok(bodies.size > 50);
  for (const [name, [service, body]] of bodies) {
    for (const [GroupId, code] of [
      ['', 10015],
      ['组', 10015],
      ['a\nb', 10015],
      ['x'.repeat(97), 10015],
      ['nowhere', 10010],
      ['@TGS#_nowhere', 10010],
    ] as const) {
      const answer = await rest.call(name, { ...body, GroupId }, service);
      t.match(answer, { ErrorCode: code, ErrorInfo: /./ }, `${name} ${JSON.stringify(GroupId.slice(0, 20))}`);
    }
    const { ErrorCode } = await rest.call(name, { ...body, GroupId: 7 }, service);
    t.equal(ErrorCode, 10004, `${name} of a number`);
  }
});

t.test('who has no account is told by every command that acts in his name, or on him alone', async (t) => {
  const GroupId = await rest.group('Public');
  const town = await rest.group('Community', { SupportTopic: 1 });
  const nobody = 'nobody';
  const [TopicName, Random, MsgBody] = ['T', 1, [{ MsgType: 'TIMTextElem', MsgContent: { Text: 'hi' } }]];
  await rest.refuses(t, [
    ['owner', 'create_group', { Type: 'Public', Name: 'x', Owner_Account: nobody }, 10019],
    ['owner', 'import_group', { Type: 'Public', Name: 'x', Owner_Account: nobody }, 10019],
    ['operator', 'modify_group_base_info', { GroupId, Name: 'x', From_Account: nobody }, 10019],
    ['operator', 'change_group_owner', { GroupId, NewOwner_Account: 'bob', From_Account: nobody }, 10019],
    ['new owner', 'change_group_owner', { GroupId, NewOwner_Account: nobody }, 10007],
    ['his groups', 'get_joined_group_list', { Member_Account: nobody }, 10019],
    ['all who are added', 'add_group_member', { GroupId, MemberList: [{ Member_Account: nobody }] }, 10019],
    ['all who are imported', 'import_group_member', { GroupId, MemberList: [{ Member_Account: nobody }] }, 10019],
    ['member', 'modify_group_member_info', { GroupId, Member_Account: nobody, NameCard: 'x' }, 10007],
    ['member', 'set_unread_msg_num', { GroupId, Member_Account: nobody, UnreadMsgNum: 0 }, 10007],
    ['sender', 'send_group_msg', { GroupId, From_Account: nobody, Random, MsgBody }, 10019],
    ['sender', 'send_broadcast_msg', { From_Account: nobody, Random, MsgBody }, 10019],
    ['who pins', 'pin_message', { GroupId, MsgSeq: 1, Pinner_Account: nobody }, 10019],
    ['who unpins', 'unpin_message', { GroupId, MsgSeq: 1, UnPinner_Account: nobody }, 10019],
    ['who creates', 'create_topic', { GroupId: town, TopicName, From_Account: nobody }, 10019],
    ['who looks', 'get_topic', { GroupId: town, From_Account: nobody }, 10019],
  ]);
});
