import type { AppInfo } from '../../events/app/events.ts';
import type { Caller } from '../../events/caller.ts';
import { Refused } from '../../events/refused.ts';
import { appDecider, noSuchApp } from '../app/decider.ts';
import { Turns } from '../message/turns.ts';
import { userDecider } from '../user/decider.ts';
import { userIdProblem } from '../user/user-id.ts';
import type { AppDirectoryCommands, NewApp } from './app-types.ts';
import { appStream, type Dependencies, requireAdmin, settingsOf, userStream } from './dependencies.ts';
import type { RememberedSettings } from './remembered-settings.ts';

const MAX_APP = 0xffff_ffff;
const MAX_ADMINS = 100;
/** Bytes of a name, a kind, an introduction. */
const MAX_TEXT_BYTES = { name: 150, kind: 50, introduction: 1000 } as const;

/** The apps of the server (product.md §3.A). */
export function appCommands(dependencies: Dependencies, remembered: RememberedSettings): AppDirectoryCommands {
  const { host, appDirectory } = dependencies;
  const turns = new Turns();

  function requireOperator(caller: Caller): void {
    if (!caller.admin || caller.app !== appDirectory.home) {
      throw new Refused(60010, 'the request needs an operator: an administrator of the app of the configuration');
    }
  }

  /** One of those that are made: the one of the configuration is changed there. */
  function streamOf(caller: Caller, app: number): string {
    requireOperator(caller);
    if (!isNumber(app)) throw noSuchApp();
    if (app === appDirectory.home) throw new Refused(70402, 'this app is run by the configuration of the server');
    return appStream(app);
  }

  async function setState(caller: Caller, app: number, state: 'active' | 'stopped' | 'deleted'): Promise<void> {
    await host.ask(appDecider, streamOf(caller, app), 'setState', { state }, caller);
    await appDirectory.settled();
  }

  /** Administrators have accounts, so that they can be seen and written to. */
  async function appoint(caller: Caller, app: number, admins: readonly string[]): Promise<void> {
    for (const user of admins) await host.ask(userDecider, userStream(app, user), 'import', {}, caller);
    await appDirectory.settled();
  }

  /** One after the other: each finds those before it, and no two write the key of the same one. */
  async function create(caller: Caller, wanted: NewApp, given: string | undefined) {
    const known = await appDirectory.all();
    if (known.length >= appDirectory.most) throw new Refused(70402, `this server holds ${appDirectory.most} apps`);
    const app = wanted.app ?? Math.max(appDirectory.home, ...known) + 1;
    checkNumber(app, appDirectory.home, known);
    // The key first: an app without one could not be told from one whose key is lost.
    const key = await appDirectory.makeKey(app, given);
    const { info, admins } = wanted;
    await host.ask(appDecider, appStream(app), 'create', { info, admins }, caller);
    await appoint(caller, app, admins);
    return { app, key };
  }

  return {
    async changeAppSettings(caller, settings) {
      requireAdmin(caller);
      await host.ask(appDecider, appStream(caller.app), 'change', { settings }, caller);
      remembered.changed(caller.app);
    },
    async appSettings(caller) {
      requireAdmin(caller);
      return settingsOf(dependencies, caller.app);
    },
    async createApp(caller, wanted) {
      requireOperator(caller);
      checkInfo(wanted.info);
      checkAdmins(wanted.admins);
      const key = checkedKey(wanted);
      return turns.run('create', () => create(caller, wanted, key));
    },
    async describeApp(caller, { app, info }) {
      checkInfo(info);
      await host.ask(appDecider, streamOf(caller, app), 'describe', { info }, caller);
    },
    async setAppAdmins(caller, { app, admins }) {
      checkAdmins(admins);
      await host.ask(appDecider, streamOf(caller, app), 'setAdmins', { admins: [...new Set(admins)] }, caller);
      await appoint(caller, app, admins);
    },
    stopApp: (caller, { app, stopped }) => setState(caller, app, stopped ? 'stopped' : 'active'),
    async deleteApp(caller, { app }) {
      await setState(caller, app, 'deleted');
      await appDirectory.forgetKey(app);
    },
    async showAppKey(caller, { app }) {
      await host.ask(appDecider, streamOf(caller, app), 'showKey', {}, caller);
      return appDirectory.key(app);
    },
  };
}

const isNumber = (app: number): boolean => Number.isInteger(app) && app >= 1 && app <= MAX_APP;

/** @throws Refused 70402. */
function checkNumber(app: number, home: number, known: readonly number[]): void {
  if (!isNumber(app)) throw new Refused(70402, 'an SDKAppID is a 32-bit number');
  if (app === home || known.includes(app)) throw new Refused(70402, `there is an app ${app} already, or was one`);
}

/** @throws Refused 70402. */
function checkedKey({ key }: NewApp): string | undefined {
  if (key !== undefined && (key.length < 16 || key.length > 256)) {
    throw new Refused(70402, 'a secret key has 16 to 256 characters');
  }
  return key;
}

/** @throws Refused 70402. */
function checkInfo(info: Partial<AppInfo>): void {
  for (const [name, most] of Object.entries(MAX_TEXT_BYTES)) {
    const text = info[name as keyof AppInfo];
    if (text !== undefined && Buffer.byteLength(text) > most) {
      throw new Refused(70402, `${name} has at most ${most} bytes`);
    }
  }
  if (info.name === '') throw new Refused(70402, 'an app has a name');
}

/** @throws Refused 70402. */
function checkAdmins(admins: readonly string[]): void {
  if (admins.length > MAX_ADMINS) throw new Refused(70402, `an app has at most ${MAX_ADMINS} administrators`);
  for (const user of admins) {
    const problem = userIdProblem(user);
    if (problem !== undefined) throw new Refused(70402, problem);
  }
}
