import t from 'tap';
import { GroupQuota } from '../../actors/commands/group-quota.ts';
import { groupLimits, type LimitProfile, limitsByType, UNLIMITED } from '../../actors/group/limits.ts';
import type { GroupType } from '../../events/group/events.ts';
import { Refused } from '../../events/refused.ts';
import { types } from './group-stories.ts';

/** An app whose groups are known a moment after they are created. */
function app(existing: Readonly<Partial<Record<GroupType, number>>> = {}) {
  const groups = new Map<GroupType, number>(types.map((type) => [type, existing[type] ?? 0]));
  let grownToday = 0;
  const quota = new GroupQuota({
    groupCounts: async (_app, type) => ({
      all: [...groups.values()].reduce((sum, count) => sum + count, 0),
      ofType: groups.get(type) ?? 0,
      grownToday,
    }),
  });
  const limits = { ...groupLimits.premium };
  const create = (type: GroupType, more: Partial<typeof limits> = {}) =>
    quota
      .within(1, type, { ...limits, ...more }, async () => {
        await new Promise(setImmediate);
        groups.set(type, (groups.get(type) ?? 0) + 1);
        if (type !== 'Community') grownToday++;
        return 0;
      })
      .catch((error: unknown) => (error instanceof Refused ? error.code : error));
  return { create, grown: (count: number) => (grownToday = count) };
}

t.test('the profiles are those of the tables (product.md §2.21)', async (t) => {
  const column = (read: (profile: LimitProfile) => number) =>
    (['trial', 'standard', 'premium', 'enterprise'] as const).map(read);
  t.strictSame(
    column((profile) => groupLimits[profile].groups),
    [100, UNLIMITED, UNLIMITED, UNLIMITED],
  );
  t.strictSame(
    column((profile) => groupLimits[profile].liveRooms),
    [10, 50, UNLIMITED, UNLIMITED],
  );
  t.strictSame(
    column((profile) => groupLimits[profile].communities),
    [0, 0, 100_000, 100_000],
  );
  t.strictSame(
    column((profile) => groupLimits[profile].newGroupsPerDay),
    [UNLIMITED, 10_000, 10_000, 50_000],
  );
  t.strictSame(
    column((profile) => groupLimits[profile].joinedGroups),
    [50, 500, 1000, 5000],
  );
  t.strictSame(
    column((profile) => groupLimits[profile].joinedCommunities),
    [0, 0, 1000, 1000],
  );
  t.strictSame(
    column((profile) => groupLimits[profile].groupMembers),
    [20, 2000, 6000, 6000],
  );
  t.equal(limitsByType.AVChatRoom.members(groupLimits.trial), UNLIMITED);
});

t.test('room 11 of a trial and 51 of a standard app are refused with 10036 #430', async (t) => {
  for (const [profile, most] of [
    ['trial', 10],
    ['standard', 50],
  ] as const) {
    t.equal(await app({ AVChatRoom: most - 1 }).create('AVChatRoom', groupLimits[profile]), 0);
    t.equal(await app({ AVChatRoom: most }).create('AVChatRoom', groupLimits[profile]), 10036);
    t.equal(await app({ AVChatRoom: most }).create('Work', groupLimits[profile]), 0);
  }
});

t.test(
  'group 101 of a trial app, of whatever type, is refused with 10058; community 100 001 too #429 #431',
  async (t) => {
    t.equal(await app({ Work: 60, Public: 40 }).create('Meeting', groupLimits.trial), 10058);
    t.equal(await app({ Work: 60, Public: 39 }).create('Meeting', groupLimits.trial), 0);
    t.equal(await app({ Community: 100_000 }).create('Community'), 10058);
    t.equal(await app({ Community: 99_999 }).create('Community'), 0);
    t.equal(await app({ Public: 500_000 }).create('Public'), 0);
  },
);

t.test('the growth of a day ends at its limit, communities apart #432', async (t) => {
  const { create, grown } = app();
  grown(10_000);
  t.equal(await create('Public'), 10006);
  t.equal(await create('Community'), 0);
  grown(9_999);
  t.equal(await create('Public'), 0);
  t.equal(await create('Public'), 10006);
});

t.test('of many at the same time none too many comes through, and none too few', async (t) => {
  const { create } = app({ AVChatRoom: 3 });
  const codes = await Promise.all(Array.from({ length: 30 }, () => create('AVChatRoom', { liveRooms: 10 })));
  t.equal(codes.filter((code) => code === 0).length, 7);
  t.equal(codes.filter((code) => code === 10036).length, 23);
});
