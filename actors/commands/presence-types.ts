import type { Caller } from '../../events/caller.ts';
import type { PushReport, PushToken } from '../../events/user/presence.ts';

export type { PushReport, PushToken };

/** What became of one user of a list; 0 is done, 70107: nobody of that id. */
export interface StatusResult {
  readonly user: string;
  readonly code: number;
}

/** Status of users, and what devices say about push (product.md §2.3, wire-users.md §8, §13). */
export interface PresenceCommands {
  /** Of the caller, for all to see until his last logout; '' takes it away. 70402: more than 50 bytes. */
  setCustomStatus(caller: Caller, command: { readonly text: string }): Promise<void>;
  /**
   * The caller is told of every change of these users' status, on all his devices, until the device that asked logs out.
   * Beyond 200 in all the oldest are dropped. 72001: not in this app; 70206: more than 100.
   */
  subscribeStatuses(caller: Caller, command: { readonly users: readonly string[] }): Promise<readonly StatusResult[]>;
  /** No `users`: all. 72001, 70206. */
  unsubscribeStatuses(
    caller: Caller,
    command: { readonly users?: readonly string[] | undefined },
  ): Promise<readonly StatusResult[]>;
  /** Of the device that asks; null: pushes cannot reach it. 22003 empty, 22004 over 256 bytes, 72010 too often. */
  setPushToken(caller: Caller, command: { readonly token: PushToken | null }): Promise<void>;
  /** 72010 too often. */
  setAppState(caller: Caller, command: { readonly background: boolean }): Promise<void>;
  /** 70206: more than 40; 70402: one has more than 1,024 bytes; 72010 too often. */
  reportPush(caller: Caller, command: { readonly reports: readonly PushReport[] }): Promise<void>;
  /** The server itself has seen that a device which pushes can reach is not connected. Administrators only: 60010. */
  noteAway(caller: Caller, command: { readonly user: string; readonly instance: number }): Promise<void>;
  /** … and that it has been so for as long as pushes are tried. */
  noteUnreachable(caller: Caller, command: { readonly user: string; readonly instance: number }): Promise<void>;
}
