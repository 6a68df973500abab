import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Test } from 'tap';
import { encodeBody, type MessageElement } from '../../../actors/message/body.ts';
import type { Envelope } from '../../../events/envelope.ts';
import { openMemoryLog } from '../../../events/memory/open.ts';
import { SearchFinder } from '../../../projections/search/finder.ts';
import type { MessageSearch } from '../../../projections/search/port.ts';
import { SearchWriter } from '../../../projections/search/writer.ts';
import { APP, append, type Fact } from '../given.ts';

/** A folder that is gone after the test. */
export function folder(t: Test): string {
  const path = mkdtempSync(join(tmpdir(), 'yanshu-search-'));
  t.teardown(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

export const bodyOf = (...elements: readonly MessageElement[]): Uint8Array =>
  encodeBody({ elements, cloudCustomData: '' });
export const text = (Text: string): Uint8Array => bodyOf({ MsgType: 'TIMTextElem', MsgContent: { Text } });

/** Everything that is in a log of these facts. */
export async function eventsOf(facts: readonly Fact[]): Promise<readonly Envelope[]> {
  const log = await openMemoryLog();
  await append(log, facts);
  const events: Envelope[] = [];
  for await (const event of log.readAll()) events.push(event);
  await log.close();
  return events;
}

/** An index of these facts, taken in so many events at a time, and who searches in it. */
export async function indexOf(t: Test, facts: readonly Fact[], size = 4096) {
  const path = folder(t);
  const writer = new SearchWriter(path);
  const events = await eventsOf(facts);
  for (let at = 0; at < events.length; at += size) writer.apply(events.slice(at, at + size));
  const finder = new SearchFinder(path);
  t.teardown(() => {
    finder.close();
    writer.close();
  });
  /** Seqs by stream. */
  const messages = (user: string, query: Partial<MessageSearch>): Record<string, readonly number[]> => {
    const found = finder.find('messages', {
      app: APP,
      user,
      places: [],
      allC2c: true,
      keywords: [],
      match: 'any',
      senders: [],
      types: [],
      ...query,
    });
    return Object.fromEntries(found.places.map(({ stream, seqs }) => [stream, [...seqs]]));
  };
  return { path, writer, finder, events, messages };
}
