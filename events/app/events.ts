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
  /** 0: nobody may ask for the status of others, or be told of it. */
  readonly userStatus?: number;
  /** 1: friends are told of each other's status without asking for it. */
  readonly friendStatusNotices?: number;
}

export interface AppEvents {
  AppCreated: { readonly settings: AppSettings };
  AppSettingsChanged: { readonly settings: AppSettings };
}
