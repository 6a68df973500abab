import { setImmediate, setTimeout } from 'node:timers/promises';
import type { Journal } from '../events/journal/journal.ts';

const DAY_MS = 86_400_000;
/** How often old bodies are looked for. */
const PAUSE_MS = 60_000;
/** Bytes of the log that are read and rewritten in one turn of the event loop: some milliseconds. */
const SLICE_BYTES = 128 * 1024;
/** Bodies outlive the time for which they can be read by so much: clocks differ, and a page may be on its way. */
const SLACK_MS = 3_600_000;

/**
 * Frees the space of messages whose time is over, a slice at a time, again and again: the log forgets their bodies, and
 * `forget` is told so that the search does too. Returns what ends it.
 */
export function keepErasing(
  log: Pick<Journal, 'erase'>,
  retentionDays: number,
  clock: { /** Unix milliseconds. */ now(): number },
  forget: (before: number) => void,
  report: (error: unknown) => void,
): () => Promise<void> {
  if (retentionDays === 0) return async () => {};
  const over = new AbortController();
  const { signal } = over;
  const rounds = async () => {
    while (!signal.aborted) {
      const before = clock.now() - retentionDays * DAY_MS - SLACK_MS;
      forget(before);
      try {
        while (!signal.aborted && (await log.erase(before, SLICE_BYTES)).more) await setImmediate();
      } catch (error) {
        report(error);
      }
      // Rejects when it is all over: then the loop ends.
      await setTimeout(PAUSE_MS, undefined, { signal, ref: false }).catch(() => {});
    }
  };
  const ended = rounds();
  return async () => {
    over.abort();
    await ended;
  };
}
