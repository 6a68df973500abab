import type { Envelope } from '../../events/envelope.ts';
import type { Extension } from '../../events/message/events.ts';
import type { Rows } from '../projection.ts';
import { idKey } from '../row-keys.ts';
import { type ExtensionsHead, extensionKey, extensionsOf, extensionsPartition } from './life.ts';

const NO_EXTENSIONS: ExtensionsHead = { lastSeq: 0, clearSeq: 0, count: 0, minute: 0, writes: 0 };

/** Pairs lie in rows of their own: 300 of a thousand bytes must not be written anew with each of them. */
export function changedExtensions(
  rows: Rows,
  { stream, data, time }: Envelope<'ExtensionsChanged'>,
  before: ExtensionsHead | null,
): () => ExtensionsHead {
  const { seq, operation, entries, lastSeq } = data;
  const partition = extensionsPartition(stream);
  const head: ExtensionsHead = { ...(before ?? NO_EXTENSIONS), lastSeq };
  const minute = Math.floor(time / 60_000);
  head.writes = head.minute === minute ? head.writes + 1 : 1;
  head.minute = minute;
  if (operation === 'clear') {
    const all = rows.range<Extension>(partition, extensionsOf(seq));
    return () => {
      for (const { sort } of all) rows.delete(partition, sort);
      head.count = 0;
      head.clearSeq = lastSeq;
      return head;
    };
  }
  const known = entries.map(([key]) => rows.get<Extension>(partition, extensionKey(seq, idKey(key))));
  return () => {
    for (const [at, entry] of entries.entries()) {
      rows.put(partition, extensionKey(seq, idKey(entry[0])), entry);
      const had = (known[at]?.[1] ?? '') !== '';
      head.count += (entry[1] === '' ? 0 : 1) - (had ? 1 : 0);
    }
    return head;
  };
}
