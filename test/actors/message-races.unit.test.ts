import fc from 'fast-check';
import t from 'tap';
import { GroupMessageFlag } from '../../events/group/events.ts';
import { type MessagePlace, streamOfPlace } from '../../events/message/place.ts';
import { administrator, caller, MessageHouse, PEOPLE } from './message-house.ts';
import { type Act, act, otherNode, run, Told } from './message-races.ts';

/** Nobody could be faster than all the others five times: try again. */
const BUSY = 20028;

/**
 * One order explains all of it: what happened could happen in the order of the log, every refusal is what somewhere in it was
 * true, and what is known in the end is what the log says.
 */
async function explained(house: MessageHouse, place: MessagePlace, seq: number, acts: readonly Act[], codes: number[]) {
  const told = new Told();
  const left = acts.map((one, at) => ({ one, code: codes[at] ?? -1, explained: false }));
  const settle = () => {
    for (const answered of left) {
      const { code, changes } = told.answer(answered.one);
      if (answered.code === BUSY || (!changes && code === answered.code)) answered.explained = true;
    }
  };
  const caused = new Set<(typeof left)[number]>();
  let count = 0;
  settle();
  for await (const event of house.node.services.log.read(streamOfPlace(1, place))) {
    if (!('change' in event.data) || event.data.seq !== seq) continue;
    if (event.data.change !== ++count) throw new Error(`change ${event.data.change} is the ${count}th`);
    const cause = left.find(
      (answered) => !caused.has(answered) && answered.code === 0 && told.isOf(event, answered.one),
    );
    if (cause === undefined) throw new Error(`nobody asked for ${event.type}`);
    caused.add(cause);
    told.follow(event);
    settle();
  }
  const lost = left.filter((answered) => !caused.has(answered) && !answered.explained);
  if (lost.length > 0) throw new Error(`no order explains ${JSON.stringify(lost)}`);
  const found = await house.projections.messages.find(1, place, seq);
  if (found?.version !== told.version || found.changes !== count) throw new Error('known otherwise');
  if ((found.state === 'revoked') !== told.revoked) throw new Error('recalled or not?');
  const reactions = await house.projections.messages.reactions(1, place, seq);
  const known = reactions.map(([name, users]) => `${name} ${[...users].sort().join()}`).sort();
  const expected = [...told.reactions].map(([name, users]) => `${name} ${[...users].sort().join()}`).sort();
  if (known.join('; ') !== expected.join('; ')) throw new Error(`${known.join('; ')} is not ${expected.join('; ')}`);
}

t.test('law: whatever people do with one message at once, one order explains it #284 #328 #333 #336', async (t) => {
  const house = await MessageHouse.open();
  const group = await house.group('Public', PEOPLE.slice(1));
  const place = { group };
  const others = otherNode(house);
  const acts = fc.array(fc.tuple(act, fc.boolean()), { minLength: 2, maxLength: 40, size: 'max' });
  await fc.assert(
    fc.asyncProperty(acts, async (given) => {
      // A group takes so many messages a second and no more.
      house.now += 1000;
      const seq = await house.tell('alice', place, GroupMessageFlag.supportExtension);
      const codes = await Promise.all(given.map(([one, here]) => run(here ? house.commands : others, place, seq, one)));
      await explained(
        house,
        place,
        seq,
        given.map(([one]) => one),
        codes,
      );
    }),
    { numRuns: 150 },
  );
  t.same(house.problems, []);
});

t.test('of a hundred who modify at once one wins, and none is lost when each tries again #286', async (t) => {
  const house = await MessageHouse.open();
  const pair = { users: ['alice', 'bob'] } as const;
  const message = await house.say('alice', 'bob');
  const first = await Promise.all(Array.from({ length: 100 }, () => house.modify('bob', pair, message, 0)));
  t.equal(first.filter((code) => code === 0).length, 1);
  t.equal(first.filter((code) => code === 20027).length, 99);
  const unversioned = Array.from({ length: 50 }, () => house.modify(administrator, pair, message, undefined));
  t.ok((await Promise.all(unversioned)).every((code) => code === 0));
  t.equal((await house.projections.messages.find(1, pair, message))?.version, 51);
});

t.test('limits hold when all come at once #326 #327 #336', async (t) => {
  const house = await MessageHouse.open();
  const users = Array.from({ length: 110 }, (_, n) => `user${n}`);
  for (const user of users) await house.commands.importAccount(administrator, { user });
  const group = await house.group('Public', users);
  const place = { group };
  const message = await house.tell('alice', place, GroupMessageFlag.supportExtension);
  const codes = await Promise.all(users.map((user) => house.react(user, place, message)));
  t.equal(codes.filter((code) => code === 0).length, 100);
  t.equal(codes.filter((code) => code === 23006).length, 10);
  const many = await Promise.all(users.slice(0, 20).map((user, n) => house.react(user, place, message, `r${n}`)));
  t.equal(many.filter((code) => code === 0).length, 9);
  t.equal(many.filter((code) => code === 23005).length, 11);
  const results = await Promise.all(
    Array.from({ length: 16 }, (_, call) =>
      house.extend(
        'user0',
        place,
        message,
        Array.from({ length: 20 }, (_, n) => [`k${call * 20 + n}`, 'v'] as const),
      ),
    ),
  );
  const written = results.flatMap(({ entries }) => entries).filter(({ code }) => code === 0);
  t.equal(written.length, 300);
  t.same(
    written.map(({ entry: [, , seq] }) => seq).sort((one, other) => one - other),
    Array.from({ length: 300 }, (_, n) => n + 1),
  );
  const page = await house.queries.extensions(caller('user0'), { place, message, startSeq: 0 });
  t.match(page, { lastSeq: 300, complete: false });
});
