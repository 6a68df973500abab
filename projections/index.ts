import { accounts } from './accounts/projection.ts';
import { conversations } from './conversations/projection.ts';
import { history } from './history/projection.ts';
import type { Projection } from './projection.ts';

/** Every projection of the product. */
export const projections: readonly Projection[] = [accounts, conversations, history];

export * from './errors.ts';
export { accountsPort, c2cHistoryPort } from './ports.ts';
export type { Handlers, Projection, Row, RowReader, Rows } from './projection.ts';
export type { QueryDeps } from './queries/deps.ts';
export { createQueries } from './queries/queries.ts';
export type * from './queries/types.ts';
export { createRunner, type ProjectionHealth, type ProjectionRunner, type RunnerOptions } from './runner.ts';
export { BadRowKey } from './store/keys.ts';
export { LmdbStore, type LmdbStoreOptions } from './store/lmdb.ts';
export { MemoryStore, type MemoryStoreOptions } from './store/memory.ts';
export type { MaybePromise, ProjectionStore, RangeOptions, StoredRow, StoreWrite } from './store.ts';
export { systemTimers, type Timers } from './timers.ts';
