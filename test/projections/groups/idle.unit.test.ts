import t from 'tap';
import { APP, type Fact, given, T0, type World } from '../given.ts';
import { dissolve, group, groupFact, join, message, quit, read } from './given-groups.ts';

const later = (fact: Fact, seconds: number): Fact => ({ ...fact, at: (T0 + seconds) * 1000 });

/** The idle ones among all groups, since so many seconds after T0. */
async function idle({ idleGroups }: World, seconds: number): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const one of idleGroups.idleSince(APP, (T0 + seconds) * 1000)) found.push(one);
  return found;
}

t.test('idle is where nobody writes, comes or goes, and nothing of the profile changes #444', async (t) => {
  const ids = ['quiet', 'talks', 'read', 'left', 'named', 'gone'];
  const world = await given([
    ...ids.flatMap((groupId) => [group('Public', { groupId }), join(['olga:Owner', 'bob'], { groupId })]),
    group('Public', { groupId: 'other' }, APP + 1),
    group('AVChatRoom', { groupId: 'live' }),
    group('Work', { groupId: 'work' }),
    later(message('olga', 1, {}, 'talks'), 60),
    later(read('bob', 0, 'read'), 60),
    later(quit('bob', 0, 'left'), 60),
    later(groupFact('GroupProfileChanged', { changes: { name: 'x' }, by: 'olga', seq: 0 }, T0, 'named'), 60),
    later(dissolve('gone'), 60),
  ]);
  t.strictSame(await idle(world, 30), ['work', 'quiet', 'read'], 'live rooms are left alone');
  t.strictSame(await idle(world, -1), []);
  t.strictSame((await idle(world, 60)).length, 6);
  t.equal(await world.idleGroups.isIdle(APP, 'talks', (T0 + 59) * 1000), false);
});

t.test('however many groups there are, each is looked at once', async (t) => {
  const ids = Array.from({ length: 450 }, (_, i) => `g${i}`);
  const world = await given(ids.map((groupId) => group('Public', { groupId })));
  t.strictSame(new Set(await idle(world, 30)), new Set(ids));
  t.equal((await idle(world, 30)).length, ids.length);
});
