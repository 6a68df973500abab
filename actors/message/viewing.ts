import type { ConfirmedMessage } from '../../events/message/events.ts';
import { accept, type Decision } from '../host/decider.ts';
import type { Changing } from './changes.ts';

/** Takes messages out of one user's view (product.md §2.13). What is not there is nothing to delete. */
export function deleteFor<S extends Changing>(
  { lastSeq }: S,
  { user, seqs }: { readonly user: string; readonly seqs: readonly number[] },
): Decision<undefined> {
  const there = ascending(seqs).filter((seq) => seq >= 1 && seq <= lastSeq);
  return accept(there.length === 0 ? [] : [{ type: 'MessagesDeleted', data: { user, seqs: there } }], undefined);
}

/** Empties one user's view. */
export function clear<S extends Changing>({ lastSeq }: S, { user }: { readonly user: string }): Decision<undefined> {
  return accept(lastSeq === 0 ? [] : [{ type: 'HistoryCleared', data: { user, upToSeq: lastSeq } }], undefined);
}

/** Takes messages of one author away for everybody (rest-api.md §16.7). `seqs`: of messages that are there. */
export function remove<S extends Changing>(
  _state: S,
  { seqs, from, by }: { readonly seqs: readonly number[]; readonly from: string; readonly by: string },
): Decision<undefined> {
  const data = { seqs: ascending(seqs), from, by };
  return accept(seqs.length === 0 ? [] : [{ type: 'MessagesRemoved', data }], undefined);
}

/** Takes everything up to a number away for everybody (rest-api.md §16.8). */
export function removeHistory<S extends Changing>(
  { lastSeq }: S,
  { upToSeq = lastSeq, by }: { readonly upToSeq: number | undefined; readonly by: string },
): Decision<undefined> {
  const upTo = Math.min(upToSeq, lastSeq);
  return accept(upTo < 1 ? [] : [{ type: 'HistoryRemoved', data: { upToSeq: upTo, by } }], undefined);
}

/** Confirms messages that ask for it, and that `reader` has not confirmed yet (product.md §2.14). */
export function confirm<S extends Changing>(
  _state: S,
  { reader, messages }: { readonly reader: string; readonly messages: readonly ConfirmedMessage[] },
): Decision<undefined> {
  return accept(messages.length === 0 ? [] : [{ type: 'MessagesConfirmed', data: { reader, messages } }], undefined);
}

function ascending(seqs: readonly number[]): number[] {
  return [...new Set(seqs)].sort((one, other) => one - other);
}
