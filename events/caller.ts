import type { Platform } from './user/events.ts';

/** Who asks. Made by the gateway after it has verified the credentials; every command and query starts from one. */
export interface Caller {
  /** SDKAppID. */
  readonly app: number;
  /** UserID that the credentials prove. */
  readonly user: string;
  /** App administrator: may act for every user of the app. */
  readonly admin: boolean;
  readonly platform: Platform;
  /** Instance number of the session, 0 without one (REST, query API, CLI). */
  readonly instance: number;
  /** For tracing: '' when there is none. */
  readonly requestId: string;
}
