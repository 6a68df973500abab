import { groupActivity } from '../../events/group/activity.ts';
import type { GroupType } from '../../events/group/events.ts';
import type { EventLog } from '../../events/log.ts';
import { groupStream } from '../../events/stream.ts';
import { idKey } from '../row-keys.ts';
import type { ProjectionRunner } from '../runner.ts';
import { listPartition } from './keys.ts';
import { readingRules } from './rules.ts';

const PAGE = 200;
/** Live rooms come and go by themselves. */
const types = (Object.keys(readingRules) as GroupType[]).filter((type) => readingRules[type].listed);

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

  /** Every group of a type, by id. */
  async function* groupsOf(app: number, type: GroupType): AsyncIterable<string> {
    for (let from = ''; ; ) {
      const rows = await runner.reader('groups').range<string>(listPartition(app, type), { from, limit: PAGE });
      const page = rows.map(({ value }) => value);
      yield* page;
      const last = page.at(-1);
      if (last === undefined || page.length < PAGE) return;
      // Nothing is between an id and the same id with `!` behind it: ids stand escaped in keys.
      from = `${idKey(last)}!`;
    }
  }

  return {
    isIdle,
    /** As they are found, live rooms apart. */
    async *idleSince(app: number, since: number): AsyncIterable<string> {
      for (const type of types) {
        for await (const group of groupsOf(app, type)) if (await isIdle(app, group, since)) yield group;
      }
    },
  };
}
