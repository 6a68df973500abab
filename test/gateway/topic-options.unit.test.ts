import t from 'tap';
import type { Remind } from '../../events/group/events.ts';
import { GroupSessions } from '../../gateway/delivery/group-sessions.ts';
import type { Session } from '../../gateway/sessions.ts';

const TOWN = '@TGS#_town';
const SQUARE = `${TOWN}@TOPIC#_square`;
const MARKET = `${TOWN}@TOPIC#_market`;

/** Which app a session is of is all that is asked here. */
const session = (app = 1) => ({ caller: { app } }) as unknown as Session;

/** Somebody in the town, and what he is kept from in a place. */
function start(remind: Remind | '' = '') {
  const sessions = new GroupSessions();
  const [bob, other] = [session(), session()];
  sessions.add(bob, TOWN, remind);
  sessions.add(other, TOWN);
  const of = (topic?: string, one = bob) => sessions.selective(1, TOWN, topic)?.(one);
  return { sessions, bob, other, of };
}

t.test('what is set for a topic holds for that topic and that user only #551', async (t) => {
  const { sessions, bob, other, of } = start();
  t.equal(sessions.selective(1, TOWN, SQUARE), undefined, 'nobody has set anything');
  sessions.topics.set(bob, SQUARE, 'Discard');
  t.same([of(SQUARE), of(MARKET), of(), of(SQUARE, other)], ['Discard', undefined, undefined, undefined]);
  t.equal(sessions.selective(2, TOWN, SQUARE), undefined, 'not in another app');
  sessions.topics.set(bob, SQUARE, 'NotReceiveMsgExceptAt');
  t.equal(of(SQUARE), 'NotReceiveMsgExceptAt');
  sessions.topics.set(bob, SQUARE, 'AcceptNotNotify');
  t.equal(of(SQUARE), undefined, 'only a matter of push');
});

t.test('where nothing is set for a topic its community decides, and nothing but that', async (t) => {
  const { sessions, bob, of } = start('Discard');
  t.same([of(), of(SQUARE), of(MARKET)], ['Discard', 'Discard', 'Discard']);
  sessions.topics.set(bob, SQUARE, 'AcceptAndNotify');
  t.same([of(), of(SQUARE), of(MARKET)], ['Discard', undefined, 'Discard']);
  sessions.hear(bob, TOWN, 'AcceptAndNotify');
  sessions.topics.set(bob, SQUARE, 'Discard');
  t.same([of(), of(SQUARE), of(MARKET)], [undefined, 'Discard', undefined]);
});

t.test('it ends with the membership, the session and the topic, and leaves nothing behind', async (t) => {
  const { sessions, bob, other, of } = start();
  const silence = () => {
    for (const topic of [SQUARE, MARKET]) for (const one of [bob, other]) sessions.topics.set(one, topic, 'Discard');
  };
  silence();
  sessions.remove(bob, TOWN);
  sessions.add(bob, TOWN);
  t.same([of(SQUARE), of(MARKET), of(SQUARE, other)], [undefined, undefined, 'Discard']);
  silence();
  sessions.close(bob);
  t.same([of(SQUARE), of(SQUARE, other)], [undefined, 'Discard']);
  sessions.topics.end(1, SQUARE);
  t.same([of(SQUARE, other), of(MARKET, other)], [undefined, 'Discard']);
  sessions.clear(1, TOWN);
  t.equal(sessions.selective(1, TOWN, MARKET), undefined);
});
