import t from 'tap';
import { OK, startPeople } from './people.ts';

const people = await startPeople({ YANSHU_PROFILE_FIELDS: 'Team,Rank' });
t.teardown(() => people.rest.server.stop());
const { call, setProfile, profile } = people;

/** 40001 and the like, and nothing has changed. */
const refused = (ErrorCode: number) => ({ ActionStatus: 'FAIL', ErrorCode, ErrorInfo: /./, ErrorDisplay: '' });

t.test('texts: 500 bytes are stored, 501 are refused #77 #80 #81 #85 #94', async (t) => {
  for (const tag of ['IM_Nick', 'IM_Location', 'IM_SelfSignature', 'IM_Image']) {
    const longest = `${'雁'.repeat(166)}xx`;
    t.strictSame(await setProfile('alice', { [tag]: longest }), OK, tag);
    t.same(await profile('alice', tag), { [tag]: longest });
    t.match(await setProfile('alice', { [tag]: `${longest}y` }), refused(40601), tag);
    t.match(await setProfile('alice', { [tag]: 7 }), refused(40610), tag);
    t.same(await profile('alice', tag), { [tag]: longest });
  }
});

t.test('numbers are stored and read back; a text is refused #79 #84 #87 #88', async (t) => {
  for (const tag of ['IM_BirthDay', 'IM_Language', 'IM_Level', 'IM_Role', 'IM_MsgSettings']) {
    t.strictSame(await setProfile('alice', { [tag]: 0xffff_ffff }), OK, tag);
    t.same(await profile('alice', tag), { [tag]: 0xffff_ffff });
    for (const bad of ['7', -1, 1.5, 2 ** 32]) t.match(await setProfile('alice', { [tag]: bad }), refused(40610), tag);
  }
  t.strictSame(await setProfile('alice', { IM_Birthday: 19_900_517 }), OK, 'the other spelling');
  t.same(await profile('alice', 'IM_BirthDay'), { IM_BirthDay: 19_900_517 });
  t.same(await profile('alice', 'IM_Birthday'), { IM_BirthDay: 19_900_517 });
});

t.test('words: only those there are #78 #82', async (t) => {
  const words = {
    IM_Gender: ['Gender_Type_Unknown', 'Gender_Type_Female', 'Gender_Type_Male'],
    IM_AllowType: ['AllowType_Type_NeedConfirm', 'AllowType_Type_AllowAny', 'AllowType_Type_DenyAny'],
    IM_AdminForbidType: ['AdminForbid_Type_None', 'AdminForbid_Type_SendOut'],
  };
  for (const [tag, values] of Object.entries(words)) {
    for (const value of values) {
      t.strictSame(await setProfile('dave', { [tag]: value }), OK, value);
      t.same(await profile('dave', tag), { [tag]: value });
    }
    t.match(await setProfile('dave', { [tag]: 'Gender_Type_Other' }), refused(40605), tag);
  }
  const add = (peer: string) => people.add('erin', [peer]);
  t.match(await add('dave'), { ResultItem: [{ ResultCode: 30516 }] }, 'he lets nobody ask');
  await setProfile('dave', { IM_AllowType: 'AllowType_Type_NeedConfirm' });
  t.match(await add('dave'), { ResultItem: [{ ResultCode: 30539 }] });
});

t.test('a new account says nothing, and accepts anybody #83 #104', async (t) => {
  await people.rest.accounts('fresh', 2);
  t.same(await profile('fresh0', 'IM_Nick', 'IM_AllowType', 'IM_Gender'), {});
  t.match(await people.add('fresh1', ['fresh0']), { ...OK, ResultItem: [{ To_Account: 'fresh0', ResultCode: 0 }] });
  t.equal(await people.relation('fresh1', 'fresh0'), 'BothWay');
});

t.test('a barred user asks nobody; an administrator still adds for him #86', async (t) => {
  await people.rest.accounts('barred', 3);
  await setProfile('barred0', { IM_AdminForbidType: 'AdminForbid_Type_SendOut' });
  t.match(await people.add('barred0', ['barred1']), { ResultItem: [{ ResultCode: 30009 }] });
  t.match(await people.add('barred0', ['barred1'], { ForceAddFlags: 1 }), { ResultItem: [{ ResultCode: 0 }] });
  t.match(await people.add('barred2', ['barred0']), { ResultItem: [{ ResultCode: 0 }] }, 'he may be asked');
});

t.test('fields of the app: those that are defined, texts of 500 bytes #89 #91', async (t) => {
  t.strictSame(await setProfile('bob', { Custom_Team: 'red', Custom_Rank: 'x'.repeat(500) }), OK);
  t.same(await profile('bob', 'Custom_Team', 'Custom_Rank'), { Custom_Team: 'red', Custom_Rank: 'x'.repeat(500) });
  t.match(await setProfile('bob', { Custom_Team: 'x'.repeat(501) }), refused(40601));
  t.match(await setProfile('bob', { Custom_Team: 7 }), refused(40610));
  t.match(await setProfile('bob', { Custom_None: 'x' }), refused(40009));
  for (const tag of ['Team', 'IM_Team', 'CustomTeam']) t.match(await setProfile('bob', { [tag]: 'x' }), refused(40009));
  t.strictSame(await setProfile('bob', { Custom_Rank: '' }), OK, 'taken away');
  t.same(await profile('bob', 'Custom_Team', 'Custom_Rank'), { Custom_Team: 'red' });
});

t.test('a change keeps the other fields, and one bad field changes nothing #93', async (t) => {
  await setProfile('carol', { IM_Nick: 'Carol', IM_Level: 3 });
  await setProfile('carol', { IM_Location: 'Anyang' });
  t.match(await setProfile('carol', { IM_Nick: 'Other', IM_Level: 'four' }), refused(40610));
  t.same(await profile('carol', 'IM_Nick', 'IM_Level', 'IM_Location'), {
    IM_Nick: 'Carol',
    IM_Level: 3,
    IM_Location: 'Anyang',
  });
});

t.test('portrait_get: each user, only the tags that were asked for #95 #96 #103', async (t) => {
  await setProfile('erin', { IM_Nick: 'Erin', IM_Role: 9 });
  const TagList = ['Tag_Profile_IM_Nick', 'Tag_Profile_IM_Image'];
  const answer = await call('portrait_get', { To_Account: ['erin', 'nobody-at-all', 'carol'], TagList }, 'profile');
  t.strictSame(answer, {
    ...OK,
    UserProfileItem: [
      {
        To_Account: 'erin',
        ProfileItem: [{ Tag: 'Tag_Profile_IM_Nick', Value: 'Erin' }],
        ResultCode: 0,
        ResultInfo: '',
      },
      { To_Account: 'nobody-at-all', ProfileItem: [], ResultCode: 40003, ResultInfo: 'the account does not exist' },
      {
        To_Account: 'carol',
        ProfileItem: [{ Tag: 'Tag_Profile_IM_Nick', Value: 'Carol' }],
        ResultCode: 0,
        ResultInfo: '',
      },
    ],
    Fail_Account: ['nobody-at-all'],
  });
  const good = await call('portrait_get', { To_Account: ['erin'], TagList }, 'profile');
  t.notOk('Fail_Account' in good, 'nobody failed');
});

t.test('what account_import says of nick and face is the profile #36', async (t) => {
  const account = { UserID: 'imported', Nick: 'Wild Goose', FaceUrl: 'https://img.example.org/goose.png' };
  await call('account_import', account, 'im_open_login_svc');
  const found = () => profile('imported', 'IM_Nick', 'IM_Image', 'IM_Level');
  t.same(await found(), { IM_Nick: account.Nick, IM_Image: account.FaceUrl });
  await setProfile('imported', { IM_Level: 1 });
  await call('account_import', { UserID: 'imported', Nick: 'Goose' }, 'im_open_login_svc');
  t.same(await found(), { IM_Nick: 'Goose', IM_Image: account.FaceUrl, IM_Level: 1 });
});

t.test('bad input answers its code', async (t) => {
  const Tag = 'Tag_Profile_IM_Nick';
  const inputs: readonly (readonly [string, object, number])[] = [
    ['portrait_set', { ProfileItem: [{ Tag, Value: 'x' }] }, 40001],
    ['portrait_set', { From_Account: 'alice' }, 40001],
    ['portrait_set', { From_Account: 'alice', ProfileItem: [] }, 40001],
    ['portrait_set', { From_Account: 'alice', ProfileItem: [{ Tag }] }, 40001],
    ['portrait_set', { From_Account: 'alice', ProfileItem: [{ Tag, Value: true }] }, 40001],
    ['portrait_set', { From_Account: 'nobody-at-all', ProfileItem: [{ Tag, Value: 'x' }] }, 40003],
    ['portrait_set', { From_Account: 'not a user', ProfileItem: [{ Tag, Value: 'x' }] }, 40003],
    ['portrait_get', { TagList: [Tag] }, 40002],
    ['portrait_get', { To_Account: [], TagList: [Tag] }, 40002],
    ['portrait_get', { To_Account: ['alice'] }, 40001],
    ['portrait_get', { To_Account: ['alice'], TagList: [] }, 40001],
    ['portrait_get', { To_Account: ['alice'], TagList: ['Tag_Profile_IM_None'] }, 40009],
    ['portrait_get', { To_Account: ['alice'], TagList: ['Tag_Profile_Custom_None'] }, 40009],
    ['portrait_get', { To_Account: Array.from({ length: 101 }, () => 'alice'), TagList: [Tag] }, 40001],
  ];
  for (const [command, body, code] of inputs) {
    t.match(await call(command, body, 'profile'), refused(code), `${command} ${JSON.stringify(body).slice(0, 99)}`);
  }
});
