import type { Projection } from '../projection.ts';
import { appOf, ordered, userKeyOf } from '../row-keys.ts';

/**
 * How many users of an app have logged in in each month (product.md row 35). Partition: the app; a row for each month with
 * its count, and one for each user with the last month that he is counted in. Who was deleted has been there all the same.
 */
export const activeUsers: Projection = {
  name: 'active-users',
  version: 1,
  handlers: {
    InstanceLoggedIn({ stream, time }, rows) {
      const [app, month] = [appOf(stream), monthOf(time)];
      const user = `u${userKeyOf(stream)}`;
      if ((rows.get<number>(app, user) ?? 0) >= month) return;
      const count = rows.get<number>(app, monthKey(month)) ?? 0;
      rows.put(app, user, month);
      rows.put(app, monthKey(month), count + 1);
    },
  },
};

/** UTC; as a number that ascends with time: 202611. */
export function monthOf(time: number): number {
  const date = new Date(time);
  return date.getUTCFullYear() * 100 + date.getUTCMonth() + 1;
}

const monthKey = (month: number): string => `m${ordered(month)}`;
export const allMonths = { from: 'm', to: 'n' };
