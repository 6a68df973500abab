import { once } from 'node:events';
import { type EventSelection, eventLine, selectEvents } from '../../gateway/query/event-view.ts';
import type { LoadedConfig } from '../config/load.ts';
import { parseOptions } from './arguments.ts';
import { BadUsage } from './command.ts';
import { withLog } from './with-log.ts';

/** Prints events of the log as NDJSON, also while the server runs: the same lines as `/audit/events`. */
export async function run(args: readonly string[], config: LoadedConfig): Promise<number> {
  const { values } = parseOptions({
    args: [...args],
    options: {
      stream: { type: 'string' },
      after: { type: 'string' },
      since: { type: 'string' },
      limit: { type: 'string' },
    },
  });
  const selection: EventSelection = {
    ...(values.stream && { stream: values.stream }),
    ...numberOf('after', values.after),
    ...timeOf(values.since),
    ...numberOf('limit', values.limit),
  };
  await withLog(config, async (log) => {
    for await (const event of selectEvents(log, selection)) {
      if (!process.stdout.write(`${eventLine(event)}\n`)) await once(process.stdout, 'drain');
    }
  });
  return 0;
}

function numberOf(name: 'after' | 'limit', text: string | undefined): Partial<EventSelection> {
  if (text === undefined) return {};
  if (!/^\d{1,15}$/.test(text)) throw new BadUsage(`--${name} must be a whole number`);
  return { [name]: Number(text) };
}

/** Unix seconds, or anything that a date can be read from. */
function timeOf(text: string | undefined): Partial<EventSelection> {
  if (text === undefined) return {};
  const since = /^\d{1,12}$/.test(text) ? Number(text) * 1000 : Date.parse(text);
  if (Number.isNaN(since)) throw new BadUsage('--since must be Unix seconds or a date such as 2026-11-20T08:00:00Z');
  return { since };
}
