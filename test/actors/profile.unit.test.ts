import t from 'tap';
import { profileProblem } from '../../actors/user/profile/fields.ts';
import type { FieldDefinition } from '../../events/user/profile.ts';
import { caller, codeOf, MessageHouse } from './message-house.ts';

const everybody: FieldDefinition = {
  keyword: 'Team',
  type: 'string',
  read: ['user', 'admin'],
  write: ['user', 'admin'],
};
const secret: FieldDefinition = { keyword: 'Rank', type: 'bytes', read: ['admin'], write: ['admin'] };
const codeFor = (name: string, value: string | number, byAdmin = false) =>
  profileProblem(name, value, [everybody, secret], byAdmin)?.code;

t.test('#77 #80 #81 #85 texts of a profile have 500 bytes', async (t) => {
  for (const name of ['Nick', 'Location', 'SelfSignature', 'Image']) {
    t.equal(codeFor(name, 'x'.repeat(500)), undefined);
    t.equal(codeFor(name, 'x'.repeat(501)), 40601);
    t.equal(codeFor(name, '雁'.repeat(167)), 40601, 'bytes, not characters');
    t.equal(codeFor(name, 7), 40610);
  }
});

t.test('#78 #82 #86 fields that may say only some things', async (t) => {
  t.equal(codeFor('Gender', 'Gender_Type_Female'), undefined);
  t.equal(codeFor('Gender', 'female'), 40605);
  t.equal(codeFor('AllowType', 'AllowType_Type_DenyAny'), undefined);
  t.equal(codeFor('AllowType', ''), 40605);
  t.equal(codeFor('AdminForbidType', 'AdminForbid_Type_SendOut', true), undefined);
  t.equal(codeFor('AdminForbidType', 'AdminForbid_Type_None'), 40008, 'an administrator’s alone');
});

t.test('#84 #87 #88 numbers of a profile are u32', async (t) => {
  for (const name of ['BirthDay', 'Language', 'Level', 'Role', 'MsgSettings']) {
    for (const value of [0, 0xffff_ffff]) t.equal(codeFor(name, value), undefined);
    for (const value of [-1, 1.5, 2 ** 32, '7']) t.equal(codeFor(name, value), 40610);
  }
});

t.test('#89 #91 #92 fields of an app’s own', async (t) => {
  t.equal(codeFor('Custom_Team', 'x'.repeat(500)), undefined);
  t.equal(codeFor('Custom_Team', 'x'.repeat(501)), 40601);
  t.equal(codeFor('Custom_Team', 7), 40610);
  t.equal(codeFor('Custom_Rank', 'one'), 40008);
  t.equal(codeFor('Custom_Rank', 'one', true), undefined);
  for (const name of ['Custom_Other', 'Other', 'toString', 'Tag_Profile_IM_Nick']) t.equal(codeFor(name, ''), 40009);
});

t.test('#93 a change keeps what it does not name, and an empty text takes a field away', async (t) => {
  const house = await MessageHouse.open({ profileFields: [everybody, secret] });
  const { commands, queries } = house;
  const change = (fields: Readonly<Record<string, string | number>>) =>
    commands.changeProfile(caller('alice'), { user: 'alice', fields });
  await change({ Nick: 'Alice', Level: 3, Custom_Team: 'red' });
  await change({ Location: 'Lanzhou', Custom_Team: '' });
  const seen = async (viewer: string, admin = false) =>
    (await queries.profiles(caller(viewer, admin), { users: ['alice', 'nobody'] }))[0];
  t.same(await seen('bob'), { user: 'alice', nick: 'Alice', faceUrl: '', fields: { Level: 3, Location: 'Lanzhou' } });
  await commands.changeProfile(caller('root', true), { user: 'alice', fields: { Custom_Rank: 'general' } });
  t.notOk('Custom_Rank' in ((await seen('bob'))?.fields ?? {}), 'only administrators read it');
  t.match(await seen('root', true), { fields: { Custom_Rank: 'general', Level: 3 } });
  t.equal(await codeOf(() => commands.changeProfile(caller('bob'), { user: 'alice', fields: { Nick: 'B' } })), 40004);
  t.equal(await codeOf(() => change({})), 40001);
  t.equal(
    await codeOf(() => commands.changeProfile(caller('x', true), { user: 'nobody', fields: { Nick: 'B' } })),
    40003,
  );
});

t.test('an app defines 20 fields of a kind, each with a keyword of up to eight letters', async (t) => {
  const house = await MessageHouse.open();
  const letters = 'ABCDEFGHIJKLMNOPQRSTU';
  const define = (...keywords: readonly string[]) =>
    codeOf(() =>
      house.commands.changeAppSettings(caller('root', true), {
        friendFields: keywords.map((keyword) => ({ ...everybody, keyword })),
      }),
    );
  t.equal(await define(...letters.slice(0, 20)), 0);
  t.equal(await define(...letters.slice(0, 21)), 70402);
  t.equal(await define('Same', 'Same'), 70402);
  for (const keyword of ['Ninebytes', 'Te am', 'T1', '']) t.equal(await define(keyword), 70402, keyword);
});

t.test(
  '#150 #149 what is written to who has blocked the writer comes to nobody, and the writer keeps it',
  async (t) => {
    const house = await MessageHouse.open();
    await house.commands.blockUsers(caller('bob'), { user: 'bob', peers: ['alice'] });
    const seq = await house.say('alice', 'bob');
    t.ok(seq > 0);
    const page = async (viewer: string, peer: string) =>
      (await house.queries.c2cHistory(caller(viewer), { viewer, peer, limit: 10, direction: 'older' })).messages.length;
    t.equal(await page('alice', 'bob'), 1);
    t.equal(await page('bob', 'alice'), 0);
    t.match(await house.queries.unread(caller('bob'), { user: 'bob' }), { total: 0 });
    t.equal(await house.queries.conversation(caller('bob'), { user: 'bob', peer: 'alice' }), undefined);
    t.equal(await house.recall('bob', { users: ['alice', 'bob'] }, seq), 20022, 'for him there is no such message');
    await house.say('bob', 'alice');
    t.match(await house.queries.unread(caller('alice'), { user: 'alice' }), { total: 1 }, 'the other way it goes');
    await house.commands.changeAppSettings(caller('root', true), { tellBlocked: 1 });
    t.equal(await codeOf(() => house.say('alice', 'bob')), 20007);
    await house.commands.unblockUsers(caller('bob'), { user: 'bob', peers: ['alice'] });
    t.equal(await codeOf(() => house.say('alice', 'bob')), 0);
  },
);

t.test('where only friends may write, others are told on which side it is missing', async (t) => {
  const house = await MessageHouse.open({ friendsOnly: 1 });
  const source = 'AddSource_Type_Web';
  const code = (from: string, to: string) => codeOf(() => house.say(from, to));
  const add = (user: string, peer: string) =>
    house.commands.addFriends(caller(user), { user, items: [{ peer, source }], both: false });
  t.equal(await code('alice', 'bob'), 20009);
  await add('alice', 'bob');
  t.equal(await code('alice', 'bob'), 20011);
  t.equal(await code('bob', 'alice'), 20010);
  await add('bob', 'alice');
  t.equal(await code('bob', 'alice'), 0);
});
