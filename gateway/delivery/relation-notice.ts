import type { ProfileFields } from '../../events/user/profile.ts';
import type { RelationEvent } from '../../events/user/relations.ts';
import type { Person } from './notice.ts';

/** What sessions are told of the people their user knows, and of himself. Position 0: told again, to who was away. */
export type RelationNotice = {
  readonly app: number;
  readonly position: number;
} & (
  | {
      /** Something in a user's own lists has changed: to all his devices, the one that did it as well. */
      readonly kind: 'relation';
      readonly user: string;
      readonly event: RelationEvent;
      /** Of a request: how the peers call themselves. */
      readonly people: readonly Person[];
    }
  | {
      /** What somebody says of himself: to his devices, and to those who have him as a friend. */
      readonly kind: 'profile';
      readonly user: string;
      readonly nick: string;
      readonly faceUrl: string;
      /** Of the others those that have changed; '' is taken away. */
      readonly fields: ProfileFields;
    }
);
