import { groupActivity } from '../../events/group/activity.ts';
import type { EventLog } from '../../events/log.ts';
import { groupStream } from '../../events/stream.ts';
import { idKey } from '../row-keys.ts';
import type { ProjectionRunner } from '../runner.ts';
import { ALL_TYPES, listPartition } from './keys.ts';

const PAGE = 200;

/** What the actor room (`IdleGroups` in actors/ports.ts) asks about groups in which nothing happens. Costs a read per group. */
export function idleGroupsPort(log: EventLog, runner: Pick<ProjectionRunner, 'reader'>) {
  /** Whether nothing has happened since, in Unix milliseconds. */
  async function isIdle(app: number, group: string, since: number): Promise<boolean> {
    for await (const { type, time } of log.read(groupStream(app, group), { direction: 'backwards' })) {
      if (time <= since) return true;
      if (groupActivity.has(type)) return false;
    }
    return true;
  }
  return {
    isIdle,
    /** By id, as they are found. */
    async *idleSince(app: number, since: number): AsyncIterable<string> {
      let from = '';
      for (;;) {
        const rows = await runner.reader('groups').range<string>(listPartition(app, ALL_TYPES), { from, limit: PAGE });
        const page = rows.map(({ value }) => value);
        for (const group of page) if (await isIdle(app, group, since)) yield group;
        const last = page.at(-1);
        if (last === undefined || page.length < PAGE) return;
        // Nothing is between an id and the same id with `!` behind it: ids stand escaped in keys.
        from = `${idKey(last)}!`;
      }
    },
  };
}
