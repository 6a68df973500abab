import type { GroupType } from '../../events/group/events.ts';
import { Refused } from '../../events/refused.ts';
import { type GroupCounts, type GroupLimits, limitsByType } from '../group/limits.ts';
import type { Memberships } from '../ports.ts';

/**
 * How many groups an app may have (product.md §2.21, "Groups"). What is known lags behind what was just decided, so near the
 * limit creations wait for those under way: however many come at the same time, none too many comes through.
 */
export class GroupQuota {
  readonly #memberships: Pick<Memberships, 'groupCounts'>;
  /** Creations under way per app; none of these promises rejects. */
  readonly #creating = new Map<number, Set<Promise<void>>>();

  constructor(memberships: Pick<Memberships, 'groupCounts'>) {
    this.#memberships = memberships;
  }

  /**
   * Runs a creation if there is room for it.
   * @throws Refused 10036 too many live rooms, 10058 too many groups or communities, 10006 too many new ones today.
   */
  async within<T>(app: number, type: GroupType, limits: GroupLimits, create: () => Promise<T>): Promise<T> {
    const creating = this.#creating.get(app) ?? new Set();
    this.#creating.set(app, creating);
    for (;;) {
      const before = [...creating];
      const counts = await this.#memberships.groupCounts(app, type);
      const refused = problem(type, limits, counts);
      if (refused !== undefined) throw refused;
      const others = new Set([...before, ...creating]).size;
      if (problem(type, limits, more(counts, others)) === undefined) break;
      if (creating.size > 0) await Promise.race(creating);
    }
    const work = create();
    const ended = work.then(
      () => {},
      () => {},
    );
    creating.add(ended);
    try {
      return await work;
    } finally {
      creating.delete(ended);
    }
  }
}

function problem(type: GroupType, limits: GroupLimits, { all, ofType, grownToday }: GroupCounts): Refused | undefined {
  const rules = limitsByType[type];
  if (all >= limits.groups) return new Refused(10058, `the app has ${limits.groups} groups already`);
  if (ofType >= rules.ofType(limits)) {
    return new Refused(rules.code, `the app has ${rules.ofType(limits)} groups of type ${type} already`);
  }
  if (rules.countsAsGrowth && grownToday >= limits.newGroupsPerDay) {
    return new Refused(10006, `the app grew by ${limits.newGroupsPerDay} groups today already`);
  }
  return undefined;
}

function more({ all, ofType, grownToday }: GroupCounts, count: number): GroupCounts {
  return { all: all + count, ofType: ofType + count, grownToday: grownToday + count };
}
