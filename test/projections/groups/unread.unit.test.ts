import t from 'tap';
import { GroupMessageFlag } from '../../../events/group/events.ts';
import { MemoryStore } from '../../../projections/store/memory.ts';
import { admin, caller, dumpOf, given, T0, type World } from '../given.ts';
import {
  appoint,
  dissolve,
  G,
  group,
  groupFact,
  join,
  kick,
  message,
  mute,
  quit,
  read,
  rename,
} from './given-groups.ts';

const { noLastMsg, noUnread } = GroupMessageFlag;

async function conversation(world: World, user: string) {
  const [found] = await world.queries.groupConversations(caller(user), { user });
  return found;
}
/** The number a client shows (wire-messages.md §5.2). */
async function unread(world: World, user: string): Promise<number | undefined> {
  const found = await conversation(world, user);
  return found && found.unread - found.ignored;
}
const chat = (count: number, author: (seq: number) => string = () => 'ann', from = 1) =>
  Array.from({ length: count }, (_, at) => message(author(from + at), from + at));

t.test('messages of others behind the mark are unread; own messages never are', async (t) => {
  const world = await given([group('Public'), join(['olga:Owner', 'ann', 'bob']), ...chat(5), message('bob', 6)]);
  t.equal(await unread(world, 'bob'), 5);
  t.equal(await unread(world, 'ann'), 1);
  t.equal(await unread(world, 'olga'), 6);
  await world.add(read('bob', 3));
  t.equal(await unread(world, 'bob'), 2);
  await world.add(read('bob', 1));
  t.equal(await unread(world, 'bob'), 2, 'a mark never moves back');
  t.equal((await world.queries.membership(admin, { group: G, user: 'bob' }))?.readSeq, 3);
  await world.add(read('bob', 8), ...chat(4, (seq) => (seq === 8 ? 'bob' : 'ann'), 7));
  t.equal(await unread(world, 'bob'), 2, 'a mark that was ahead covers what comes up to it');
});

t.test('sending does not move the mark', async (t) => {
  const world = await given([group('Public'), join(['ann', 'bob']), ...chat(3), message('bob', 4), message('ann', 5)]);
  t.equal(await unread(world, 'bob'), 4);
});

t.test('no limit on the unread of groups: 1000 are counted as 1000 #354', async (t) => {
  const world = await given([group('Public'), join(['ann', 'bob']), ...chat(1000)]);
  t.equal(await unread(world, 'bob'), 1000);
});

t.test('who writes a lot and never reads is counted exactly, mark by mark', async (t) => {
  // Three quarters are bob's own, so that his notes fill several rows; every seventh counts for nobody.
  const flagsOf = (seq: number) => (seq % 7 === 0 ? noUnread : 0);
  const author = (seq: number) => (seq % 4 === 0 ? 'ann' : 'bob');
  const facts = Array.from({ length: 600 }, (_, at) => message(author(at + 1), at + 1, { flags: flagsOf(at + 1) }));
  for (const every of [1, 2, 7, 64, 65, 131]) {
    const world = await given([group('Public'), join(['ann', 'bob']), ...facts]);
    for (let mark = 0; mark <= 600; mark += every) {
      await world.add(read('bob', mark));
      const found = await conversation(world, 'bob');
      const rest = Array.from({ length: 600 - mark }, (_, at) => mark + 1 + at).filter((seq) => author(seq) !== 'bob');
      const expected = { unread: rest.length, ignored: rest.filter((seq) => flagsOf(seq) !== 0).length };
      if (found?.unread !== expected.unread || found.ignored !== expected.ignored) {
        t.match(found, expected, `read up to ${mark} by ${every}`);
        return;
      }
    }
    t.pass(`marks by ${every}`);
  }
});

t.test('what is read leaves no notes behind, and neither does who leaves', async (t) => {
  for (const end of [read('bob', 300), quit('bob'), kick(['bob'])]) {
    const store = new MemoryStore();
    const world = await given([group('Public'), join(['ann', 'bob']), ...chat(300, () => 'bob')], store);
    await world.runner.flush();
    const notes = async () => (await dumpOf(store)).filter((row) => row.includes('\town')).length;
    t.ok((await notes()) > 3);
    await world.add(end);
    await world.runner.flush();
    t.equal(await notes(), 0);
  }
});

t.test('a member begins with nothing unread, and so does one who comes back', async (t) => {
  const world = await given([group('Community'), join(['ann']), ...chat(100), join(['bob'])]);
  t.equal(await unread(world, 'bob'), 0);
  await world.add(...chat(80, () => 'bob', 101), message('ann', 181));
  t.equal(await unread(world, 'bob'), 1);
  await world.add(quit('bob'), ...chat(3, () => 'ann', 182), join(['bob']), message('ann', 185));
  t.equal(await unread(world, 'bob'), 1);
});

t.test('NoUnread and targeted messages count for nobody, whoever sees them', async (t) => {
  const world = await given([
    group('Public'),
    join(['ann', 'bob', 'carol']),
    message('ann', 1),
    message('ann', 2, { flags: noUnread }),
    message('ann', 3, { to: ['bob'] }),
    message('bob', 4, { to: ['carol'] }),
  ]);
  t.match(await conversation(world, 'bob'), { unread: 3, ignored: 2 });
  t.match(await conversation(world, 'carol'), { unread: 4, ignored: 3 });
  t.match(await conversation(world, 'ann'), { unread: 1, ignored: 1 });
});

t.test('a stored tip counts for everybody but its author and those it lets in; others take no place', async (t) => {
  const world = await given([
    group('Public'),
    join(['olga:Owner', 'ann']),
    join(['bob'], { seq: 1, by: 'olga' }),
    rename('Two', { seq: 2, by: 'ann' }),
    mute(['bob'], T0 + 60, 3, ''),
    appoint('ann', 'Admin', 4),
    groupFact('GroupOwnerChanged', { from: 'olga', to: 'ann', by: 'admin', seq: 5 }),
    quit('bob', 6),
    rename('Three'),
    // A tip that only those get who are online.
    rename('Four', { seq: -1 }),
  ]);
  t.equal(await unread(world, 'olga'), 4);
  t.equal(await unread(world, 'ann'), 5);
  const [view] = await world.queries.groups(admin, { groups: [G] });
  t.match(view, { lastSeq: 6, name: 'Four' });
});

t.test('types without unread counts ignore all of it', async (t) => {
  const world = await given([group('Meeting'), join(['ann', 'bob']), ...chat(9)]);
  t.match(await conversation(world, 'bob'), { unread: 9, ignored: 9 });
});

t.test('the last entry: not what excludes itself, not what is not his, not what was before him', async (t) => {
  const world = await given([group('Public'), join(['ann', 'bob', 'carol']), ...chat(2)]);
  const last = async (user: string) => {
    const found = await conversation(world, user);
    const entry = found?.lastEntry;
    return [entry && (entry.kind === 'tip' ? entry.seq : entry.message.seq), found?.lastTime];
  };
  t.same(await last('bob'), [2, T0 + 2]);
  await world.add(message('ann', 3, { flags: noLastMsg }), message('ann', 4, { to: ['bob'] }));
  t.same(await last('bob'), [4, T0 + 4]);
  t.same(await last('ann'), [4, T0 + 4]);
  t.same(await last('carol'), [2, T0 + 2]);
  await world.add(message('ann', 5, { to: ['bob'], flags: noLastMsg }), join(['dave']));
  t.same(await last('bob'), [4, T0 + 4]);
  t.same(await last('dave'), [undefined, 0]);
  await world.add(rename('Two', { seq: 6, at: T0 + 900 }));
  for (const user of ['bob', 'carol', 'dave']) t.same(await last(user), [6, T0 + 900], user);
});

t.test('conversations come newest first, without live rooms and without what is still hidden #437', async (t) => {
  const world = await given([
    ...['early', 'late', 'empty'].flatMap((groupId) => [group('Public', { groupId }), join(['bob'], { groupId })]),
    group('Work', { groupId: 'quiet' }),
    join(['bob'], { groupId: 'quiet', seq: 1 }),
    group('AVChatRoom', { groupId: 'live' }),
    join(['bob'], { groupId: 'live' }),
    message('ann', 1, { time: T0 + 5 }, 'late'),
    message('ann', 1, { time: T0 + 3 }, 'early'),
  ]);
  const list = async () =>
    (await world.queries.groupConversations(caller('bob'), { user: 'bob' })).map((one) => one.group.groupId);
  t.same(await list(), ['late', 'early', 'empty']);
  await world.add(message('ann', 2, { time: T0 + 4 }, 'quiet'));
  t.same(await list(), ['late', 'quiet', 'early', 'empty']);
});

t.test('an id that is used again: the numbers go on, nothing else does', async (t) => {
  const world = await given([group('Public'), join(['ann', 'bob']), ...chat(200, () => 'bob'), dissolve()]);
  t.equal(await conversation(world, 'bob'), undefined);
  await world.add(group('Community'), join(['bob', 'ann']));
  t.match(await conversation(world, 'bob'), { unread: 0, lastEntry: undefined, group: { lastSeq: 200 } });
  await world.add(...chat(150, (seq) => (seq % 2 ? 'bob' : 'ann'), 201), read('bob', 210));
  t.match(await conversation(world, 'bob'), { unread: 70, ignored: 0 });
  const page = await world.queries.groupHistory(caller('bob'), { group: G, viewer: 'bob', upTo: 205, count: 100 });
  t.match(page, { finished: true, entries: { length: 5 } });
});

t.test('a number that is set holds, and counts on, until the next reading', async (t) => {
  const world = await given([group('Public'), join(['ann', 'bob']), ...chat(3), message('bob', 4), message('bob', 5)]);
  const set = (user: string, count: number, atSeq: number) =>
    groupFact('GroupUnreadSet', { user, unread: count, atSeq, by: '' });
  await world.add(set('bob', 1, 5));
  t.equal(await unread(world, 'bob'), 1);
  t.equal(await unread(world, 'ann'), 2, 'nobody else is touched');
  await world.add(message('ann', 6), message('bob', 7), message('ann', 8, { flags: noUnread }));
  t.equal(await unread(world, 'bob'), 2, 'own messages and those that count for nobody do not count');
  t.equal((await world.queries.membership(admin, { group: G, user: 'bob' }))?.readSeq, 0, 'the mark stays');
  await world.add(read('bob', 2));
  t.equal(await unread(world, 'bob'), 2, 'from here on it is what lies behind the mark: 3 and 6');
  await world.add(read('bob', 8), set('bob', 3, 8), set('bob', 0, 8));
  t.equal(await unread(world, 'bob'), 0);
  await world.add(set('bob', 4, 8), read('bob', 8));
  t.equal(await unread(world, 'bob'), 0, 'reading what was read already ends it too');
  await world.add(set('bob', 4, 8), quit('bob'), join(['bob']));
  t.equal(await unread(world, 'bob'), 0, 'leaving is the end of it');
});

t.test('a type that counts nothing shows no number that was set', async (t) => {
  const world = await given([group('Meeting'), join(['ann', 'bob']), ...chat(3)]);
  await world.add(groupFact('GroupUnreadSet', { user: 'bob', unread: 2, atSeq: 3, by: '' }));
  t.equal(await unread(world, 'bob'), 0);
});
