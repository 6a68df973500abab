import type { SearchIndex, SearchRequests } from '../../projections/search/port.ts';

/** What the threads of the search are given when they start. */
export type ThreadData =
  | { readonly role: 'index'; readonly directory: string; readonly log: string }
  | { readonly role: 'find'; readonly directory: string };

/**
 * To the thread that keeps the index: how far the log is durable; that messages written before a time (Unix milliseconds)
 * are to go; that it is to end.
 */
export type ToIndexer = { readonly durable: number } | { readonly forget: number } | { readonly close: true };

/** From it. `damaged`: the file is not what was written, and a new index has to be begun. */
export type FromIndexer = { readonly indexed: number } | { readonly failed: string; readonly damaged: boolean };

/** To the thread that searches. */
export type ToFinder = {
  [K in keyof SearchIndex]: { readonly id: number; readonly kind: K; readonly query: SearchRequests[K] };
}[keyof SearchIndex];

/** From it. */
export type FromFinder = { readonly id: number } & (
  | { readonly found: unknown }
  | { readonly failed: string; readonly damaged: boolean }
);
