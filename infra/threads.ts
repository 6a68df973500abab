import { Worker } from 'node:worker_threads';

/** What the process may need for bursts of messages is too much for a thread. */
const YOUNG_MB = 8;

/** Starts a thread. `entry`: its file without the ending, which depends on whether the server was built. */
export function startThread(entry: URL, workerData: unknown): Worker {
  const options = { workerData, resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB } };
  if (!import.meta.url.endsWith('.ts')) return new Worker(new URL(`${entry.href}.js`), options);
  return new Worker(fromSources(`${entry.href}.ts`), { ...options, eval: true });
}

/** From its sources a process runs by the loader it was started with, which threads do not take over: it is set up first. */
function fromSources(entry: string): string {
  const loaders = [...process.execArgv.join('\n').matchAll(/^--import[=\n](.+)$/gm)];
  const loader = loaders.at(-1)?.[1] ?? '';
  // Given by name, or as the file behind the name.
  const api = loader.startsWith('file:') ? new URL('esm/api/index.mjs', loader).href : `${loader}/esm/api`;
  return `import(${JSON.stringify(api)}).then(({ register }) => { register(); return import(${JSON.stringify(entry)}); });`;
}
