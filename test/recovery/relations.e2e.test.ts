import t from 'tap';
import { TestServer } from '../conformance/server.ts';
import { seeded } from './random.ts';

const PEOPLE = ['ann', 'ben', 'cat', 'dan', 'eve', 'fay'];
const ROUNDS = 8;
/** Deeds that are under way when the server dies. */
const AT_ONCE = 40;
/** Latest moment of a death, in milliseconds after the first deed. */
const LATEST_MS = 120;

const random = seeded(20_261_120);
const one = (list: readonly string[]): string => list[Math.floor(random() * list.length)] ?? '';

/** What two people can do that concerns both: with nothing but these, each pair has each other or has nothing. */
const deeds: readonly (readonly [command: string, body: (from: string, to: string) => object])[] = [
  ['friend_add', (_from, To_Account) => ({ AddFriendItem: [{ To_Account, AddSource: 'AddSource_Type_Web' }] })],
  ['friend_delete', (_from, to) => ({ To_Account: [to], DeleteType: 'Delete_Type_Both' })],
  ['black_list_add', (_from, to) => ({ To_Account: [to] })],
  ['black_list_delete', (_from, to) => ({ To_Account: [to] })],
];

interface Item {
  readonly To_Account: string;
  readonly Relation: string;
}

const server = await TestServer.start({ YANSHU_REST_PER_SECOND: '0' });
t.teardown(() => server.stop());
await server.rest('im_open_login_svc/multiaccount_import', { Accounts: PEOPLE });

/** Never rejects: the server dies meanwhile. Resolves to whether it was answered. */
async function deed(): Promise<boolean> {
  const from = one(PEOPLE);
  const to = one(PEOPLE.filter((user) => user !== from));
  const [command, body] = deeds[Math.floor(random() * deeds.length)] ?? deeds[0] ?? [];
  if (command === undefined || body === undefined) return false;
  return server.rest(`sns/${command}`, { From_Account: from, ...body(from, to) }).then(
    () => true,
    () => false,
  );
}

async function relationsOf(user: string, kind: 'friend' | 'black_list'): Promise<readonly Item[]> {
  const CheckType = kind === 'friend' ? 'CheckResult_Type_Both' : 'BlackCheckResult_Type_Both';
  const others = PEOPLE.filter((other) => other !== user);
  const answer = await server.rest(`sns/${kind}_check`, { From_Account: user, To_Account: others, CheckType });
  return (kind === 'friend' ? answer.InfoItem : answer.BlackListCheckItem) as readonly Item[];
}

t.test(
  'killed in the middle of what concerns two, no pair is left half friends, and who is blocked is no friend',
  async (t) => {
    let answered = 0;
    let seen = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const under = Array.from({ length: AT_ONCE }, deed);
      await new Promise((resolve) => setTimeout(resolve, random() * LATEST_MS));
      await server.kill();
      answered += (await Promise.all(under)).filter(Boolean).length;
      await server.start();
      for (const user of PEOPLE) {
        const friends = await relationsOf(user, 'friend');
        const blocked = await relationsOf(user, 'black_list');
        for (const [i, { To_Account, Relation }] of friends.entries()) {
          const pair = `round ${round}: ${user} and ${To_Account}`;
          t.match(Relation, /^CheckResult_Type_(BothWay|NoRelation)$/, pair);
          if (Relation !== 'CheckResult_Type_NoRelation') seen++;
          if (blocked[i]?.Relation === 'BlackCheckResult_Type_NO') continue;
          t.equal(Relation, 'CheckResult_Type_NoRelation', `${pair}: one has blocked the other`);
        }
      }
    }
    t.ok(answered > 0, 'some deeds were answered before the server died');
    t.ok(seen > 0, 'some were friends');
  },
);
