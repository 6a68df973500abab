import { setImmediate, setTimeout } from 'node:timers/promises';
import type { MessagePort } from 'node:worker_threads';
import type { Envelope } from '../../events/envelope.ts';
import { type LogReader, openLmdbReader } from '../../events/lmdb/reader.ts';
import { isDamage } from '../../projections/search/database.ts';
import { SearchWriter } from '../../projections/search/writer.ts';
import type { FromIndexer, ToIndexer } from './messages.ts';

/** Events of one transaction: some 0.3 s of work when there is much to do. A close waits for it, and nothing else. */
const BATCH = 4096;
/**
 * Most of one processor's time that the index may take while more is waiting: messages go before their being found, and
 * what is behind after a rush is caught up in the quiet behind it. Enough for 10,000 messages a second.
 */
const SHARE = 0.6;
/** What is durable and cannot be read yet is in a moment: this reader's view of the file is a little old, in milliseconds. */
const UNSEEN_MS = 5;

/** Reads the log beside the process that writes it and keeps the index up to it, until it is told to end. */
export async function keepIndex(port: MessagePort, directory: string, logPath: string): Promise<void> {
  let durable = 0;
  let over = false;
  let forget = 0;
  let wake = () => {};
  port.on('message', (message: ToIndexer) => {
    if ('close' in message) over = true;
    else if ('forget' in message) forget = Math.max(forget, message.forget);
    else durable = message.durable;
    wake();
  });
  const tell = (message: FromIndexer) => port.postMessage(message);
  const reader = openLmdbReader(logPath);
  let writer: SearchWriter | undefined;
  try {
    writer = await openIndex(directory, reader);
    tell({ indexed: writer.checkpoint.position });
    let more = true;
    while (!over) {
      const { position } = writer.checkpoint;
      const startedAt = performance.now();
      const events = position < durable ? await next(reader, position, durable) : [];
      if (events.length > 0 || more) more = writer.apply(events);
      // What is to go goes when there is nothing to add.
      if (events.length === 0 && position >= durable) more ||= await forgetSome(writer, reader, forget);
      if (events.length > 0) tell({ indexed: writer.checkpoint.position });
      if (events.length > 0 || more) await rest(performance.now() - startedAt);
      else if (position < durable) await setTimeout(UNSEEN_MS);
      else if (!over) await new Promise<void>((resolve) => (wake = resolve));
    }
  } catch (error) {
    tell({ failed: error instanceof Error ? error.message : String(error), damaged: isDamage(error) });
  } finally {
    writer?.close();
    await reader.close();
    port.close();
  }
}

/** Takes some messages out that were written before a time. True: there are more. */
async function forgetSome(writer: SearchWriter, log: LogReader, before: number): Promise<boolean> {
  const { position } = writer.checkpoint;
  if (before === 0 || writer.forgotten >= position) return false;
  const events = await next(log, writer.forgotten, position);
  const young = events.findIndex(({ time }) => time >= before);
  const old = young < 0 ? events : events.slice(0, young);
  if (old.length > 0) writer.forget(old);
  return old.length > 0 && old.length === events.length;
}

/** The index of this log: one that has seen another event at its checkpoint is of another, and is begun anew. */
async function openIndex(directory: string, log: LogReader): Promise<SearchWriter> {
  const writer = new SearchWriter(directory);
  const { position, hash } = writer.checkpoint;
  if (position === 0) return writer;
  for await (const event of log.readAll({ after: position - 1 })) {
    if (event.position === position && Buffer.from(event.hash).toString('hex') === hash) return writer;
    break;
  }
  writer.close();
  SearchWriter.remove(directory);
  return new SearchWriter(directory);
}

async function next(log: LogReader, after: number, upTo: number): Promise<readonly Envelope[]> {
  const events: Envelope[] = [];
  for await (const event of log.readAll({ after })) {
    if (event.position > upTo) break;
    events.push(event);
    if (events.length >= BATCH) break;
  }
  return events;
}

/** After so many milliseconds of work; messages of the port are read meanwhile. */
function rest(workedMs: number): Promise<void> {
  const ms = Math.round((workedMs * (1 - SHARE)) / SHARE);
  return ms === 0 ? setImmediate() : setTimeout(ms);
}
