import t from 'tap';
import { type Answer, codes, OK, SOURCE, startPeople } from './people.ts';

const people = await startPeople({ YANSHU_FRIEND_FIELDS: 'Since,Rank', YANSHU_REST_PER_SECOND: '0' });
t.teardown(() => people.rest.server.stop());
const { of, setProfile, add, friends, relation } = people;
const NeedConfirm = { IM_AllowType: 'AllowType_Type_NeedConfirm' };
let scenes = 0;
/** So many accounts that nobody else knows. */
const some = (count: number) => people.rest.accounts(`p${++scenes}-`, count);
const itemOf = (answer: Answer, at = 0) => (answer.ResultItem as readonly Answer[])[at];

t.test('friend_add: each target has its code; the failed ones are named again #104 #105 #106 #113', async (t) => {
  const [me = '', any = '', asks = '', denies = '', blocker = '', blocked = ''] = await some(6);
  await setProfile(asks, NeedConfirm);
  await setProfile(denies, { IM_AllowType: 'AllowType_Type_DenyAny' });
  await of(blocker)('black_list_add', { To_Account: [me] });
  await of(me)('black_list_add', { To_Account: [blocked] });
  const strange = '雁'.repeat(128);
  const answer = await add(me, [any, asks, denies, blocker, blocked, 'nobody-at-all', me, strange, '']);
  t.match(answer, OK);
  t.same(codes(answer), [0, 30539, 30516, 30525, 30515, 30003, 30001, 30003, 30003]);
  t.match(itemOf(answer), { To_Account: any, ResultCode: 0, ResultInfo: '' });
  t.match(itemOf(answer, 2), { To_Account: denies, ResultInfo: /./ });
  t.same(answer.Fail_Account, [asks, denies, blocker, blocked, 'nobody-at-all', me, strange, '']);
  t.same([...(await friends(me)).keys()], [any]);
  t.same([...(await friends(any)).keys()], [me]);
  const again = await add(me, [any]);
  t.match(itemOf(again), { ResultCode: 30001, ResultInfo: 'Err_SNS_FriendAdd_Already_Exist' });
});

t.test('what is said of a friend when he is added; the other says nothing of it #110 #112 #130 #131', async (t) => {
  const [me = '', peer = '', plain = ''] = await some(3);
  const now = Math.floor(Date.now() / 1000);
  const said = { Remark: '鹅'.repeat(32), GroupName: 'Work', AddWording: 'w'.repeat(256) };
  t.same(codes(await add(me, [peer], {}, said)), [0]);
  t.same(codes(await add(me, [plain])), [0], 'nothing has to be said');
  const entry = (await friends(me)).get(peer) ?? {};
  t.match(entry, { SNS_IM_Remark: said.Remark, SNS_IM_Group: ['Work'], SNS_IM_AddSource: SOURCE });
  t.equal(entry.SNS_IM_AddWording, said.AddWording);
  t.ok(Number(entry.SNS_IM_AddTime) >= now && Number(entry.SNS_IM_AddTime) <= now + 60, 'the time of the server');
  t.match((await friends(peer)).get(me), { SNS_IM_Remark: '', SNS_IM_Group: [] }, 'it is my own note');
});

t.test('limits of what is said: each fails its own item #109 #111', async (t) => {
  const [me = '', peer = ''] = await some(2);
  const bad = [
    { Remark: 'x'.repeat(97) },
    { AddWording: 'x'.repeat(257) },
    { GroupName: 'x'.repeat(31) },
    { AddSource: 'AddSource_Type_ninechars' },
    { AddSource: 'AddSource_Type_' },
    { AddSource: 'Server' },
  ];
  for (const item of bad) {
    t.match(itemOf(await add(me, [peer], {}, item)), { ResultCode: 30001, ResultInfo: /./ }, JSON.stringify(item));
  }
  t.equal((await friends(me)).size, 0);
});

t.test('one way, and by force #107', async (t) => {
  const [me = '', any = '', asks = '', denies = ''] = await some(4);
  await setProfile(asks, NeedConfirm);
  await setProfile(denies, { IM_AllowType: 'AllowType_Type_DenyAny' });
  t.same(codes(await add(me, [any], { AddType: 'Add_Type_Single' })), [0]);
  t.same([await relation(me, any), await relation(any, me)], ['AWithB', 'BWithA']);
  t.same(codes(await add(me, [asks, denies], { ForceAddFlags: 1 })), [0, 0]);
  t.same([await relation(me, asks), await relation(me, denies)], ['BothWay', 'BothWay']);
});

t.test('a hundred requests wait for somebody, no more #122', async (t) => {
  const [me = '', ...others] = await some(102);
  await setProfile(me, NeedConfirm);
  for (const one of others.slice(0, 100)) t.same(codes(await add(one, [me])), [30539]);
  t.same(codes(await add(others[100] ?? '', [me])), [30012]);
  t.same(codes(await add(others[0] ?? '', [me])), [30539], 'who has asked may ask again');
});

t.test(
  'friend_import: 1,000 a call, 3,000 in all; nobody is asked, and nobody else has him #114 #127 #129',
  async (t) => {
    const [me = ''] = await some(1);
    const peers = await people.rest.accounts('many', 3001);
    await setProfile('many0', { ...NeedConfirm, IM_Nick: 'First' });
    const items = (list: readonly string[]) => list.map((To_Account) => ({ To_Account, AddSource: SOURCE }));
    const load = (list: readonly string[]) => of(me)('friend_import', { AddFriendItem: items(list) });
    t.match(await load(peers.slice(0, 1001)), { ActionStatus: 'FAIL', ErrorCode: 30001 });
    for (const at of [0, 1000, 2000]) {
      const answer = await load(peers.slice(at, at + 1000));
      t.strictSame(new Set(codes(answer)), new Set([0]));
      t.notOk('Fail_Account' in answer);
    }
    t.match(await load(peers.slice(3000)), {
      ...OK,
      ResultItem: [{ ResultCode: 30010, ResultInfo: 'Err_SNS_FriendImport_My_Friend_Num_Exceed_Threshold' }],
      Fail_Account: ['many3000'],
    });
    t.same(codes(await add(me, ['many3000'])), [30010]);
    t.same(codes(await add('many3000', [me])), [30014], "the other's list is full");
    const found = await friends(me);
    t.same([...found.keys()], peers.slice(0, 3000), 'page by page, in their order');
    t.match(found.get('many0'), { IM_Nick: 'First', SNS_IM_AddSource: SOURCE });
    t.match(await of(me)('friend_get', { StartIndex: 0 }), { FriendNum: 3000, CompleteFlag: 0 });
    t.equal(await relation('many0', me), 'BWithA');
  },
);

t.test('friend_import: what was said of a friend elsewhere; a bad one fails alone', async (t) => {
  const [me = '', one = '', other = ''] = await some(3);
  const item = {
    To_Account: one,
    AddSource: SOURCE,
    Remark: 'R',
    GroupName: ['A', 'B'],
    AddTime: 1_600_000_000,
    AddWording: 'W',
    CustomItem: [{ Tag: 'Tag_SNS_Custom_Since', Value: '1990' }],
  };
  const AddFriendItem = [
    item,
    { ...item, To_Account: 'nobody-at-all' },
    { ...item, To_Account: other, CustomItem: [{ Tag: 'Tag_SNS_Custom_None', Value: 'x' }] },
    { ...item, To_Account: other, CustomItem: [{ Tag: 'Since', Value: 'x' }] },
  ];
  const answer = await of(me)('friend_import', { AddFriendItem });
  t.same(codes(answer), [0, 30003, 30001, 30001]);
  t.same(answer.Fail_Account, ['nobody-at-all', other, other]);
  t.match((await friends(me)).get(one), {
    SNS_IM_Remark: 'R',
    SNS_IM_Group: ['A', 'B'],
    SNS_IM_AddTime: 1_600_000_000,
    SNS_IM_AddWording: 'W',
    SNS_Custom_Since: '1990',
  });
});

t.test('friend_update: many at once, each with its code #115 #132', async (t) => {
  const [me = '', one = '', other = '', stranger = ''] = await some(4);
  await add(me, [one, other]);
  const change = (To_Account: string, tags: Readonly<Record<string, unknown>>) => ({
    To_Account,
    SnsItem: Object.entries(tags).map(([tag, Value]) => ({ Tag: `Tag_SNS_${tag}`, Value })),
  });
  const update = (...UpdateItem: readonly object[]) => of(me)('friend_update', { UpdateItem });
  const answer = await update(
    change(one, { IM_Remark: 'one', IM_Group: ['A', 'B'], Custom_Since: 'x'.repeat(500) }),
    change(other, { IM_Remark: 'x'.repeat(97) }),
    change(stranger, { IM_Remark: 'x' }),
    change(other, { IM_AddSource: SOURCE }),
    change(other, { Custom_Since: 'x'.repeat(501) }),
    change(other, { Custom_None: 'x' }),
    change(other, { Custom_Rank: 7 }),
    change(other, { IM_Group: 'A' }),
    change(other, {}),
    change(other, { IM_Group: ['A'] }),
  );
  t.match(answer, OK);
  t.same(codes(answer), [0, ...Array.from({ length: 8 }, () => 30001), 0]);
  t.same(answer.Fail_Account, [other, stranger, other, other, other, other, other, other]);
  const found = await friends(me);
  t.match(found.get(one), { SNS_IM_Remark: 'one', SNS_IM_Group: ['A', 'B'], SNS_Custom_Since: 'x'.repeat(500) });
  t.match(found.get(other), { SNS_IM_Remark: '', SNS_IM_Group: ['A'] });
  t.notOk('SNS_Custom_Rank' in (found.get(other) ?? {}));
  t.same(codes(await update(change(one, { IM_Remark: '', Custom_Since: '', IM_Group: [] }))), [0]);
  const after = (await friends(me)).get(one) ?? {};
  t.match(after, { SNS_IM_Remark: '', SNS_IM_Group: [] });
  t.notOk('SNS_Custom_Since' in after, 'taken away');
  const groups = Array.from({ length: 33 }, (_, i) => `g${i}`);
  t.match(itemOf(await update(change(one, { IM_Group: groups }))), {
    ResultCode: 30011,
    ResultInfo: 'Err_SNS_FriendUpdate_Group_Num_Exceed_Threshold',
  });
});

t.test('friend_delete: one way, both ways, many at once #124 #125 #126', async (t) => {
  const [me = '', one = '', other = '', third = ''] = await some(4);
  await add(me, [one, other, third]);
  const drop = (To_Account: readonly string[], more: object = {}) => of(me)('friend_delete', { To_Account, ...more });
  const answer = await drop([one, 'nobody-at-all'], { DeleteType: 'Delete_Type_Single' });
  t.same(codes(answer), [0, 31704]);
  t.same(answer.Fail_Account, ['nobody-at-all']);
  t.equal(await relation(me, one), 'BWithA');
  t.same(codes(await drop([other], { DeleteType: 'Delete_Type_Both' })), [0]);
  t.equal(await relation(me, other), 'NoRelation');
  t.same(codes(await drop([third])), [0]);
  t.equal(await relation(me, third), 'BWithA', 'one way, when nothing is said');
});

t.test('friend_delete_all', async (t) => {
  const [me = '', one = '', other = ''] = await some(3);
  await add(me, [one, other]);
  t.strictSame(await of(me)('friend_delete_all', { DeleteType: 'Delete_Type_Both' }), OK);
  t.same([await relation(me, one), await relation(me, other)], ['NoRelation', 'NoRelation']);
  await add(me, [one]);
  t.strictSame(await of(me)('friend_delete_all', {}), OK);
  t.equal(await relation(me, one), 'BWithA');
  t.strictSame(await of(me)('friend_delete_all', {}), OK, 'there is nobody left');
});

t.test('friend_check: two answers one way, four both ways, of many at once #134 #135 #136', async (t) => {
  const [me = '', mine = '', his = '', both = '', none = ''] = await some(5);
  await add(me, [mine], { AddType: 'Add_Type_Single' });
  await add(his, [me], { AddType: 'Add_Type_Single' });
  await add(me, [both]);
  const To_Account = [mine, his, both, none, 'nobody-at-all'];
  const check = async (type: string) => {
    const answer = await of(me)('friend_check', { To_Account, CheckType: `CheckResult_Type_${type}` });
    t.match(answer, { ...OK, Fail_Account: ['nobody-at-all'] });
    t.same(codes(answer, 'InfoItem'), [0, 0, 0, 0, 30003]);
    const items = answer.InfoItem as readonly { Relation: string }[];
    return items.slice(0, 4).map(({ Relation }) => Relation.replace('CheckResult_Type_', ''));
  };
  t.same(await check('Single'), ['AWithB', 'NoRelation', 'AWithB', 'NoRelation']);
  t.same(await check('Both'), ['AWithB', 'BWithA', 'BothWay', 'NoRelation']);
});

t.test('friend_get_list: given friends, given fields; of strangers only the id #128', async (t) => {
  const [me = '', one = '', stranger = ''] = await some(3);
  await setProfile(one, { IM_Nick: 'One', IM_Level: 3 });
  await add(me, [one], {}, { Remark: 'R' });
  const TagList = ['Tag_Profile_IM_Nick', 'Tag_SNS_IM_Remark'];
  const list = (body: object) => of(me)('friend_get_list', { TagList, ...body });
  t.strictSame(await list({ To_Account: [one, stranger] }), {
    ...OK,
    InfoItem: [
      {
        To_Account: one,
        SnsProfileItem: [
          { Tag: 'Tag_Profile_IM_Nick', Value: 'One' },
          { Tag: 'Tag_SNS_IM_Remark', Value: 'R' },
        ],
        Relation: 'CheckResult_Type_BothWay',
        ResultCode: 0,
        ResultInfo: '',
      },
      {
        To_Account: stranger,
        SnsProfileItem: [],
        Relation: 'CheckResult_Type_NoRelation',
        ResultCode: 30001,
        ResultInfo: 'Err_SNS_FriendGetList_Friend_Not_Exist',
      },
    ],
    Fail_Account: [stranger],
  });
  const refused = { ActionStatus: 'FAIL', ErrorCode: 30001 };
  t.match(await list({ To_Account: Array.from({ length: 101 }, () => one) }), refused);
  t.match(await list({ To_Account: [one], TagList: ['Nick'] }), refused);
  t.match(await list({ To_Account: [one], TagList: [] }), refused);
});

t.test('friend_get_all, for old libraries', async (t) => {
  const [me = '', one = '', other = ''] = await some(3);
  await add(me, [one, other], {}, { Remark: 'R' });
  const ask = (body: object) => of(me)('friend_get_all', { TimeStamp: 0, LastStandardSequence: 0, ...body });
  const TagList = ['Tag_SNS_IM_Remark'];
  const first = await ask({ StartIndex: 0, GetCount: 1, TagList });
  t.match(first, { ...OK, NeedUpdateAll: 'GetAll_Type_YES', TimeStampNow: Number, FriendNum: 2 });
  t.same(first.InfoItem, [{ To_Account: one, SnsProfileItem: [{ Tag: 'Tag_SNS_IM_Remark', Value: 'R' }] }]);
  const second = await ask({ StartIndex: first.StartIndex, GetCount: 1 });
  t.match(second, { StartIndex: 0, InfoItem: [{ To_Account: other }] });
  t.equal(second.CurrentStandardSequence, first.CurrentStandardSequence);
});

t.test('bad input answers 30001, an unknown user 30003, and nothing has changed', async (t) => {
  const [me = '', one = ''] = await some(2);
  await add(me, [one]);
  const before = await friends(me);
  const item = { To_Account: one, AddSource: SOURCE };
  const To_Account = [one];
  const inputs: readonly (readonly [string, object, number?, string?])[] = [
    ['friend_add', {}],
    ['friend_add', { AddFriendItem: [] }],
    ['friend_add', { AddFriendItem: [{ AddSource: SOURCE }] }],
    ['friend_add', { AddFriendItem: [{ To_Account: one }] }],
    ['friend_add', { AddFriendItem: [{ ...item, Remark: 7 }] }],
    ['friend_add', { AddFriendItem: [item], AddType: 'Add_Type_None' }],
    ['friend_add', { AddFriendItem: [item], ForceAddFlags: 2 }],
    ['friend_add', { AddFriendItem: Array.from({ length: 1001 }, () => item) }],
    ['friend_add', { AddFriendItem: [item] }, 30003, 'nobody-at-all'],
    ['friend_import', { AddFriendItem: [{ ...item, GroupName: 'A' }] }],
    ['friend_import', { AddFriendItem: [item] }, 30003, 'nobody-at-all'],
    ['friend_update', { UpdateItem: [{ To_Account: one }] }],
    ['friend_update', { UpdateItem: [{ To_Account: one, SnsItem: [{ Tag: 'Tag_SNS_IM_Remark' }] }] }],
    ['friend_delete', { To_Account: one }],
    ['friend_delete', { To_Account: [] }],
    ['friend_delete', { To_Account, DeleteType: 'both' }],
    ['friend_delete', { To_Account }, 30003, 'not a user'],
    ['friend_delete_all', { DeleteType: 'both' }],
    ['friend_delete_all', {}, 30003, 'nobody-at-all'],
    ['friend_check', { To_Account }],
    ['friend_check', { To_Account, CheckType: 'CheckResult_Type_None' }],
    ['friend_check', { To_Account: ['x'.repeat(129)], CheckType: 'CheckResult_Type_Both' }],
    ['friend_check', { To_Account, CheckType: 'CheckResult_Type_Both' }, 30003, 'nobody-at-all'],
    ['friend_get', {}],
    ['friend_get', { StartIndex: -1 }],
    ['friend_get', { StartIndex: 0 }, 30003, 'nobody-at-all'],
    ['friend_get_list', { To_Account }],
    ['friend_get_all', { StartIndex: 0, GetCount: 101 }],
  ];
  for (const [command, body, code = 30001, user = me] of inputs) {
    const answer = await of(user)(command, body);
    const refused = { ActionStatus: 'FAIL', ErrorCode: code, ErrorInfo: /./, ErrorDisplay: '' };
    t.match(answer, refused, `${command} ${JSON.stringify(body).slice(0, 99)}`);
  }
  t.match(await people.call('friend_get', { StartIndex: 0 }), { ErrorCode: 30001 });
  t.same(await friends(me), before);
});
