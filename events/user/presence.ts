import type { Platform } from './events.ts';

/**
 * Facts of the `user` entity about his presence and his devices: what others see of him, whom he watches, and what his
 * devices say about push. Whether a device is connected is a matter of sockets; of devices that a push can wake the log
 * also knows that they went, because seven days count from there (product.md §2.3).
 */

/** How the maker of a device wakes it (wire-users.md §13). */
export interface PushToken {
  /** Of the maker's service; never empty, 256 bytes at most. */
  readonly token: string;
  /** Number of the certificate it belongs to. */
  readonly certificate: number;
  /** Number of the maker. */
  readonly brand: number;
  /** What the device really is, where the client itself counts as a web page; '' when it does not say. */
  readonly os: Platform | '';
  /** What its system lets notifications do, as the plug-in counts. */
  readonly notifications: number;
  readonly model: string;
  readonly system: string;
  readonly plugin: string;
}

/** Something that happened to a push on a device, as its plug-in numbers it. */
export interface PushReport {
  readonly type: number;
  /** Of the device's clock, as it gives it. */
  readonly time: number;
  readonly ext: string;
}

export interface PresenceEvents {
  /** '' : none. It is taken away with the last login. */
  CustomStatusSet: { readonly text: string };
  /** Told of these users from now on, as long as the login lasts. `dropped`: no longer told of, for want of room. */
  StatusesSubscribed: {
    readonly instance: number;
    readonly users: readonly string[];
    readonly dropped: readonly string[];
  };
  StatusesUnsubscribed: { readonly users: readonly string[] };
  /** Its connection is gone for some time, and its login is not: a push may wake it. */
  InstanceAway: { readonly instance: number };
  /** Connected again. */
  InstanceReturned: { readonly instance: number };
  /** Away for so long that pushes are no longer tried. */
  InstanceUnreachable: { readonly instance: number };
  /** Null: pushes cannot reach the device. `at`: Unix milliseconds, as in the next two. */
  PushTokenSet: { readonly instance: number; readonly token: PushToken | null; readonly at: number };
  AppStateChanged: { readonly instance: number; readonly background: boolean; readonly at: number };
  PushReported: { readonly instance: number; readonly reports: readonly PushReport[]; readonly at: number };
}

export type PresenceEventType = keyof PresenceEvents;
