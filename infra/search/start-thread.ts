import { Worker } from 'node:worker_threads';
import type { ThreadData } from './messages.ts';

/**
 * Starts a thread of the search. A built server runs `thread.js`. From its sources it runs by a loader that threads do not
 * take over from the process, so it is set up in the thread first.
 */
export function startThread(workerData: ThreadData): Worker {
  if (!import.meta.url.endsWith('.ts')) return new Worker(new URL('./thread.js', import.meta.url), { workerData });
  const entry = new URL('./thread.ts', import.meta.url).href;
  const script = `import('tsx/esm/api').then(({ register }) => { register(); return import(${JSON.stringify(entry)}); });`;
  return new Worker(script, { eval: true, workerData });
}
