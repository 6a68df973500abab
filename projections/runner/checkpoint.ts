import type { EventLog } from '../../events/log.ts';
import type { Projection } from '../projection.ts';
import type { ProjectionStore, StoreWrite } from '../store.ts';
import { decodeRow, encodeRow } from './row-codec.ts';
import type { Checkpoint } from './table.ts';

/** The checkpoint is a row of its own, above the rows of its projection: `<name>@<version>`, `checkpoint`. */
function place(projection: Projection): { partition: string; sort: string } {
  return { partition: `${projection.name}@${projection.version}`, sort: 'checkpoint' };
}

export function checkpointWrite(projection: Projection, checkpoint: Checkpoint): StoreWrite {
  return { op: 'put', ...place(projection), value: encodeRow([checkpoint.position, checkpoint.event]) };
}

/**
 * Where the stored rows of a projection are, when they belong to this log: undefined without a checkpoint, with one
 * ahead of the log (a log that lost its tail, `relaxed` durability) and with one of another log.
 */
export async function readCheckpoint(
  store: ProjectionStore,
  log: EventLog,
  projection: Projection,
): Promise<Checkpoint | undefined> {
  const { partition, sort } = place(projection);
  const bytes = await store.get(partition, sort);
  if (!bytes) return undefined;
  const [position, event] = decodeRow(bytes) as [number, string];
  if (position > log.lastPosition()) return undefined;
  for await (const found of log.readAll({ after: position - 1, limit: 1 })) {
    if (found.position === position && found.id === event) return { position, event };
  }
  return undefined;
}

/**
 * Drops every row of a projection, of all its versions. The checkpoint goes first, in a write of its own: a crash
 * half-way leaves rows without a checkpoint, and those are dropped again.
 */
export async function dropRows(store: ProjectionStore, projection: Projection): Promise<void> {
  await store.write([{ op: 'delete', ...place(projection) }]);
  await store.clear(`${projection.name}@`);
}
