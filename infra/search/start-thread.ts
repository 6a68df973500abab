import { Worker } from 'node:worker_threads';
import type { ThreadData } from './messages.ts';

/** What the process may need for bursts of messages is too much for a thread. */
const YOUNG_MB = 8;

/** Starts a thread of the search: `thread.js` of a built server. */
export function startThread(workerData: ThreadData): Worker {
  const options = { workerData, resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB } };
  if (!import.meta.url.endsWith('.ts')) return new Worker(new URL('./thread.js', import.meta.url), options);
  return new Worker(fromSources(new URL('./thread.ts', import.meta.url)), { ...options, eval: true });
}

/** From its sources a process runs by the loader it was started with, which threads do not take over: it is set up first. */
function fromSources(entry: URL): string {
  const loaders = [...process.execArgv.join('\n').matchAll(/^--import[=\n](.+)$/gm)];
  const loader = loaders.at(-1)?.[1] ?? '';
  // Given by name, or as the file behind the name.
  const api = loader.startsWith('file:') ? new URL('esm/api/index.mjs', loader).href : `${loader}/esm/api`;
  return `import(${JSON.stringify(api)}).then(({ register }) => { register(); return import(${JSON.stringify(entry.href)}); });`;
}
