import t, { type Test } from 'tap';
import type { Envelope, NewEvent } from '../../events/envelope.ts';
import type { FieldDefinition } from '../../events/user/profile.ts';
import type { Friend } from '../../events/user/relations.ts';
import type { Connection } from '../../gateway/connection.ts';
import type { Notice } from '../../gateway/delivery/notice.ts';
import { isRelationEvent, RelationDelivery } from '../../gateway/delivery/relation-delivery.ts';
import type { RelationNotice } from '../../gateway/delivery/relation-notice.ts';
import { type Dialect, type Session, Sessions } from '../../gateway/sessions.ts';
import { APP, caller } from '../projections/given.ts';

const everybody: FieldDefinition = { keyword: 'Open', type: 'string', read: ['user', 'admin'], write: ['admin'] };
const secret: FieldDefinition = { ...everybody, keyword: 'Secret', read: ['admin'] };

/** A delivery alone, to a device of alice. */
function scene(t: Test) {
  const sessions = new Sessions();
  const told: RelationNotice[] = [];
  const dialect: Dialect = {
    name: 'binary',
    encode: (notice: Notice) => {
      told.push(notice as RelationNotice);
      return 'frame';
    },
    kick: () => {},
  };
  const open = (instance: number) => {
    const connection = { send: () => {} } as unknown as Connection;
    const session: Session = { caller: caller('alice', { instance }), dialect, connection };
    sessions.open(session, []);
  };
  open(1);
  const delivery = new RelationDelivery(
    sessions,
    {
      person: (_app, user) => ({ user, nick: '', faceUrl: '' }),
      knownBy: async () => [],
      fieldsOf: async () => ({ profileFields: [], friendFields: [everybody, secret] }),
    },
    (error) => t.fail(String(error)),
  );
  return {
    told: () => told.map((notice) => (notice.kind === 'relation' ? notice.event : notice)),
    happens(event: NewEvent) {
      const envelope = { ...event, stream: `user-${APP}.alice`, position: 1 } as unknown as Envelope;
      if (!isRelationEvent(envelope)) throw new Error(`${event.type} is not told`);
      delivery.event(envelope);
    },
    settled: () => new Promise((resolve) => setImmediate(resolve)),
  };
}

const friend = (peer: string, custom: Friend['custom'] = {}): Friend => {
  return { peer, no: 1, remark: '', groups: [], source: 'AddSource_Type_Test', wording: '', addedAt: 1, custom };
};
const added = (...friends: readonly Friend[]): NewEvent => ({ type: 'FriendsAdded', data: { friends } });
const removed: NewEvent = { type: 'FriendsRemoved', data: { peers: ['bob'] } };

t.test('nobody is told of custom fields that only administrators may read', async (t) => {
  const world = scene(t);
  world.happens(added(friend('bob', { Open: 'o', Secret: 's' }), friend('carol')));
  world.happens({ type: 'FriendsChanged', data: { friends: [{ peer: 'bob', custom: { Open: 'p', Secret: 't' } }] } });
  await world.settled();
  t.same(world.told(), [
    added(friend('bob', { Open: 'o' }), friend('carol')),
    { type: 'FriendsChanged', data: { friends: [{ peer: 'bob', custom: { Open: 'p' } }] } },
  ]);
});

t.test('what happens to a list is told in its order, also behind a fact that takes a look elsewhere', async (t) => {
  const world = scene(t);
  const changed: NewEvent = { type: 'FriendsChanged', data: { friends: [{ peer: 'bob', custom: { Open: 'o' } }] } };
  world.happens(changed);
  world.happens(removed);
  world.happens(added(friend('bob')));
  await world.settled();
  t.same(world.told(), [changed, removed, added(friend('bob'))]);
  world.happens(removed);
  t.equal(world.told().length, 4, 'at once when nothing waits');
});
