import type { LimitProfile } from '../../events/app/limits.ts';
import type { Settings } from './schema.ts';

/** Days for which the editions of the hosted product kept messages (product.md §2.17, row 346). */
const byProfile: Readonly<Record<LimitProfile, number>> = {
  trial: 7,
  dev: 7,
  standard: 7,
  premium: 30,
  enterprise: 90,
};

/** Days for which messages are kept, 0: for ever. Who names no profile loses nothing. */
export function retentionDaysOf({ retentionDays, limitProfile }: Settings): number {
  return retentionDays ?? (limitProfile === undefined ? 0 : byProfile[limitProfile]);
}
