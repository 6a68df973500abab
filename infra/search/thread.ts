import { setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { isDamage } from '../../projections/search/database.ts';
import { SearchFinder } from '../../projections/search/finder.ts';
import { keepIndex } from './indexer.ts';
import type { FromFinder, ThreadData, ToFinder } from './messages.ts';

/** Entry of both threads of the search: one keeps the index, the other answers from it, so that neither waits. */
const port = parentPort;
if (port === null) throw new Error('this file is the entry of a worker thread');
const data = workerData as ThreadData;
/** Of 19 at most. */
const NICE = 5;

if (data.role === 'index') {
  // On Linux a thread has a priority of its own: messages that are sent come before those that are to be found.
  if (process.platform === 'linux') setPriority(NICE);
  void keepIndex(port, data.directory, data.log);
} else {
  const finder = new SearchFinder(data.directory);
  port.on('message', (request: ToFinder) => port.postMessage(answer(finder, request)));
}

function answer(finder: SearchFinder, { id, kind, query }: ToFinder): FromFinder {
  try {
    return { id, found: finder.find(kind, query) };
  } catch (error) {
    return { id, failed: error instanceof Error ? error.message : String(error), damaged: isDamage(error) };
  }
}
