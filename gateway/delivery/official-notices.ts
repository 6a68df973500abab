import type { C2cEvents } from '../../events/c2c/events.ts';
import type { OfficialProfile } from '../../events/official/events.ts';

/** What users hear of official accounts besides their messages (product.md §2.27). */
export type OfficialNotice = {
  readonly kind: 'official';
  readonly app: number;
  readonly account: string;
  readonly position: number;
} & (
  | {
      /** To the user, on all of his devices; `destroyed`: the account is no more. */
      readonly what: 'subscribed' | 'unsubscribed' | 'destroyed';
    }
  | {
      /** To subscribers. */
      readonly what: 'changed';
      readonly changes: Partial<OfficialProfile>;
    }
  | {
      /** To the owner: what a subscriber has written to the account. */
      readonly what: 'message';
      readonly message: C2cEvents['C2cMessageSent'];
    }
);
