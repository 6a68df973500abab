import t from 'tap';
import { Phone } from '../websdk/phone.ts';
import { type Answer, codes, OK, startPeople } from './people.ts';

const people = await startPeople({ YANSHU_REST_PER_SECOND: '0' });
t.teardown(() => people.rest.server.stop());
const { of, add, friends, blocked, relation, setProfile } = people;
const NeedConfirm = { IM_AllowType: 'AllowType_Type_NeedConfirm' };
let scenes = 0;
/** So many accounts that nobody else knows. */
const some = (count: number) => people.rest.accounts(`p${++scenes}-`, count);
const FAIL = { ActionStatus: 'FAIL', ErrorInfo: /./, ErrorDisplay: '' };

t.test('group_add: with friends, of 30 bytes, 32 of them #137 #140', async (t) => {
  const [me = '', one = '', other = '', stranger = ''] = await some(4);
  await add(me, [one, other]);
  const make = (GroupName: readonly string[], To_Account?: readonly string[]) =>
    of(me)('group_add', { GroupName, ...(To_Account && { To_Account }) });
  const answer = await make(['Work', '雁'.repeat(10)], [one, stranger, other]);
  t.match(answer, { ...OK, CurrentSequence: Number, Fail_Account: [stranger] });
  t.same(codes(answer), [0, 32216, 0]);
  t.match((answer.ResultItem as readonly Answer[])[1], { ResultInfo: 'Err_SNS_GroupAdd_ToTinyId_Not_Friend' });
  t.same((await friends(me)).get(one)?.SNS_IM_Group, ['Work', '雁'.repeat(10)], 'in several');
  t.match(await make(['雁'.repeat(11)]), { ...FAIL, ErrorCode: 30001 });
  t.match(await make(['']), { ...FAIL, ErrorCode: 30001 });
  t.match(await make([]), { ...FAIL, ErrorCode: 30001 });
  const more = Array.from({ length: 30 }, (_, i) => `group ${i}`);
  t.match(await make(more), OK);
  t.match(await make(['one too many']), { ...FAIL, ErrorCode: 30011 });
  t.match(await make(['Work'], [other]), { ...OK, ResultItem: [{ ResultCode: 0 }] }, 'one that is there');
  t.match(await of(me)('group_get', {}), { ResultItem: { length: 32 } });
});

t.test('group_get: all or given ones, with name, count and members #142 #143', async (t) => {
  const [me = '', one = '', other = ''] = await some(3);
  await add(me, [one, other], {}, { GroupName: 'Both' });
  await of(me)('group_add', { GroupName: ['One'], To_Account: [one] });
  const get = (body: object) => of(me)('group_get', body);
  const NeedFriend = 'Need_Friend_Type_Yes';
  const all = [
    { GroupName: 'Both', FriendNumber: 2, To_Account: [one, other] },
    { GroupName: 'One', FriendNumber: 1, To_Account: [one] },
  ];
  t.match(await get({ LastSequence: 0, NeedFriend }), { ...OK, CurrentSequence: Number });
  t.strictSame((await get({ NeedFriend })).ResultItem, all);
  t.strictSame((await get({ NeedFriend, GroupName: ['One', 'None'] })).ResultItem, all.slice(1));
  const short = all.map(({ To_Account: _, ...group }) => group);
  t.strictSame((await get({})).ResultItem, short);
  t.strictSame((await get({ NeedFriend: 'Need_Friend_Type_No', GroupName: ['One'] })).ResultItem, short.slice(1));
});

t.test('group_delete: friends stay friends #138 #141', async (t) => {
  const [me = '', one = ''] = await some(2);
  await add(me, [one], {}, { GroupName: 'A' });
  await of(me)('group_add', { GroupName: ['B', 'C'], To_Account: [one] });
  const before = Number((await of(me)('group_get', {})).CurrentSequence);
  const answer = await of(me)('group_delete', { GroupName: ['A', 'C', 'None'] });
  t.strictSame(answer, { ...OK, CurrentSequence: before + 1 });
  t.same((await friends(me)).get(one)?.SNS_IM_Group, ['B']);
  t.match(await of(me)('group_delete', { GroupName: [] }), { ...FAIL, ErrorCode: 30001 });
});

t.test('black_list_add: each has its code; friendships and requests end #144 #145 #149', async (t) => {
  const [me = '', friend = '', asking = '', other = ''] = await some(4);
  await add(me, [friend]);
  await setProfile(me, NeedConfirm);
  t.same(codes(await add(asking, [me])), [30539]);
  const block = (To_Account: readonly string[]) => of(me)('black_list_add', { To_Account });
  const answer = await block([friend, asking, 'nobody-at-all', me, other]);
  t.match(answer, { ...OK, Fail_Account: ['nobody-at-all', me] });
  t.same(codes(answer), [0, 0, 30003, 30001, 0]);
  t.match(await block([friend]), {
    ResultItem: [{ ResultCode: 30001, ResultInfo: 'Err_SNS_BlackListAdd_Already_Exist' }],
  });
  t.equal(await relation(me, friend), 'NoRelation');
  t.same(codes(await add(me, [friend])), [30515]);
  t.same(codes(await add(friend, [me])), [30525]);
  t.same(codes(await add(asking, [me])), [30525]);
  t.same(await blocked(me), [friend, asking, other]);
});

t.test('black_list_delete: he may ask again #145 #146', async (t) => {
  const [me = '', one = '', other = ''] = await some(3);
  await of(me)('black_list_add', { To_Account: [one, other] });
  const answer = await of(me)('black_list_delete', { To_Account: [one, other] });
  t.strictSame(codes(answer), [0, 0]);
  t.notOk('Fail_Account' in answer);
  t.same(codes(await add(one, [me])), [0]);
  t.same(await blocked(me), []);
});

t.test('black_list_get: 1,000 entries, page by page; entry 1,001 is refused #147 #148', async (t) => {
  const [me = ''] = await some(1);
  const peers = await people.rest.accounts('foe', 1001);
  t.match(await of(me)('black_list_add', { To_Account: peers.slice(0, 1000) }), OK);
  const more = await of(me)('black_list_add', { To_Account: peers.slice(1000) });
  t.match(more, { ...OK, Fail_Account: peers.slice(1000) });
  t.same(codes(more), [30013]);
  const found: string[] = [];
  let StartIndex: unknown = 0;
  do {
    const page = await of(me)('black_list_get', { StartIndex, MaxLimited: 300, LastSequence: 0 });
    t.match(page, { ...OK, CurruentSequence: Number, CurrentSequence: Number });
    for (const item of page.BlackListItem as readonly { To_Account: string; AddBlackTimeStamp: number }[]) {
      found.push(item.To_Account);
      t.ok(item.AddBlackTimeStamp > 1_600_000_000);
    }
    StartIndex = page.StartIndex;
  } while (StartIndex !== 0);
  t.same(found, peers.slice(0, 1000));
});

t.test('black_list_check: two answers one way, four both ways #151 #152', async (t) => {
  const [me = '', mine = '', his = '', both = '', none = ''] = await some(5);
  await of(me)('black_list_add', { To_Account: [mine, both] });
  await of(his)('black_list_add', { To_Account: [me] });
  await of(both)('black_list_add', { To_Account: [me] });
  const check = async (type: string) => {
    const To_Account = [mine, his, both, none, 'nobody-at-all'];
    const answer = await of(me)('black_list_check', { To_Account, CheckType: `BlackCheckResult_Type_${type}` });
    t.match(answer, { ...OK, Fail_Account: ['nobody-at-all'] });
    t.same(codes(answer, 'BlackListCheckItem'), [0, 0, 0, 0, 30003]);
    const items = answer.BlackListCheckItem as readonly { Relation: string }[];
    return items.slice(0, 4).map(({ Relation }) => Relation.replace('BlackCheckResult_Type_', ''));
  };
  t.same(await check('Single'), ['AWithB', 'NO', 'AWithB', 'NO']);
  t.same(await check('Both'), ['AWithB', 'BWithA', 'BothWay', 'NO']);
});

t.test('who is deleted is in no list and no group, and begins with nothing when he is made anew #26', async (t) => {
  const [gone = '', friend = '', fan = '', asking = '', asked = ''] = await some(5);
  await setProfile(gone, { ...NeedConfirm, IM_Nick: 'Gone' });
  await setProfile(asked, NeedConfirm);
  await add(gone, [friend], { ForceAddFlags: 1 });
  await add(fan, [gone], { ForceAddFlags: 1, AddType: 'Add_Type_Single' });
  t.same(codes(await add(asking, [gone])), [30539]);
  t.same(codes(await add(gone, [asked])), [30539]);
  const group = (GroupId: string, Owner_Account: string, member: string) =>
    people.call(
      'create_group',
      { GroupId, Owner_Account, Type: 'Public', Name: GroupId, MemberList: [{ Member_Account: member }] },
      'group_open_http_svc',
    );
  t.match(await group('his-own', gone, friend), { ErrorCode: 0 });
  t.match(await group('of-others', friend, gone), { ErrorCode: 0 });
  const { server } = people.rest;
  const requestsOf = async (user: string) => {
    const phone = await Phone.login(server.wsUrl, user, server.sign(user));
    const { PendencyItem } = await phone.wire.ask('sns.pendency_get', { PendencyType: 'Pendency_Type_Both' });
    phone.close();
    return (PendencyItem as readonly { To_Account: string }[]).map(({ To_Account }) => To_Account);
  };
  t.same([await requestsOf(asking), await requestsOf(asked)], [[gone], [gone]]);

  const DeleteItem = [{ UserID: gone }];
  t.match(await people.call('account_delete', { DeleteItem }, 'im_open_login_svc'), {
    ResultItem: [{ ResultCode: 0 }],
  });
  t.same([...(await friends(friend)).keys(), ...(await friends(fan)).keys()], []);
  t.same([await requestsOf(asking), await requestsOf(asked)], [[], []]);
  const members = async (GroupId: string) => {
    const { MemberList } = await people.call('get_group_member_info', { GroupId }, 'group_open_http_svc');
    return (MemberList as readonly { Member_Account: string }[]).map(({ Member_Account }) => Member_Account);
  };
  t.same(await members('of-others'), [friend]);
  t.match(await members('his-own'), [gone, friend], 'it stays, for somebody else to take it over');
  await t.rejects(Phone.login(server.wsUrl, gone, server.sign(gone)), 'he cannot log in');
  t.match(await of(gone)('friend_get', { StartIndex: 0 }), { ErrorCode: 30003 });
  t.same(codes(await add(friend, [gone])), [30003]);

  await people.call('account_import', { UserID: gone }, 'im_open_login_svc');
  t.same([...(await friends(gone)).keys(), ...(await requestsOf(gone)), ...(await blocked(gone))], []);
  t.same(await people.profile(gone, 'IM_Nick', 'IM_AllowType'), {});
  t.same(codes(await add(friend, [gone])), [0], 'nothing is left of his not being asked');
});

t.test('bad input answers 30001, an unknown user 30003', async (t) => {
  const [me = '', one = ''] = await some(2);
  const To_Account = [one];
  const inputs: readonly (readonly [string, object, number?, string?])[] = [
    ['group_add', {}],
    ['group_add', { GroupName: 'A' }],
    ['group_add', { GroupName: ['A'], To_Account: one }],
    ['group_add', { GroupName: Array.from({ length: 33 }, (_, i) => `g${i}`) }],
    ['group_add', { GroupName: ['A'] }, 30003, 'nobody-at-all'],
    ['group_delete', {}],
    ['group_delete', { GroupName: ['A'] }, 30003, 'nobody-at-all'],
    ['group_get', { NeedFriend: 'Yes' }],
    ['group_get', {}, 30003, 'nobody-at-all'],
    ['black_list_add', {}],
    ['black_list_add', { To_Account: [] }],
    ['black_list_add', { To_Account: [7] }],
    ['black_list_add', { To_Account }, 30003, 'nobody-at-all'],
    ['black_list_delete', { To_Account: one }],
    ['black_list_delete', { To_Account }, 30003, 'nobody-at-all'],
    ['black_list_get', { StartIndex: 0 }],
    ['black_list_get', { StartIndex: 0, MaxLimited: 0 }],
    ['black_list_get', { StartIndex: 0, MaxLimited: 10 }, 30003, 'nobody-at-all'],
    ['black_list_check', { To_Account }],
    ['black_list_check', { To_Account, CheckType: 'CheckResult_Type_Both' }],
    ['black_list_check', { To_Account, CheckType: 'BlackCheckResult_Type_Both' }, 30003, 'nobody-at-all'],
  ];
  for (const [command, body, code = 30001, user = me] of inputs) {
    t.match(await of(user)(command, body), { ...FAIL, ErrorCode: code }, `${command} ${JSON.stringify(body)}`);
  }
  t.same([...(await friends(me)).keys(), ...(await blocked(me))], []);
});
