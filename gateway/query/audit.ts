import type { Caller } from '../../events/caller.ts';
import { Refused } from '../../events/refused.ts';
import type { Exchange } from '../http.ts';
import type { Services } from '../services.ts';
import { integerOf } from './authenticate.ts';
import { type EventSelection, eventLine, selectEvents } from './event-view.ts';

/** Lines gathered before a part of the answer is written. */
const PART_BYTES = 64 * 1024;

/**
 * `GET /audit/events`: the log as NDJSON, for administrators, of the caller's app only. `stream`, `after` (position),
 * `since` (Unix seconds), `limit`. Damage ends the answer with a line `{"error": …}` that names the record.
 */
export async function streamEvents(
  services: Services,
  caller: Caller,
  query: ReadonlyMap<string, string>,
  exchange: Exchange,
): Promise<void> {
  if (!caller.admin) throw new Refused(60010, 'the audit needs an administrator of the app');
  const selection = selectionOf(query);
  exchange.begin('200 OK', { 'Content-Type': 'application/x-ndjson; charset=utf-8' });
  let part = '';
  try {
    for await (const event of selectEvents(ofApp(services, caller.app), selection)) {
      part += `${eventLine(event)}\n`;
      if (part.length < PART_BYTES) continue;
      if (!(await exchange.write(part))) return;
      part = '';
    }
  } catch (error) {
    services.logger.error({ err: error }, 'the audit met damage');
    part += `${JSON.stringify({ error: error instanceof Error ? error.message : String(error) })}\n`;
  }
  if (part !== '' && !(await exchange.write(part))) return;
  exchange.finish();
}

function selectionOf(query: ReadonlyMap<string, string>): EventSelection {
  const stream = query.get('stream');
  const after = integerOf(query, 'after', 0, Number.MAX_SAFE_INTEGER);
  const since = integerOf(query, 'since', 0, 0xffff_ffff);
  const limit = integerOf(query, 'limit', 1, Number.MAX_SAFE_INTEGER);
  return {
    ...(stream && { stream }),
    ...(after !== undefined && { after }),
    ...(since !== undefined && { since: since * 1000 }),
    ...(limit !== undefined && { limit }),
  };
}

/** The log as one app sees it: nothing crosses apps. */
function ofApp({ log }: Services, app: number): Parameters<typeof selectEvents>[0] {
  const belongs = (stream: string) => stream.slice(stream.indexOf('-') + 1, stream.indexOf('.')) === String(app);
  return {
    async *read(stream) {
      if (belongs(stream)) yield* log.read(stream);
    },
    async *readAll(options) {
      for await (const event of log.readAll(options)) if (belongs(event.stream)) yield event;
    },
  };
}
