import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DamagedRecord } from '../../events/errors.ts';
import { type LogReader, openLmdbReader } from '../../events/lmdb/reader.ts';
import { BadConfig } from '../config/errors.ts';
import type { LoadedConfig } from '../config/load.ts';

/** Runs something over the log of the data folder, opened for reading: the server may be running. Throws `BadConfig`. */
export async function withLog<T>({ settings }: LoadedConfig, use: (log: LogReader) => Promise<T>): Promise<T> {
  const path = join(settings.data, 'log');
  if (!existsSync(join(path, 'data.mdb'))) throw new BadConfig(`data: there is no log in ${path}`);
  const log = openLmdbReader(path);
  try {
    return await use(log);
  } catch (error) {
    if (error instanceof DamagedRecord) throw new BadConfig(`data: ${error.message}`, { cause: error });
    throw error;
  } finally {
    await log.close();
  }
}
