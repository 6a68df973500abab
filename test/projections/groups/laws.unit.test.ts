import fc from 'fast-check';
import t from 'tap';
import type { GroupType, Role } from '../../../events/group/events.ts';
import { readingRules } from '../../../projections/groups/rules.ts';
import type { GroupHistoryEntry } from '../../../projections/index.ts';
import { MemoryStore } from '../../../projections/store/memory.ts';
import { admin, caller, given, type World } from '../given.ts';
import { type Entry, G, groupStory, groupType, type Life, live, type Membership, USERS } from './story.ts';

const seqOf = (entry: GroupHistoryEntry) => (entry.kind === 'tip' ? entry.seq : entry.message.seq);
const sees = (entry: Entry, user: string) => entry.to.length === 0 || entry.author === user || entry.to.includes(user);
const visibleTo = (type: GroupType, { entries }: Life, { user, joinedSeq }: Membership) =>
  entries.filter((entry) => sees(entry, user) && (readingRules[type].historyBeforeJoining || entry.seq > joinedSeq));

async function holds(law: (type: GroupType, life: Life, world: World) => Promise<boolean>, store?: () => MemoryStore) {
  const property = fc.asyncProperty(groupType, groupStory(120), async (type, steps) => {
    const life = live(type, steps);
    const world = await given(life.facts, store?.());
    if (world.problems[0]) throw world.problems[0];
    return law(type, life, world);
  });
  await fc.assert(property, { numRuns: 60 });
}

for (const [name, store] of Object.entries({
  'a store that answers at once': undefined,
  'a store that answers later': () => new MemoryStore({ async: true }),
})) {
  t.test(`law: unread of every member is a function of the log, with ${name}`, async (t) => {
    await holds(async (type, life, world) => {
      const { countsUnread, hiddenUntilFirstMessage } = readingRules[type];
      const listed = !hiddenUntilFirstMessage || life.entries.some(({ written }) => written);
      for (const user of USERS) {
        const member = listed ? life.members.find((one) => one.user === user) : undefined;
        const [found, more] = await world.queries.groupConversations(caller(user), { user });
        if (!member || !found) {
          if (member || found || more) return false;
          continue;
        }
        const { unread, seq: from } = member.given ?? { unread: 0, seq: member.readSeq };
        const behind = life.entries.filter(({ seq, author }) => seq > from && author !== user);
        const ignored = behind.filter((entry) => entry.ignored).length;
        const expected = unread + behind.length;
        // What was addressed to him before he came is in his history, and not what his conversation shows last.
        const shown = visibleTo(type, life, member).filter(
          ({ hidden, to, seq }) => !hidden && (to.length === 0 || seq > member.joinedSeq),
        );
        const last = found.lastEntry && seqOf(found.lastEntry);
        if (found.unread !== expected || found.ignored !== (countsUnread ? ignored : expected)) return false;
        if (last !== shown.at(-1)?.seq || found.self.readSeq !== member.readSeq) return false;
      }
      return true;
    }, store);
    t.pass('held');
  });
}

t.test('law: history is complete page by page, downwards and upwards, for every member #267 #356', async (t) => {
  await holds(async (type, life, world) => {
    for (const member of life.members) {
      const expected = visibleTo(type, life, member).map(({ seq }) => seq);
      for (const count of [7, 100]) {
        const down = await downwards(world, member.user, count);
        const up = await upwards(world, member.user, count, life.lastSeq);
        if (down.join() !== expected.join() || up.join() !== expected.join()) return false;
      }
    }
    return (await downwards(world, 'administrator', 100)).length === life.entries.length;
  });
  t.pass('held');
});

/** As clients page back (wire-messages.md §6.2): the next page ends below everything that this one named. */
async function downwards(world: World, viewer: string, count: number): Promise<number[]> {
  const seqs: number[] = [];
  for (let upTo = 0; ; ) {
    const page = await world.queries.groupHistory(admin, { group: G, viewer, upTo, count });
    seqs.unshift(...page.entries.map(seqOf).reverse());
    const named = [...page.entries.map(seqOf), ...page.invisible];
    if (page.finished || named.length === 0) return seqs;
    upTo = Math.min(...named) - 1;
  }
}

/** As clients hop forward: until a page has nothing. */
async function upwards(world: World, viewer: string, count: number, lastSeq: number): Promise<number[]> {
  const seqs: number[] = [];
  for (let from = 1; from <= lastSeq; from += count) {
    const page = await world.queries.groupHistory(admin, { group: G, viewer, upTo: from + count - 1, count });
    seqs.push(...page.entries.map(seqOf).reverse());
  }
  return seqs;
}

t.test('law: members in the order of joining, whatever the pages and the roles #493 #494', async (t) => {
  await holds(async (_type, life, world) => {
    for (const roles of [undefined, ['Owner'], ['Admin'], ['Member'], ['Owner', 'Admin']] as const) {
      const expected = life.members.filter(
        ({ role }) => roles === undefined || (roles as readonly Role[]).includes(role),
      );
      const names = expected.map(({ user }) => user).join();
      const filter = { group: G, ...(roles && { roles }) };
      for (const limit of [1, 2, 100]) {
        const byCursor: string[] = [];
        let cursor: string | undefined = '0';
        while (cursor !== undefined) {
          const page: Awaited<ReturnType<World['queries']['members']>> = await world.queries.members(admin, {
            ...filter,
            cursor,
            limit,
          });
          if (page.cursor !== undefined && page.members.length < limit) return false;
          byCursor.push(...page.members.map(({ user }) => user));
          cursor = page.cursor;
        }
        const byOffset: string[] = [];
        for (let offset = 0; offset <= expected.length; offset += limit) {
          const page = await world.queries.members(admin, { ...filter, offset, limit });
          byOffset.push(...page.members.map(({ user }) => user));
        }
        if (byCursor.join() !== names || byOffset.join() !== names) return false;
      }
    }
    const [view] = await world.queries.groups(admin, { groups: [G] });
    return view?.memberCount === life.members.length && view.owner === life.owner && view.lastSeq === life.lastSeq;
  });
  t.pass('held');
});

t.test('law: a membership is what its events say #496', async (t) => {
  await holds(async (_type, life, world) => {
    for (const user of USERS) {
      const expected = life.members.find((one) => one.user === user);
      const found = await world.queries.membership(admin, { group: G, user });
      const port = await world.groups.groupsOf(admin.app, user);
      if ((expected === undefined) !== (found === undefined) || port.length !== (expected ? 1 : 0)) return false;
      if (found?.role !== expected?.role || found?.lastSentAt !== expected?.lastSentAt) return false;
    }
    const admins = life.members.filter(({ role }) => role !== 'Member').map(({ user }) => user);
    return (await world.groups.admins(admin.app, G)).join() === admins.join();
  });
  t.pass('held');
});
