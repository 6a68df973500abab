import t from 'tap';
import { GroupMessageFlag, type Role } from '../../../events/group/events.ts';
import { MemoryStore } from '../../../projections/store/memory.ts';
import { caller, deleted, given, T0, userFact, type World } from '../given.ts';
import {
  appoint,
  dissolve,
  G,
  group,
  groupFact,
  handled,
  join,
  kick,
  message,
  newMember,
  quit,
  read,
  rename,
  request,
} from './given-groups.ts';

const noticesOf = async (world: World, user: string, after = 0) =>
  (await world.queries.groupNotices(caller(user), { user, after })).map(({ code, group }) => [code, group]);
const mentionsOf = async (world: World, user: string, after = 0) =>
  (await world.queries.groupMentions(caller(user), { user, after })).map(({ seq, as }) => [seq, as]);
const drop = (user: string, notices: number[], mentions: [string, number][] = []) =>
  userFact(user, 'NoticesDropped', { notices, mentions });
/** Who came by himself is told nothing. `olga:Owner`: with a role. */
const come = (...users: readonly string[]) => {
  const members = users.map((one) => newMember(one.split(':')[0] ?? '', one.split(':')[1] as Role | undefined));
  return groupFact('MembersJoined', { members, how: 'applied', by: '', seq: 0 });
};
const atAll = { flags: GroupMessageFlag.atAll };

const stores = { 'at once': undefined, later: () => new MemoryStore({ async: true }) };
for (const [name, store] of Object.entries(stores)) {
  t.test(`what happened to a user in groups is kept for his devices, with a store that answers ${name}`, async (t) => {
    const world = await given(
      [group('Public'), join(['olga:Owner', 'bob', 'eve'], { by: 'olga' }), group('Public', { groupId: 'g2' })],
      store?.(),
    );
    await world.add(join(['olga:Owner', 'bob'], { groupId: 'g2', by: 'olga' }), rename('Two'), appoint('bob', 'Admin'));
    t.same(await noticesOf(world, 'bob'), [
      ['invited', G],
      ['invited', 'g2'],
      ['adminSet', G],
    ]);
    t.same(await noticesOf(world, 'olga'), [], 'nobody hears of what he did himself');
    const [, , set] = await world.queries.groupNotices(caller('bob'), { user: 'bob', after: 0 });
    t.match(set, { name: 'Two', type: 'Public', operator: 'test', time: T0, authentication: '', text: '' });
    t.same(await noticesOf(world, 'bob', (set?.position ?? 0) - 1), [['adminSet', G]], 'each device from where it was');
    await t.rejects(world.queries.groupNotices(caller('eve'), { user: 'bob', after: 0 }), { code: 60010 });
    await world.add(dissolve('g2'));
    t.same((await noticesOf(world, 'bob')).at(-1), ['dissolved', 'g2']);
    t.same(world.problems, []);
  });
}

t.test('what is no longer true is not told: clients act on it', async (t) => {
  const world = await given([group('Public'), join(['olga:Owner', 'bob', 'eve'], { by: 'olga' })]);
  await world.add(kick(['bob']));
  t.same(await noticesOf(world, 'bob'), [['kicked', G]], 'he is not in it any more');
  await world.add(join(['bob'], { by: 'olga' }));
  t.same(await noticesOf(world, 'bob'), [
    ['invited', G],
    ['invited', G],
  ]);
});

t.test('who leaves tells his other devices, and none that was not there', async (t) => {
  const world = await given([group('Public'), join(['olga:Owner', 'bob'], { by: 'olga' }), quit('bob')]);
  t.same(await noticesOf(world, 'bob'), [], 'a new device');
  t.same(await noticesOf(world, 'bob', 1), [['quit', G]]);
});

t.test('live rooms tell only who is there', async (t) => {
  const world = await given([group('AVChatRoom'), join(['bob'], { by: 'olga' }), kick(['bob'])]);
  t.same(await noticesOf(world, 'bob'), []);
});

t.test('an open request is told to those who decide, until one has, or has taken it away #520 #521', async (t) => {
  const world = await given([group('Public'), come('olga:Owner', 'ann:Admin', 'bob')]);
  await world.add(
    request('dave', 'a1'),
    request('eve', 'a2', { inviter: 'bob' }),
    request('fay', 'a3', { inviter: 'bob', decidedBy: 'invitee' }),
  );
  const both = [
    ['applied', G],
    ['invitationWaits', G],
  ];
  for (const user of ['olga', 'ann']) t.same(await noticesOf(world, user), both);
  t.same(await noticesOf(world, 'fay'), [['invitation', G]]);
  for (const user of ['bob', 'dave', 'eve']) t.same(await noticesOf(world, user), []);
  const [applied] = await world.queries.groupNotices(caller('ann'), { user: 'ann', after: 0 });
  t.match(applied, { operator: 'dave', text: 'hi', authentication: 'a1', requestedAt: T0 * 1000 });
  await world.add(drop('ann', [applied?.position ?? 0]));
  t.same(await noticesOf(world, 'ann'), both.slice(1));
  t.same(await noticesOf(world, 'olga'), both, 'of her own');
  const answer = (applicant: string, authentication: string, agreed: boolean, inviter = '') =>
    groupFact('JoinRequestHandled', { applicant, agreed, by: 'olga', text: 'so be it', authentication, inviter });
  await world.add(answer('dave', 'a1', false), answer('eve', 'a2', true, 'bob'), come('eve'));
  for (const user of ['olga', 'ann']) t.same(await noticesOf(world, user), []);
  t.same(await noticesOf(world, 'dave'), [['refused', G]]);
  t.same(await noticesOf(world, 'bob'), [['invitationAccepted', G]], 'who invited hears how it ended');
  t.same(await noticesOf(world, 'eve'), [], 'who was invited had asked for nothing');
});

t.test('a log from before inviters were noted is read as before', async (t) => {
  const world = await given([group('Public'), come('olga:Owner'), request('dave', 'a1'), handled('dave', 'a1', false)]);
  t.same(await noticesOf(world, 'dave'), [['refused', G]]);
});

t.test('what a user takes away is gone; the newest 100 are kept', async (t) => {
  const world = await given([group('Public'), join(['olga:Owner', 'bob', 'eve'], { by: 'olga' })]);
  await world.add(...Array.from({ length: 120 }, (_, at) => appoint('bob', at % 2 === 0 ? 'Admin' : 'Member')));
  const kept = await world.queries.groupNotices(caller('bob'), { user: 'bob', after: 0 });
  t.equal(kept.length, 100);
  t.equal(kept.at(-1)?.code, 'adminCancelled');
  await world.add(
    drop(
      'bob',
      kept.slice(1).map(({ position }) => position),
    ),
  );
  t.same(await noticesOf(world, 'bob'), [[kept[0]?.code, G]]);
  t.same(await noticesOf(world, 'eve'), [['invited', G]]);
});

t.test('mentions wait until they are read #314 #315', async (t) => {
  const world = await given([group('Public'), join(['olga:Owner', 'bob', 'eve'])]);
  await world.add(
    message('olga', 1, { at: ['bob', 'olga', 'stranger'] }),
    message('olga', 2, atAll),
    message('bob', 3, { ...atAll, at: ['eve'] }),
  );
  t.same(await mentionsOf(world, 'bob'), [
    [1, 'member'],
    [2, 'all'],
  ]);
  t.same(await mentionsOf(world, 'eve'), [
    [2, 'all'],
    [3, 'both'],
  ]);
  t.same(await mentionsOf(world, 'olga'), [[3, 'all']], 'nobody is mentioned by himself');
  const [first] = await world.queries.groupMentions(caller('bob'), { user: 'bob', after: 0 });
  t.match(first, { group: G, from: 'olga', random: 7, msgSeq: 1001 });
  t.same(await mentionsOf(world, 'bob', first?.position), [[2, 'all']]);
  await world.add(read('bob', 1), drop('eve', [], [[G, 2]]));
  t.same(await mentionsOf(world, 'bob'), [[2, 'all']]);
  t.same(await mentionsOf(world, 'eve'), [[3, 'both']]);
  await world.add(drop('eve', [], [[G, 3]]), join(['gus']));
  t.same(await mentionsOf(world, 'eve'), []);
  t.same(await mentionsOf(world, 'gus'), [], 'not for who came later');
  await world.add(quit('bob'), deleted('eve'));
  t.same(await mentionsOf(world, 'bob'), []);
  await t.rejects(world.queries.groupMentions(caller('eve'), { user: 'bob', after: 0 }), { code: 60010 });
  t.same(world.problems, []);
});

t.test('the newest ten of each kind are kept in a group', async (t) => {
  const world = await given([group('Public'), join(['olga:Owner', 'bob'])]);
  await world.add(...Array.from({ length: 30 }, (_, at) => message('olga', at + 1, at < 15 ? atAll : { at: ['bob'] })));
  const seqs = (await mentionsOf(world, 'bob')).map(([seq]) => seq);
  t.same(seqs, [6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30]);
});
