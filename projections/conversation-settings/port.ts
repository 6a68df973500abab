import { discardedBy } from '../queries/conversation-settings.ts';
import type { QueryDeps } from '../queries/deps.ts';

/** What the delivery asks about how users hear of messages. */
export function hearingPort(runner: QueryDeps['runner']) {
  return {
    /** Users whose messages somebody does not want at all. */
    discardedBy: (app: number, user: string) => discardedBy({ runner }, app, user),
  };
}
