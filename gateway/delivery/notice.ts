import type { C2cEvents } from '../../events/c2c/events.ts';
import type { KickReason, Platform } from '../../events/user/events.ts';

/**
 * What connected sessions are told, free of any dialect. Made from events of the log (or from a transient message) in
 * `notices.ts`; each dialect has one table of encoders, one per kind.
 */
export type Notice =
  | {
      readonly kind: 'c2cMessage';
      readonly app: number;
      readonly message: C2cEvents['C2cMessageSent'];
      /** Position in the log, 0 for an online-only message. */
      readonly position: number;
    }
  | {
      readonly kind: 'c2cRead';
      readonly app: number;
      readonly reader: string;
      readonly peer: string;
      readonly upToSeq: number;
      /** Unix seconds. */
      readonly upToTime: number;
      readonly position: number;
    };

/**
 * Which end of the conversation a session is on: `actor` = another device of the user who did it,
 * `peer` = a device of the other user.
 */
export type Side = 'actor' | 'peer';

/** A session is told that it has been ended by the server. */
export interface Kick {
  readonly reason: KickReason;
  /** Platform of the login that pushed it out, undefined for an administrator's kick. */
  readonly byPlatform: Platform | undefined;
}
