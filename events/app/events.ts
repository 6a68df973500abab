import type { FieldDefinition } from '../user/profile.ts';
import type { LimitProfile, Limits } from './limits.ts';

/**
 * Facts of the `app` entity (tenant, SDKAppID). Stream: `app-<sdkappid>.settings`.
 * Source: product.md §2.1, §2.2.
 */
export type LoginPolicy = 'single' | 'dual' | 'triple' | 'multi';

/** Settings of one app. Absent keys keep the product's default (see `actors/app/settings.ts`). */
export interface AppSettings {
  /** Which platform classes may be online together (product.md §2.2). */
  readonly loginPolicy?: LoginPolicy;
  /** Web pages of one user that may be online together, 1…10. */
  readonly webInstances?: number;
  /** Instances per native platform class, 1…3. */
  readonly nativeInstances?: number;
  /** Newest messages of a live room shown to who joins it, 0…20. */
  readonly liveRoomHistory?: number;
  /** Seconds without a message or a change after which a group is dissolved; 0: never. */
  readonly recycleAfterSeconds?: number;
  readonly limitProfile?: LimitProfile;
  /** Numbers that are not those of the profile; replaces what was set before. */
  readonly limits?: Partial<Limits>;
  /** How long an author may recall a message, in seconds. */
  readonly recallSeconds?: number;
  /** 1: owner and admins of a live room may remove people from it. */
  readonly liveRoomKick?: number;
  /** 0: nobody may say when he is not to be disturbed. */
  readonly doNotDisturb?: number;
  /** Fields of profiles and of friends that the app has defined; each list replaces what was set before. */
  readonly profileFields?: readonly FieldDefinition[];
  readonly friendFields?: readonly FieldDefinition[];
  /** 1: between users who are no friends of each other no message goes. */
  readonly friendsOnly?: number;
  /** 1: who writes to somebody who has blocked him is told so; 0: it looks as if it went. */
  readonly tellBlocked?: number;
  /** 0: nobody may ask for the status of others, or be told of it. */
  readonly userStatus?: number;
  /** 1: friends are told of each other's status without asking for it. */
  readonly friendStatusNotices?: number;
}

/** What an app is called, and by whom it is run (product.md §3.A). */
export interface AppInfo {
  readonly name: string;
  /** What it is for, in the words of whoever made it. */
  readonly kind: string;
  readonly introduction: string;
}

/** Of a stopped app nobody logs in until it is started again; of a deleted one never. */
export type AppState = 'active' | 'stopped' | 'deleted';

export interface AppEvents {
  /** The app of the configuration has no `info`: it comes into being with the first change of its settings. */
  AppCreated: { readonly settings: AppSettings; readonly info?: AppInfo; readonly admins?: readonly string[] };
  AppInfoChanged: { readonly info: AppInfo };
  /** Its administrators, besides those of the configuration. */
  AppAdminsSet: { readonly admins: readonly string[] };
  AppStateSet: { readonly state: AppState };
  /** Somebody has looked at the key that its UserSigs are signed with. The key itself is in no event. */
  AppKeyShown: Record<string, never>;
  AppSettingsChanged: { readonly settings: AppSettings };
}
