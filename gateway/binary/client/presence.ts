import { type PushTokenFields, Request, type StatusesPush, type StatusRow } from '../protocol.ts';

type Ask = <T>(kind: number, ...args: readonly unknown[]) => Promise<T>;

/** 1 online, 2 reachable by push, 3 offline, 0 unknown. */
export interface UserStatus {
  readonly user: string;
  readonly status: number;
  /** '' : none. */
  readonly customStatus: string;
}

/** A device of this user, as pushes see it. */
export interface PushDevice {
  readonly instance: number;
  readonly platform: string;
  readonly background: boolean;
  /** Null: pushes cannot reach it. */
  readonly token: Required<PushTokenFields> | null;
}

/** What the application is told about the users it has subscribed to, and of its own custom status. */
export interface PresenceListener {
  onStatuses?(statuses: readonly UserStatus[]): void;
}

/** Status of users, and what this device says about push; each rejects with `RequestRefused` and the public code. */
export class Presence {
  readonly #ask: Ask;

  constructor(ask: Ask) {
    this.#ask = ask;
  }

  /** For all to see until this user's last logout: 50 bytes at most, '' takes it away. */
  async setCustomStatus(text: string): Promise<void> {
    await this.#ask(Request.setCustomStatus, text);
  }

  /** 500 users at most. */
  async statuses(users: readonly string[]): Promise<readonly UserStatus[]> {
    return (await this.#ask<readonly StatusRow[]>(Request.statuses, users)).map(toStatus);
  }

  /** Of 100 users at most; for each code 0, or why not. They end with the login, not with the link. */
  subscribe(users: readonly string[]): Promise<readonly (readonly [user: string, code: number])[]> {
    return this.#ask(Request.subscribeStatuses, users);
  }

  /** Without users: all. */
  unsubscribe(users?: readonly string[]): Promise<readonly (readonly [user: string, code: number])[]> {
    return this.#ask(Request.unsubscribeStatuses, users ?? null);
  }

  /** Null: pushes cannot reach this device. */
  async setPushToken(token: PushTokenFields | null): Promise<void> {
    await this.#ask(Request.setPushToken, token);
  }

  /** Whether the application is there and not shown. */
  async setBackground(background: boolean): Promise<void> {
    await this.#ask(Request.setAppState, background);
  }

  /** What happened to pushes on this device: 40 at most. */
  async reportPush(reports: readonly (readonly [type: number, time: number, ext: string])[]): Promise<void> {
    await this.#ask(Request.reportPush, reports);
  }

  /** The devices of this user, and the number to show on their badges. */
  pushTargets(): Promise<{ readonly devices: readonly PushDevice[]; readonly badge: number }> {
    return this.#ask(Request.pushTargets);
  }
}

function toStatus([user, status, customStatus]: StatusRow): UserStatus {
  return { user, status, customStatus };
}

export function deliverStatuses([, , statuses]: StatusesPush, listener: PresenceListener): void {
  listener.onStatuses?.(statuses.map(toStatus));
}
