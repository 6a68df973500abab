import { workerData } from 'node:worker_threads';
import { openLmdbReader } from '../../events/lmdb/reader.ts';
import { type HourFile, writeHourFile } from './hour-file.ts';

/** Entry of the thread that makes one file of messages and ends. */
const { log, file } = workerData as { readonly log: string; readonly file: HourFile };
const reader = openLmdbReader(log);
try {
  await writeHourFile(reader, file);
} finally {
  await reader.close();
}
