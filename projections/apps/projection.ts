import type { AppInfo, AppState } from '../../events/app/events.ts';
import type { Envelope } from '../../events/envelope.ts';
import type { Projection, Rows } from '../projection.ts';
import { appOf, ordered } from '../row-keys.ts';

/** An app that somebody has made. */
export interface AppRow {
  readonly app: number;
  info: AppInfo;
  admins: readonly string[];
  state: AppState;
  /** Unix milliseconds. */
  readonly createdAt: number;
  changedAt: number;
}

/** Partition of all apps; sort: the SDKAppID. */
export const APPS = 'apps';
export const appKey = (app: number | string): string => ordered(Number(app));

/** The apps of the server (product.md §3.A), besides the one of the configuration. */
export const apps: Projection = {
  name: 'apps',
  version: 1,
  handlers: {
    AppCreated({ stream, data, time }, rows) {
      // The app of the configuration is called as the configuration says.
      if (data.info === undefined) return;
      const app = Number(appOf(stream));
      const { info, admins = [] } = data;
      const row: AppRow = { app, info, admins, state: 'active', createdAt: time, changedAt: time };
      rows.put(APPS, appKey(app), row);
    },
    AppInfoChanged: (event, rows) => change(event, rows, { info: event.data.info }),
    AppAdminsSet: (event, rows) => change(event, rows, { admins: event.data.admins }),
    AppStateSet: (event, rows) => change(event, rows, { state: event.data.state }),
    AppSettingsChanged: (event, rows) => change(event, rows, {}),
  },
};

function change({ stream, time }: Envelope, rows: Rows, fields: Partial<AppRow>): void {
  const row = rows.get<AppRow>(APPS, appKey(appOf(stream)));
  if (row !== undefined) rows.put(APPS, appKey(row.app), { ...row, ...fields, changedAt: time });
}
