import { parseStream } from '../../events/stream.ts';
import type { Handlers } from '../projection.ts';
import { appOf, userKeyOf } from '../row-keys.ts';
import { ERRANDS, type ErrandsRow, errandsKey } from './row.ts';

/** Who waits for others: what is left of it after a crash is done then. */
export const errandHandlers: Pick<Handlers, 'ErrandsBegun' | 'ErrandsDone'> = {
  ErrandsBegun({ stream, data, time }, rows) {
    const key = errandsKey(appOf(stream), userKeyOf(stream));
    const before = rows.get<ErrandsRow>(ERRANDS, key);
    const { app, ids } = parseStream(stream);
    const row: ErrandsRow = {
      app,
      user: ids[0] ?? '',
      open: (before?.open ?? 0) + data.errands.length,
      since: before?.since ?? time,
    };
    rows.put(ERRANDS, key, row);
  },
  ErrandsDone({ stream, data, time }, rows) {
    const key = errandsKey(appOf(stream), userKeyOf(stream));
    const row = rows.get<ErrandsRow>(ERRANDS, key);
    if (row === undefined) return;
    const open = row.open - data.ids.length;
    if (open <= 0) rows.delete(ERRANDS, key);
    else rows.put(ERRANDS, key, { ...row, open, since: time });
  },
};
