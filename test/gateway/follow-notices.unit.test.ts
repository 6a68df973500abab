import t from 'tap';
import type { Envelope } from '../../events/envelope.ts';
import { streamName } from '../../events/stream.ts';
import type { FollowEventType } from '../../events/user/follows.ts';
import { type FollowLookup, followNotices } from '../../gateway/delivery/follow-notices.ts';

const APP = 7;

type FollowEvent = Envelope<FollowEventType>;

function event(position: number, type: FollowEventType, user: string, ...users: readonly string[]): FollowEvent {
  const stream = streamName('user', APP, user);
  const meta = { actor: user, instance: 1, requestId: '', causation: '' };
  const common = { id: `${stream}@${position}`, stream, revision: position, position, time: 5000, version: 1, meta };
  const hash = new Uint8Array();
  return type === 'UsersFollowed'
    ? { ...common, type, data: { users, at: 5 }, hash }
    : { ...common, type, data: { users }, hash };
}

/** Who follows whom behind the batch: `user other`. */
const lookup = (...pairs: readonly string[]): FollowLookup => ({
  person: (_app, user) => ({ user, nick: `nick of ${user}`, faceUrl: '' }),
  isFollowing: (_app, user, other) => pairs.includes(`${user} ${other}`),
});

const told = (one: FollowEvent, batch: readonly Envelope[], known: FollowLookup) =>
  followNotices(one, batch, known).map(({ to, notice }) => [
    to,
    ...notice.changes.map(({ person, lists }) => `${notice.added ? '+' : '-'}${person.user} ${lists.join()}`),
  ]);

t.test('one notice to the follower, one to each of the others', async (t) => {
  const one = event(1, 'UsersFollowed', 'ann', 'bob', 'carl');
  t.same(told(one, [one], lookup('ann bob', 'ann carl', 'carl ann')), [
    ['ann', '+bob following', '+carl following,mutual'],
    ['bob', '+ann followers'],
    ['carl', '+ann followers,mutual'],
  ]);
  t.match(followNotices(one, [one], lookup()), [
    {
      notice: {
        kind: 'followChanged',
        app: APP,
        position: 1,
        time: 5,
        changes: [{ person: { nick: 'nick of bob' } }, {}],
      },
    },
    {},
    {},
  ]);
});

t.test('what becomes durable together is told as it happened: a mutual follow begins and ends once', async (t) => {
  const began = [event(1, 'UsersFollowed', 'ann', 'bob'), event(2, 'UsersFollowed', 'bob', 'ann')] as const;
  const after = lookup('ann bob', 'bob ann');
  t.same(told(began[0], began, after), [
    ['ann', '+bob following'],
    ['bob', '+ann followers'],
  ]);
  t.same(told(began[1], began, after), [
    ['bob', '+ann following,mutual'],
    ['ann', '+bob followers,mutual'],
  ]);
  const ended = [event(1, 'UsersUnfollowed', 'ann', 'bob'), event(2, 'UsersUnfollowed', 'bob', 'ann')] as const;
  t.same(told(ended[0], ended, lookup()), [
    ['ann', '-bob mutual,following'],
    ['bob', '-ann mutual,followers'],
  ]);
  t.same(told(ended[1], ended, lookup()), [
    ['bob', '-ann following'],
    ['ann', '-bob followers'],
  ]);
});
