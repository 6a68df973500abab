import * as fc from 'fast-check';
import t from 'tap';
import { userDecider } from '../../actors/user/decider.ts';
import { MAX_FRIENDS } from '../../actors/user/relations/limits.ts';
import { streamName } from '../../events/stream.ts';
import type { Relation } from '../../projections/queries/relation-types.ts';
import { administrator, caller, codeOf, MessageHouse, PEOPLE } from './message-house.ts';

const source = 'AddSource_Type_Web';
const person = fc.constantFrom(...PEOPLE);

/** What somebody does to somebody. */
const deed = fc.record({
  who: person,
  whom: person,
  what: fc.constantFrom('add', 'addSingle', 'agree', 'agreeAndAdd', 'refuse', 'leave', 'leaveBoth', 'block', 'unblock'),
});
type Deed = typeof deed extends fc.Arbitrary<infer T> ? T : never;
/** Deeds of one round happen at the same time. */
const rounds = fc.array(fc.array(deed, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 6 });

function act(house: MessageHouse, { who: user, whom: peer, what }: Deed): Promise<unknown> {
  const by = caller(user);
  const { commands } = house;
  const add = (both: boolean) => commands.addFriends(by, { user, items: [{ peer, source }], both });
  const answer = (action: 'agree' | 'agreeAndAdd' | 'refuse') =>
    codeOf(() => commands.answerFriendRequest(by, { user, peer, action }));
  const deeds: Readonly<Record<Deed['what'], () => Promise<unknown>>> = {
    add: () => add(true),
    addSingle: () => add(false),
    agree: () => answer('agree'),
    agreeAndAdd: () => answer('agreeAndAdd'),
    refuse: () => answer('refuse'),
    leave: () => commands.deleteFriends(by, { user, peers: [peer], both: false }),
    leaveBoth: () => commands.deleteFriends(by, { user, peers: [peer], both: true }),
    block: () => commands.blockUsers(by, { user, peers: [peer] }),
    unblock: () => commands.unblockUsers(by, { user, peers: [peer] }),
  };
  return deeds[what]();
}

const relation = async (house: MessageHouse, user: string, peer: string): Promise<Relation | undefined> =>
  (await house.queries.checkFriends(administrator, { user, peers: [peer], both: true }))[0];
const blocking = async (house: MessageHouse, user: string, peer: string): Promise<Relation | undefined> =>
  (await house.queries.checkBlocked(administrator, { user, peers: [peer], both: true }))[0];
const requestsOf = async (house: MessageHouse, user: string) =>
  (await house.queries.friendRequests(administrator, { user })).requests;

const stream = (user: string) => streamName('user', 1, user);
const ask = <K extends 'befriend' | 'removeFriends' | 'block' | 'answerRequest' | 'openErrands'>(
  house: MessageHouse,
  user: string,
  name: K,
  data: Parameters<(typeof userDecider.decide)[K]>[1],
) => house.node.host.ask(userDecider, stream(user), name, data, caller(user));

t.test(
  'law: however deeds race, who is blocked is no friend and asks nothing, and nobody is left waiting',
  async (t) => {
    await fc.assert(
      fc.asyncProperty(rounds, fc.array(person, { maxLength: 2 }), async (story, careful) => {
        const house = await MessageHouse.open();
        for (const user of careful) {
          await house.commands.changeProfile(caller(user), {
            user,
            fields: { AllowType: 'AllowType_Type_NeedConfirm' },
          });
        }
        for (const round of story) await Promise.all(round.map((deed) => act(house, deed)));
        for (const user of PEOPLE) {
          const { parts } = await stateOf(house, user);
          t.equal(parts?.errands.size ?? 0, 0, `${user} has no errands left`);
          t.same(
            await friendsOf(house, user),
            [...(parts?.friends.keys() ?? [])].sort(),
            'the projection says the same',
          );
          const waiting = await requestsOf(house, user);
          for (const peer of PEOPLE) {
            if (peer === user || (await blocking(house, user, peer)) === 'none') continue;
            t.equal(await relation(house, user, peer), 'none', `${user} and ${peer}`);
            t.notOk(
              waiting.some((one) => one.peer === peer),
              'nothing waits between them',
            );
          }
        }
        t.same(await house.projections.relations.withErrands(Number.POSITIVE_INFINITY), []);
        t.same(house.problems, []);
      }),
      { numRuns: 40 },
    );
  },
);

t.test('law: by deeds that concern both, two have each other or neither has, however they race', async (t) => {
  const mutual = deed.filter(({ what }) => ['add', 'leaveBoth', 'block', 'unblock'].includes(what));
  const races = fc.array(fc.array(mutual, { minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(races, async (story) => {
      const house = await MessageHouse.open();
      for (const round of story) {
        await Promise.all(round.map((deed) => act(house, deed)));
        for (const user of PEOPLE) {
          for (const peer of PEOPLE) {
            if (peer !== user) t.match(await relation(house, user, peer), /^(both|none)$/, `${user} and ${peer}`);
          }
        }
      }
    }),
    { numRuns: 60 },
  );
});

t.test('what one has yet to take back is not crossed by what comes after it', async (t) => {
  const house = await MessageHouse.open();
  t.equal(await added(house, 'alice', 'bob'), 0);
  await ask(house, 'alice', 'removeFriends', { peers: ['bob'], both: true });
  t.equal(await added(house, 'alice', 'bob'), 30008);
  t.equal(await added(house, 'bob', 'alice'), 30008);
  await house.commands.runErrands(administrator, 'alice');
  t.equal(await relation(house, 'alice', 'bob'), 'none');
  t.equal(await added(house, 'bob', 'alice'), 0);
  t.equal(await relation(house, 'alice', 'bob'), 'both');
  // Added once more, and left before that was through.
  const items = [{ peer: 'bob', remark: '', groups: [], source, wording: '' }];
  await ask(house, 'alice', 'befriend', { items, both: true, forced: false });
  await ask(house, 'alice', 'removeFriends', { peers: ['bob'], both: true });
  await house.commands.runErrands(administrator, 'alice');
  t.equal(await relation(house, 'alice', 'bob'), 'none');
});

t.test('law: of who lets anybody in, an addition of both is there on both sides', async (t) => {
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(fc.tuple(person, person), { minLength: 1, maxLength: 8 }), async (pairs) => {
      const house = await MessageHouse.open();
      const some = pairs.filter(([who, whom]) => who !== whom);
      await Promise.all(some.map(([who, whom]) => act(house, { who, whom, what: 'add' })));
      for (const [who, whom] of some) {
        t.equal(await relation(house, who, whom), 'both');
        t.equal(await relation(house, whom, who), 'both');
      }
    }),
    { numRuns: 20 },
  );
});

t.test('#129 law: a list never holds more than there is room for, whoever adds at the same time', async (t) => {
  const house = await MessageHouse.open();
  const { commands } = house;
  const many = Array.from({ length: MAX_FRIENDS - 2 }, (_, i) => `m${i}`);
  for (const user of many) await commands.importAccount(administrator, { user });
  for (let at = 0; at < many.length; at += 1000) {
    const items = many.slice(at, at + 1000).map((peer) => ({ peer, source }));
    await commands.importFriends(administrator, { user: 'alice', items });
  }
  const late = Array.from({ length: 6 }, (_, i) => `late${i}`);
  for (const user of late) await commands.importAccount(administrator, { user });
  const codes = await Promise.all([
    ...late.slice(0, 3).map((peer) => added(house, 'alice', peer)),
    ...late.slice(3).map((user) => added(house, user, 'alice')),
  ]);
  t.equal(codes.filter((code) => code === 0).length, 2, 'two places were left');
  for (const code of codes) t.ok([0, 30010, 30014].includes(code ?? -1));
  const { total } = await house.queries.friends(administrator, { user: 'alice', from: 0, limit: 1 });
  t.equal(total, MAX_FRIENDS);
  for (const [i, peer] of late.entries()) {
    t.equal(await relation(house, 'alice', peer), codes[i] === 0 ? 'both' : 'none', `${peer}: both or nothing`);
  }
});

t.test('what a crash left half done is done by running the errands again, and again changes nothing', async (t) => {
  const house = await MessageHouse.open();
  const { commands } = house;
  const item = { peer: 'bob', remark: 'B', groups: [], source, wording: '' };
  const again = async (user: string) => {
    for (let n = 0; n < 2; n++) await commands.runErrands(administrator, user);
    t.same(await ask(house, user, 'openErrands', {}), []);
  };
  // Each first step alone, as if the server had gone down behind it.
  await ask(house, 'alice', 'befriend', { items: [item], both: true, forced: false });
  t.equal(await relation(house, 'alice', 'bob'), 'none');
  t.same(await house.projections.relations.withErrands(Number.POSITIVE_INFINITY), [{ app: 1, user: 'alice' }]);
  await again('alice');
  t.equal(await relation(house, 'alice', 'bob'), 'both');

  await ask(house, 'alice', 'removeFriends', { peers: ['bob'], both: true });
  t.equal(await relation(house, 'alice', 'bob'), 'theirs');
  await again('alice');
  t.equal(await relation(house, 'alice', 'bob'), 'none');

  const fields = { AllowType: 'AllowType_Type_NeedConfirm' };
  await commands.changeProfile(caller('bob'), { user: 'bob', fields });
  t.equal(await added(house, 'alice', 'bob'), 30539);
  await ask(house, 'bob', 'answerRequest', { peer: 'alice', action: 'agreeAndAdd', remark: '', groups: [] });
  await again('bob');
  t.equal(await relation(house, 'alice', 'bob'), 'both');
  t.same(await requestsOf(house, 'alice'), []);

  await ask(house, 'bob', 'block', { peers: ['alice'] });
  t.equal(await relation(house, 'alice', 'bob'), 'mine');
  await again('bob');
  t.equal(await relation(house, 'alice', 'bob'), 'none');
});

async function added(house: MessageHouse, user: string, peer: string): Promise<number | undefined> {
  const [result] = await house.commands.addFriends(caller(user), { user, items: [{ peer, source }], both: true });
  return result?.code;
}

async function friendsOf(house: MessageHouse, user: string): Promise<readonly string[]> {
  const { friends } = await house.queries.friends(administrator, { user, from: 0, limit: 1000 });
  return friends.map(({ peer }) => peer).sort();
}

/** What the user's own stream says. */
async function stateOf(house: MessageHouse, user: string) {
  let state = userDecider.initial([user]);
  for await (const event of house.node.services.log.read(stream(user))) state = userDecider.evolve(state, event);
  return { parts: state.parts.relations };
}
