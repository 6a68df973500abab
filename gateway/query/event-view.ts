import { decodeBody } from '../../actors/message/body.ts';
import type { Envelope } from '../../events/envelope.ts';

/** One event as one line of JSON: everything that is stored, message bodies readable, the hash in hex. */
export function eventLine(event: Envelope): string {
  const { id, stream, revision, position, time, type, version, data, meta, hash } = event;
  return JSON.stringify({
    position,
    id,
    stream,
    revision,
    time: new Date(time).toISOString(),
    type,
    version,
    data: 'body' in data ? { ...data, body: decodeBody(data.body) } : data,
    meta,
    hash: Buffer.from(hash).toString('hex'),
  });
}

export interface EventSelection {
  /** Only this stream. */
  readonly stream?: string;
  /** Behind this position. */
  readonly after?: number;
  /** Not before this time, Unix milliseconds. */
  readonly since?: number;
  readonly limit?: number;
}

interface Readable {
  read(stream: string): AsyncIterable<Envelope>;
  readAll(options: { readonly after: number }): AsyncIterable<Envelope>;
}

/** Events of the whole log or of one stream, in order: what the audit API and `yanshu replay` print. */
export async function* selectEvents(log: Readable, selection: EventSelection): AsyncGenerator<Envelope, void> {
  const { stream, after = 0, since = 0 } = selection;
  let left = selection.limit ?? Number.POSITIVE_INFINITY;
  const events = stream === undefined ? log.readAll({ after }) : log.read(stream);
  for await (const event of events) {
    if (event.position <= after || event.time < since) continue;
    if (left-- <= 0) return;
    yield event;
  }
}
