import { idKey } from '../row-keys.ts';
import type { ProjectionRunner } from '../runner.ts';
import { arrangedBy, DISCARDED } from './row.ts';

/** What the delivery asks about how users hear of messages. */
export function hearingPort(runner: Pick<ProjectionRunner, 'reader'>) {
  return {
    /** Users whose messages somebody does not want at all. */
    async discardedBy(app: number, user: string): Promise<readonly string[]> {
      const found = await runner
        .reader('conversation-settings')
        .get<readonly string[]>(arrangedBy(app, idKey(user)), DISCARDED);
      // Rows are live.
      return found === undefined ? [] : [...found];
    },
  };
}
