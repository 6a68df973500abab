import t from 'tap';
import { GroupServer, OK, text } from './group-server.ts';

const rest = await GroupServer.start();
t.teardown(() => rest.server.stop());

type Answer = Readonly<Record<string, unknown>>;
const SERVICE = 'recentcontact';
const call = (command: string, body: object, From_Account = 'alice') =>
  rest.call(command, { From_Account, ...body }, SERVICE);
const withUser = (To_Account: string) => ({ Type: 1, To_Account });
const start = { TimeStamp: 0, StartIndex: 0, TopTimeStamp: 0, TopStartIndex: 0 };
let random = 0;
const say = (From_Account: string, To_Account: string) =>
  rest.call('sendmsg', { From_Account, To_Account, MsgRandom: ++random, MsgBody: text(`m${random}`) }, 'openim');

/** The whole list, page by page. */
async function listOf(user: string, AssistFlags = 63): Promise<readonly Answer[]> {
  const items: Answer[] = [];
  let marks: object = start;
  for (let page = 0; page < 100; page++) {
    const answer = await call('get_list', { ...marks, AssistFlags }, user);
    t.match(answer, OK);
    items.push(...(answer.SessionItem as readonly Answer[]));
    if (answer.CompleteFlag === 1) return items;
    const { TimeStamp, StartIndex, TopTimeStamp, TopStartIndex } = answer;
    marks = { TimeStamp, StartIndex, TopTimeStamp, TopStartIndex };
  }
  throw new Error('the list does not end');
}

t.test(
  'get_list: pinned first, then newest first, page by page; marks with all flags (rest-api.md §13.1) #382',
  async (t) => {
    const peers = await rest.accounts('peer', 130);
    for (const peer of peers) t.match(await say(peer, 'alice'), OK);
    const group = await rest.group('Public');
    t.match(
      await call('top', { OperationType: 1, RecentContactItem: [withUser('peer7'), { Type: 2, GroupId: group }] }),
      OK,
    );
    const mark = { OptType: 3, ContactItem: withUser('peer9'), SetMark: [0, 40], CustomMark: 'x' };
    t.match(await call('mark_contact', { MarkItem: [mark] }), OK);
    const list = await listOf('alice');
    t.equal(list.length, 131);
    t.same(
      list.slice(0, 2).map(({ TopFlag }) => TopFlag),
      [1, 1],
    );
    t.equal(new Set(list.map(({ To_Account, GroupId }) => To_Account ?? GroupId)).size, 131);
    const times = list.slice(2).map(({ MsgTime }) => Number(MsgTime));
    t.same(
      times,
      [...times].sort((one, other) => other - one),
    );
    t.match(
      list.find(({ To_Account }) => To_Account === 'peer9'),
      { Type: 1, TopFlag: 0, StandardMark: `1${'0'.repeat(39)}1`, CustomMark: 'x', ContactGroupId: [] },
    );
    t.match(
      list.find(({ GroupId }) => GroupId === group),
      { Type: 2, TopFlag: 1 },
    );
    const plain = await listOf('alice', 1);
    t.equal(
      plain.some((item) => 'StandardMark' in item),
      false,
    );
  },
);

t.test('delete: with and without the messages (rest-api.md §13.2) #396 #397', async (t) => {
  await say('carol', 'bob');
  await say('dave', 'bob');
  const group = await rest.group('Public');
  await rest.send(group);
  const ids = async () => (await listOf('bob')).map(({ To_Account, GroupId }) => To_Account ?? GroupId);
  t.ok((await ids()).includes(group));
  t.match(await call('delete', withUser('carol'), 'bob'), OK);
  for (const key of ['ToGroupId', 'ToGroupid', 'GroupId']) {
    await rest.send(group);
    t.ok((await ids()).includes(group), 'it is back');
    t.match(await call('delete', { Type: 2, [key]: group }, 'bob'), OK, key);
    t.notOk((await ids()).includes(group));
  }
  t.match(await call('delete', { ...withUser('dave'), ClearRamble: 1 }, 'bob'), OK);
  t.notOk((await ids()).some((id) => id === 'carol' || id === 'dave'));
  const history = async (Operator_Account: string, Peer_Account: string) => {
    const range = { MaxCnt: 10, MinTime: 0, MaxTime: 4_000_000_000 };
    return (await rest.call('admin_getroammsg', { Operator_Account, Peer_Account, ...range }, 'openim')).MsgCnt;
  };
  t.equal(await history('bob', 'carol'), 1);
  t.equal(await history('bob', 'dave'), 0);
  t.equal(await history('dave', 'bob'), 1);
  t.match(await rest.call('get_c2c_unread_msg_num', { To_Account: 'bob' }, 'openim'), { AllC2CUnreadMsgNum: 0 });
});

t.test('top: 50 at most (rest-api.md §13.3) #395', async (t) => {
  const users = await rest.accounts('top', 51);
  const top = (OperationType: number, list: readonly string[]) =>
    call('top', { OperationType, RecentContactItem: list.map(withUser) }, 'carol');
  t.match(await top(1, users.slice(0, 50)), OK);
  t.match(await top(1, users.slice(50)), { ErrorCode: 51012 });
  t.match(await top(2, users.slice(0, 1)), OK);
  t.match(await top(1, users.slice(50)), OK);
});

t.test('groups of conversations (rest-api.md §13.4–13.7, §13.9) #404 #405 #406 #407 #408 #409', async (t) => {
  const group = await rest.group('Public');
  const ofGroup = { Type: 2, ToGroupId: group };
  const create = await call('create_contact_group', {
    GroupContactItem: [{ GroupName: 'travel', ContactItem: [withUser('bob'), withUser('nobody-at-all')] }],
  });
  t.match(create, {
    ...OK,
    GroupResultItem: [
      {
        GroupItem: { GroupName: 'travel', GroupId: 1 },
        ResultItem: [
          { ContactOptType: 1, ContactItem: withUser('bob'), ResultCode: 0, ResultInfo: '' },
          { ContactOptType: 1, ContactItem: withUser('nobody-at-all'), ResultCode: 50001 },
        ],
      },
    ],
  });
  const update = (UpdateGroup: object) => call('update_contact_group', { UpdateType: 1, UpdateGroup });
  t.match(
    await update({
      UpdateGroupType: 2,
      OldGroupName: 'travel',
      ContactUpdateItem: [
        { ContactOptType: 1, ContactItem: ofGroup },
        { ContactOptType: 2, ContactItem: withUser('bob') },
      ],
    }),
    {
      UpdateType: 1,
      UpdateGroupResult: {
        UpdateGroupType: 2,
        GroupName: 'travel',
        GroupId: 1,
        ContactResultItem: [
          { ContactOptType: 1, ContactItem: ofGroup, ResultCode: 0 },
          { ContactOptType: 2, ContactItem: withUser('bob'), ResultCode: 0 },
        ],
      },
    },
  );
  t.match(await update({ UpdateGroupType: 1, OldGroupName: 'travel', NewGroupName: 'trips' }), {
    ...OK,
    UpdateGroupResult: { GroupName: 'trips', OldGroupName: 'travel', GroupId: 1 },
  });
  const found = await call('get_contact_group', { StartIndex: 0 });
  t.match(found, { CompleteFlag: 1, NextStartIndex: 0, GroupItem: [{ GroupId: 1, GroupName: 'trips' }] });
  const item = { ...ofGroup, StandardMark: '0', CustomMark: '', ContactGroupId: [1] };
  t.match(
    (found.ContactItem as readonly Answer[]).find(({ ToGroupId }) => ToGroupId === group),
    item,
  );
  t.match(await call('search_contact_group', { ContactItem: [ofGroup, withUser('bob')] }), {
    ContactResultItem: [item, { ...withUser('bob'), ContactGroupId: [] }],
    GroupItem: [{ GroupId: 1 }],
  });
  t.match(await call('del_contact_group', { GroupName: ['trips'] }), {
    ...OK,
    GroupItem: [{ GroupName: 'trips', GroupId: 1 }],
  });
  t.match(await call('get_contact_group', { StartIndex: 0 }), { GroupItem: [] });
});

t.test('mark_contact: a code for each (rest-api.md §13.8) #400 #401 #402 #403', async (t) => {
  const MarkItem = [
    { OptType: 1, ContactItem: withUser('bob'), SetMark: [0, 1] },
    { OptType: 1, ContactItem: { Type: 2, ToGroupId: 'there-is-none' }, SetMark: [0] },
    { OptType: 2, ContactItem: withUser('bob'), CustomMark: 'c' },
    { OptType: 1, ContactItem: withUser('bob'), ClearMark: [0] },
  ];
  t.match(await call('mark_contact', { MarkItem }, 'dave'), {
    ...OK,
    ResultItem: [
      { OptType: 1, ResultCode: 0 },
      { ResultCode: 51007 },
      { OptType: 2, ResultCode: 0 },
      { ResultCode: 0 },
    ],
  });
  t.match(await call('search_contact_group', { ContactItem: [withUser('bob')] }, 'dave'), {
    ContactResultItem: [{ StandardMark: '10', CustomMark: 'c' }],
  });
});

t.test('bad input answers its code and changes nothing', async (t) => {
  const before = await call('get_contact_group', { StartIndex: 0 }, 'erin');
  const bob = withUser('bob');
  const inputs: readonly (readonly [string, object, number, string?])[] = [
    ['get_list', { ...start, AssistFlags: 63 }, 50001, 'nobody-at-all'],
    ['get_list', { ...start }, 50002],
    ['get_list', { ...start, TimeStamp: -1, AssistFlags: 63 }, 50002],
    ['delete', { Type: 1 }, 50002],
    ['delete', { Type: 3, To_Account: 'bob' }, 50002],
    ['delete', { Type: 2, ToGroupId: 'ü' }, 51007],
    ['top', { OperationType: 3, RecentContactItem: [bob] }, 50002],
    ['top', { OperationType: 1, RecentContactItem: [] }, 50002],
    ['top', { OperationType: 1, RecentContactItem: [withUser('nobody-at-all')] }, 50001],
    ['top', { OperationType: 1, RecentContactItem: [bob, { Type: 2, GroupId: 'there-is-none' }] }, 51007],
    ['mark_contact', { MarkItem: [] }, 51006],
    ['mark_contact', { MarkItem: [{ OptType: 1, ContactItem: bob, SetMark: [99] }] }, 50002],
    ['mark_contact', { MarkItem: [{ OptType: 2, ContactItem: bob, CustomMark: 'ü'.repeat(129) }] }, 50002],
    ['create_contact_group', { GroupContactItem: [{ GroupName: 'x'.repeat(33) }] }, 51011],
    ['create_contact_group', { GroupContactItem: [{}] }, 50002],
    ['update_contact_group', { UpdateGroup: { UpdateGroupType: 1, OldGroupName: 'x', NewGroupName: 'y' } }, 51009],
    ['update_contact_group', { UpdateGroup: { UpdateGroupType: 3, OldGroupName: 'x' } }, 50002],
    ['del_contact_group', { GroupName: ['gone'] }, 51009],
    ['search_contact_group', { ContactItem: 'bob' }, 50002],
    ['get_contact_group', { StartIndex: -1 }, 50002],
  ];
  for (const [command, body, code, user = 'erin'] of inputs) {
    const answer = await call(command, body, user);
    t.match(answer, { ActionStatus: 'FAIL', ErrorCode: code, ErrorInfo: /./ }, `${command} ${JSON.stringify(body)}`);
  }
  t.match(await rest.call('top', { OperationType: 1, RecentContactItem: [bob] }, SERVICE), { ErrorCode: 50002 });
  t.same(await call('get_contact_group', { StartIndex: 0 }, 'erin'), before);
  t.same(await listOf('erin'), []);
});
