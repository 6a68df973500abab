import type { RoomKey } from './room-key.ts';

/** A verified UserSig. */
export interface VerifiedSig {
  /** Unix seconds of issue (`TLS.time`). */
  readonly issuedAt: number;
  /** Unix seconds after which it is refused. */
  readonly expiresAt: number;
}

/** What the key that a session sends with every packet (`head.a2`) stands for. */
export interface SessionKey {
  readonly app: number;
  readonly user: string;
  readonly instance: number;
  /** Unix seconds after which the UserSig behind it has expired: then packets answer 70001. */
  readonly expiresAt: number;
  readonly platform: string;
}

/** What proves who somebody of an app is. */
export interface AppCredentials {
  readonly sdkAppId: number;
  readonly secretKey: string;
  /** PEM of the EC public key, for the old ECDSA form of UserSigs. */
  readonly publicKey?: string;
  readonly admins: readonly string[];
}

export interface Authenticator {
  /** Whether the app exists here. */
  hasApp(app: number): boolean;
  isAdmin(app: number, user: string): boolean;
  /** From here on the app is there, with this key and these administrators; undefined: it is not. */
  setApp(app: number, credentials: Pick<AppCredentials, 'secretKey' | 'admins'> | undefined): void;
  /**
   * Verifies a UserSig in either form (rest-api.md §2). Throws `Refused`: 70001 expired, 70002 empty, 70003 malformed,
   * 70009 wrong key, 70013 another user, 70014 another app, 70020 unknown app.
   */
  verifyUserSig(app: number, user: string, userSig: string): VerifiedSig;
  /** A session key that stays verifiable across restarts: signed, not stored. */
  issueSessionKey(key: SessionKey): string;
  /** Undefined when the key was not made here (or by another secret). Does not check expiry. */
  openSessionKey(text: string): SessionKey | undefined;
  /** A key by which a visitor without a login is known to a live room: signed, not stored. */
  issueRoomKey(key: RoomKey): string;
  /** Undefined when the key was not made here. */
  openRoomKey(text: string): RoomKey | undefined;
  /** The user's number as a decimal string (wire-messages.md §1.3): the same for ever, from app and UserID alone. */
  tinyId(app: number, user: string): string;
}
