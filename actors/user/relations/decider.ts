import { answeringDecisions } from './answering.ts';
import { befriendingDecisions } from './befriending.ts';
import type { RelationDecisions, RelationDecisionsFor } from './decisions.ts';
import { keepingDecisions } from './keeping.ts';
import { partingDecisions } from './parting.ts';

/** Friends, requests and the blocklist of one user. Whether others exist is not this entity's to know. */
export const relationDecisions: RelationDecisionsFor<keyof RelationDecisions> = {
  ...befriendingDecisions,
  ...answeringDecisions,
  ...partingDecisions,
  ...keepingDecisions,
};
