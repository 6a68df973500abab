import t from 'tap';
import type { RelationEvent } from '../../events/user/relations.ts';
import { ToldLive } from '../../gateway/delivery/told-live.ts';
import type { Session } from '../../gateway/sessions.ts';

/** Only its identity counts here. */
const session = () => ({}) as Session;
const removed = (...peers: readonly string[]): RelationEvent => ({ type: 'FriendsRemoved', data: { peers } });
const blocked = (...peers: readonly string[]): RelationEvent => ({
  type: 'UsersBlocked',
  data: { users: peers.map((peer, no) => ({ peer, no })), at: 1 },
});
const read: RelationEvent = { type: 'RequestsRead', data: { upTo: 1 } };

t.test('who was told of live is left out of what was missed, list by list', async (t) => {
  const told = new ToldLive();
  const [one, other] = [session(), session()];
  told.note([one], removed('ann'));
  told.note([one], blocked('bob'));
  const missed = [blocked('ann', 'bob'), read, removed('ann', 'bob')];
  t.same(told.rest(one, missed), [
    { type: 'UsersBlocked', data: { users: [{ peer: 'ann', no: 0 }], at: 1 } },
    read,
    removed('bob'),
  ]);
  t.same(told.rest(other, missed), missed, 'another session has heard nothing');
});

t.test('what is left of a fact when nobody is left is nothing', async (t) => {
  const told = new ToldLive();
  const one = session();
  told.note([one], removed('ann'));
  t.same(told.rest(one, [removed('ann')]), []);
});

t.test('who has caught up has heard everything', async (t) => {
  const told = new ToldLive();
  const one = session();
  told.rest(one, []);
  told.note([one], removed('ann'));
  t.equal(told.rest(one, [removed('ann')]), undefined);
});
