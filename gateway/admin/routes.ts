import type { AppSettings } from '../../events/app/events.ts';
import type { Caller } from '../../events/caller.ts';
import { Refused } from '../../events/refused.ts';
import type { AppRow } from '../../projections/apps/projection.ts';
import type { Services } from '../services.ts';
import { changedApp, keyGiven, newApp } from './bodies.ts';

export type Method = 'get' | 'post' | 'patch' | 'delete';

/** `app`: the number in the path, where there is one. `body`: an empty object for none. */
export type Route = (services: Services, caller: Caller, app: number, body: object) => Promise<object>;

/** `<method> <path>`: the admin API (docs/admin-api.md). Adding a call is adding a row. */
export const routes: Readonly<Record<`${Method} ${string}`, Route>> = {
  /** What holds in the caller's own app. */
  'get settings': async ({ commands }, caller) => commands.appSettings(caller),
  'patch settings': async ({ commands }, caller, _app, body) => {
    await commands.changeAppSettings(caller, body as AppSettings);
    return commands.appSettings(caller);
  },
  'get apps': async ({ queries }, caller) => ({ apps: (await queries.apps(caller)).filter(isThere).map(view) }),
  'post apps': async ({ commands }, caller, _app, body) => {
    const { name, kind = '', introduction = '', admins = [], sdkAppId, secretKey } = newApp(body);
    const { app, key } = await commands.createApp(caller, {
      info: { name, kind, introduction },
      admins,
      app: sdkAppId,
      key: keyGiven(secretKey),
    });
    return { sdkAppId: app, secretKey: key };
  },
  'get apps/:app': ({ queries }, caller, app) => found(queries, caller, app),
  'patch apps/:app': async ({ commands, queries }, caller, app, body) => {
    const { admins, stopped, ...info } = changedApp(body);
    if (Object.keys(info).length > 0) await commands.describeApp(caller, { app, info });
    if (admins !== undefined) await commands.setAppAdmins(caller, { app, admins });
    if (stopped !== undefined) await commands.stopApp(caller, { app, stopped });
    return found(queries, caller, app);
  },
  'delete apps/:app': async ({ commands }, caller, app) => {
    await commands.deleteApp(caller, { app });
    return {};
  },
  /** Looking is kept on record. */
  'get apps/:app/secret-key': async ({ commands }, caller, app) => ({
    sdkAppId: app,
    secretKey: await commands.showAppKey(caller, { app }),
  }),
};

async function found(queries: Services['queries'], caller: Caller, app: number): Promise<object> {
  const row = await queries.app(caller, { app });
  if (row === undefined || !isThere(row)) throw new Refused(60009, `there is no app ${app} that was made here`);
  return view(row);
}

const isThere = ({ state }: Readonly<AppRow>): boolean => state !== 'deleted';

function view({ app, info, admins, state, createdAt, changedAt }: Readonly<AppRow>): object {
  return { sdkAppId: app, ...info, admins, stopped: state === 'stopped', createdAt, changedAt };
}
