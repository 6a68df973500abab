import t from 'tap';
import { noConversationLimits } from '../../../actors/user/conversations/limits.ts';
import { GroupMessageFlag, type GroupType } from '../../../events/group/events.ts';
import { APP, admin, caller, given, T0, type World } from '../given.ts';
import { dissolve, G, group, groupFact, join, message, mute, newMember, quit, read, rename } from './given-groups.ts';

const bob = caller('bob');

/** A page in short: seqs, `T` before tips; invisible ones; whether there is nothing older. */
async function page(world: World, upTo: number, count: number, viewer = 'bob') {
  const found = await world.queries.groupHistory(caller(viewer), { group: G, viewer, upTo, count });
  const seqs = found.entries.map((one) => (one.kind === 'tip' ? `T${one.seq}` : String(one.message.seq)));
  return [seqs.join(' '), found.invisible.join(' '), found.finished];
}
const chat = (count: number, from = 1) => Array.from({ length: count }, (_, at) => message('ann', from + at));

t.test('pages by seq, newest first, without gaps or doubles #267 #356', async (t) => {
  const world = await given([group('Public'), join(['ann', 'bob']), ...chat(12)]);
  t.same(await page(world, 0, 5), ['12 11 10 9 8', '', false]);
  t.same(await page(world, 7, 5), ['7 6 5 4 3', '', false]);
  t.same(await page(world, 2, 5), ['2 1', '', true]);
  t.same(await page(world, 5, 5), ['5 4 3 2 1', '', true]);
  t.same(await page(world, 15, 5), ['12 11', '', false], 'the window ends at the last seq');
  t.same(await page(world, 40, 5), ['', '', false], 'and may lie above it');
  t.same(await page(world, -3, 5), ['12 11 10 9 8', '', false]);
  t.same(await page(world, 1, 0), ['1', '', true]);
  const { entries } = await world.queries.groupHistory(bob, { group: G, viewer: 'bob', upTo: 3, count: 1 });
  const entry = entries[0]?.kind === 'message' ? entries[0].message : undefined;
  t.match(entry, { from: 'ann', seq: 3, time: T0 + 3, random: 21, msgSeq: 1003, priority: 'Normal' });
  t.equal(Buffer.from(entry?.body ?? []).toString(), 'message 3', 'the body comes from the log');
});

t.test('stored tips have their place among the messages, with their event', async (t) => {
  const world = await given([
    group('Public'),
    join(['ann', 'bob']),
    message('ann', 1),
    join(['carol'], { seq: 2, by: 'ann', at: T0 + 50 }),
    read('bob', 2),
    rename('Two', { seq: 3 }),
    rename('only online', { seq: -1 }),
    mute(['carol'], T0 + 60),
    message('ann', 4),
    quit('carol', 5),
  ]);
  t.same(await page(world, 0, 10), ['T5 4 T3 T2 1', '', true]);
  const { entries } = await world.queries.groupHistory(bob, { group: G, viewer: 'bob', upTo: 2, count: 1 });
  t.match(entries[0], {
    kind: 'tip',
    seq: 2,
    time: T0 + 50,
    position: 4,
    event: { type: 'MembersJoined', data: { by: 'ann', members: [{ user: 'carol', role: 'Member' }] } },
  });
});

t.test('a conversation with nothing in it is finished at once', async (t) => {
  const world = await given([group('Public'), join(['ann', 'bob'])]);
  t.same(await page(world, 0, 5), ['', '', true]);
  t.same(await page(world, 9, 5), ['', '', true]);
});

t.test('history before joining: off or on as the type says #362', async (t) => {
  const expected: readonly (readonly [GroupType, string, string])[] = [
    ['Work', '8 7 T6', '8 7 T6'],
    ['Public', '8 7 T6', '8 7 T6'],
    ['Meeting', '8 7 T6 5 4 3 2 1', '3 2 1'],
    ['Community', '8 7 T6 5 4 3 2 1', '3 2 1'],
  ];
  for (const [type, all, early] of expected) {
    const world = await given([group(type), join(['ann']), ...chat(5), join(['bob'], { seq: 6 }), ...chat(2, 7)]);
    t.same(await page(world, 0, 50), [all, '', true], type);
    const [seqs] = await page(world, 3, 50);
    t.equal(seqs, early === all ? '' : early, `${type}, far back`);
    // Without a stored tip he comes in behind the last seq.
    await world.add(quit('bob'), join(['bob']), message('ann', 9));
    t.equal((await page(world, 0, 50))[0], early === all ? '9' : `9 ${all}`, `${type}, come back`);
  }
});

t.test('history before joining: as the group says, where it says so #362', async (t) => {
  const set = (historyBeforeJoin: 'on' | 'off') =>
    groupFact('GroupProfileChanged', { changes: { historyBeforeJoin }, by: 'ann', seq: 0 });
  const closed = [group('Public'), join(['ann']), ...chat(2), join(['bob']), message('ann', 3)];
  t.same(await page(await given([...closed, set('on')]), 0, 9), ['3 2 1', '', true]);
  t.same(await page(await given([...closed, set('on'), set('off')]), 0, 9), ['3', '', true]);
  const open = [group('Meeting'), join(['ann']), ...chat(2), join(['bob']), message('ann', 3)];
  t.same(await page(await given([...open, set('off')]), 0, 9), ['3', '', true]);
});

t.test('a targeted message is there for sender and receivers; the others are told its seq', async (t) => {
  const world = await given([
    group('Public'),
    join(['ann', 'bob', 'carol']),
    message('ann', 1),
    message('ann', 2, { to: ['bob'] }),
    message('bob', 3, { to: ['carol', 'gone'] }),
    message('ann', 4),
  ]);
  t.same(await page(world, 0, 9), ['4 3 2 1', '', true]);
  t.same(await page(world, 0, 9, 'ann'), ['4 2 1', '3', true]);
  t.same(await page(world, 0, 9, 'carol'), ['4 3 1', '2', true]);
  t.same(await page(world, 3, 2, 'ann'), ['2', '3', false]);
  const outside = { group: G, viewer: 'administrator', upTo: 0, count: 9 };
  const whole = await world.queries.groupHistory(admin, outside);
  t.match(whole, { entries: { length: 4 }, invisible: [] }, 'an administrator sees all of it');
  const asCarol = await world.queries.groupHistory(admin, { ...outside, viewer: 'carol' });
  t.same(asCarol.invisible, [2]);
});

t.test('imported messages may be older, and come in the order of seq all the same', async (t) => {
  const old = { time: T0 - 5000, flags: GroupMessageFlag.imported };
  const world = await given([group('Public'), join(['bob']), ...chat(2), message('ann', 3, old), message('ann', 4)]);
  t.same(await page(world, 0, 9), ['4 3 2 1', '', true]);
});

t.test('entries far apart in the log: reads between them cost no entry', async (t) => {
  const facts = Array.from({ length: 300 }, (_, at) => at + 1).flatMap((seq) => [
    message('ann', seq),
    ...Array.from({ length: seq % 23 }, () => read('bob', seq)),
  ]);
  const world = await given([group('Public'), join(['ann', 'bob']), ...facts]);
  const seqs = Array.from({ length: 100 }, (_, at) => 200 - at).join(' ');
  t.same(await page(world, 200, 100), [seqs, '', false]);
  t.same(await page(world, 200, 500), [seqs, '', false], 'at most 100 at a time');
});

t.test('the history of a group that is gone is gone with it', async (t) => {
  const world = await given([group('Public'), join(['ann', 'bob']), ...chat(3), dissolve()]);
  await t.rejects(page(world, 0, 5), { code: 10010 });
  await t.rejects(world.queries.groupHistory(admin, { group: G, viewer: 'x', upTo: 0, count: 1 }), { code: 10010 });
});

t.test('an entry that the log lacks is an error, not a gap', async (t) => {
  const world = await given([group('Public'), join(['ann', 'bob']), ...chat(3)]);
  const log = { ...world.log, read: async function* () {} };
  const { createQueries } = await import('../../../projections/index.ts');
  const connections = { connectedPlatforms: () => [], joinedLiveRoom: () => undefined, inLiveRoom: () => 0 };
  const limits = () => noConversationLimits;
  const queries = createQueries({ log, runner: world.runner, connections, clock: { now: () => T0 }, limits });
  await t.rejects(queries.groupHistory(bob, { group: G, viewer: 'bob', upTo: 0, count: 3 }), /no group entry/);
});

t.test('who was imported sees what was written since he joined, whenever it was brought here #269 #448', async (t) => {
  const world = await given([group('Public'), ...chat(200), rename('Two', { seq: 201 }), message('ann', 202)]);
  const times = [T0, T0 + 1, T0 + 2, T0 + 100, T0 + 200, T0 + 201, T0 + 202, T0 + 203];
  t.same(await world.groups.seqsBefore(APP, G, times), [0, 0, 1, 99, 199, 200, 200, 202]);
  t.same(await world.groups.seqsBefore(APP, 'unknown', [T0]), [0]);
  const imported = (user: string, afterSeq: number, unread: number) => ({ ...newMember(user), afterSeq, unread });
  const members = [imported('bob', 197, 0), imported('carol', 197, 3), imported('dave', 200, 99)];
  await world.add(groupFact('MembersJoined', { members, how: 'imported', by: '', seq: 0 }));
  const unread = async (user: string) =>
    (await world.queries.groupConversations(caller(user), { user })).map((one) => one.unread);
  t.same(await page(world, 0, 10), ['202 T201 200 199 198', '', true]);
  t.same([await unread('bob'), await unread('carol'), await unread('dave')], [[0], [3], [2]]);
  await world.add(groupFact('GroupDissolved', { by: '', type: 'Public', name: 'Two' }), group('Public'));
  t.same(await world.groups.seqsBefore(APP, G, [T0 + 300]), [202], 'nothing of its former life');
});
