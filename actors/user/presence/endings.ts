import type { NewEvent } from '../../../events/envelope.ts';
import type { UserState } from '../state.ts';
import { NOTHING_SAID } from './state.ts';

/**
 * What ends together with logins: the custom status with the last one (product.md §2.3), and being told of users of whom
 * only these devices wanted to hear. `stays`: somebody is logged in afterwards.
 */
export function endings({ parts }: UserState, ended: readonly number[], stays: boolean): readonly NewEvent[] {
  const { customStatus, subscriptions } = parts.presence ?? NOTHING_SAID;
  const events: NewEvent[] = [];
  if (!stays && customStatus !== '') events.push({ type: 'CustomStatusSet', data: { text: '' } });
  const users = [...subscriptions]
    .filter(([, instances]) => instances.every((instance) => ended.includes(instance)))
    .map(([user]) => user);
  if (users.length > 0) events.push({ type: 'StatusesUnsubscribed', data: { users } });
  return events;
}
