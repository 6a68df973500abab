import t from 'tap';
import type { Errand } from '../../events/user/relations.ts';
import { APP, created, deleted, given, T0, userFact } from './given.ts';

const LATER = T0 * 1000 + 1;
const part = (id: number): Errand => ({ id, peer: `peer${id}`, task: { kind: 'part', blocked: false } });
const begun = (...ids: readonly number[]) => userFact('alice', 'ErrandsBegun', { errands: ids.map(part) });
const done = (ids: readonly number[], at = T0 * 1000) => userFact('alice', 'ErrandsDone', { ids }, at);

t.test('whoever has an errand that is not done is found, until the last of them is done', async (t) => {
  const world = await given([created('alice'), begun(1, 2), begun(3)]);
  const alice = [{ app: APP, user: 'alice' }];
  t.same(await world.relations.withErrands(T0 * 1000), [], 'those since then may be under way');
  t.same(await world.relations.withErrands(LATER), alice);
  await world.add(done([2]), done([1]));
  t.same(await world.relations.withErrands(LATER), alice);
  await world.add(done([3]));
  t.same(await world.relations.withErrands(LATER), []);
});

t.test('errands of a deleted account are over, but for those that tell others of it', async (t) => {
  const world = await given([created('alice'), begun(1, 2), deleted('alice')]);
  t.same(await world.relations.withErrands(LATER), [], 'nothing that is looked for again and again');
  await world.add(begun(3));
  t.same(await world.relations.withErrands(LATER), [{ app: APP, user: 'alice' }]);
  await world.add(done([3]));
  t.same(await world.relations.withErrands(LATER), []);
});

t.test('a long list of errands that somebody is at is not begun anew behind his back', async (t) => {
  const world = await given([created('alice'), begun(1, 2, 3), done([1], LATER + 5000)]);
  t.same(await world.relations.withErrands(LATER + 5000), []);
  t.same(await world.relations.withErrands(LATER + 5001), [{ app: APP, user: 'alice' }], 'unless he is stuck');
});
