import type { AppInfo, AppSettings } from '../../events/app/events.ts';
import type { Caller } from '../../events/caller.ts';
import type { EffectiveSettings } from '../app/settings.ts';

export interface NewApp {
  readonly info: AppInfo;
  readonly admins: readonly string[];
  /** One that is free; absent: the next one. For who moves in from elsewhere, as is the key. */
  readonly app?: number | undefined;
  readonly key?: string | undefined;
}

/**
 * Apps and their settings (product.md §3.A). Operators, administrators of the app of the configuration, make apps; what holds
 * in an app its own administrators set. Nobody becomes an administrator by any other way than `setAppAdmins` or the
 * configuration. 60010 for who may not, 60006 for an app that is not there, 70402 for what cannot be so.
 */
export interface AppDirectoryCommands {
  changeAppSettings(caller: Caller, settings: AppSettings): Promise<void>;
  /** What holds in the caller's app, every default filled in. */
  appSettings(caller: Caller): Promise<EffectiveSettings>;
  createApp(caller: Caller, app: NewApp): Promise<{ readonly app: number; readonly key: string }>;
  describeApp(caller: Caller, command: { readonly app: number; readonly info: Partial<AppInfo> }): Promise<void>;
  setAppAdmins(caller: Caller, command: { readonly app: number; readonly admins: readonly string[] }): Promise<void>;
  /** Stopped: nobody logs in, everybody who is logged in is out. */
  stopApp(caller: Caller, command: { readonly app: number; readonly stopped: boolean }): Promise<void>;
  /** For ever: its key is gone, and so is every login and every way to its data. */
  deleteApp(caller: Caller, command: { readonly app: number }): Promise<void>;
  /** Kept on record. */
  showAppKey(caller: Caller, command: { readonly app: number }): Promise<string>;
}
