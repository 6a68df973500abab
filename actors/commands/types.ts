import type { Caller } from '../../events/caller.ts';
import type { KickReason, Platform } from '../../events/user/events.ts';
import type { AppDirectoryCommands } from './app-types.ts';
import type { ConversationCommands } from './conversation-types.ts';
import type { FollowCommands } from './follow-types.ts';
import type { GroupCommands } from './group-types.ts';
import type { MessageCommands } from './message-types.ts';
import type { OfficialCommands } from './official-types.ts';
import type { PresenceCommands } from './presence-types.ts';
import type { RelationCommands } from './relation-types.ts';
import type { TopicCommands } from './topic-types.ts';

export interface Login {
  readonly app: number;
  readonly user: string;
  readonly admin: boolean;
  readonly platform: Platform;
  /** The client's own id of page or device: 1…64 characters. */
  readonly device: string;
  /** `TLS.time` of the verified UserSig, Unix seconds. */
  readonly sigIssuedAt: number;
  readonly requestId: string;
}

export interface LoggedIn {
  readonly instance: number;
  readonly nick: string;
  readonly faceUrl: string;
}

/** What there is to come back to. */
export interface Resumed {
  readonly alive: boolean;
  readonly kicked: KickReason | undefined;
  readonly nick: string;
  readonly faceUrl: string;
  /** '' : none. */
  readonly customStatus: string;
}

export interface SendC2c {
  /** Unix seconds of all copies of one message to many, so that one key names them; default: when each is taken in. */
  readonly sentAt?: number | undefined;
  readonly from: string;
  readonly to: string;
  /** u32 from the client. */
  readonly random: number;
  /** u32 from the client; absent: drawn by the server from random and content, so that a retry draws the same. */
  readonly msgSeq?: number | undefined;
  /** Unix seconds, default: server time. */
  readonly clientTime?: number | undefined;
  /** Set of `MessageFlag` (events/c2c/events.ts). */
  readonly flags?: number | undefined;
  /** Deliver to connected devices, store nothing. */
  readonly onlineOnly?: boolean;
  /** OfflinePushInfo as JSON text. */
  readonly offlinePush?: string | undefined;
  /** The first part of a message that comes in parts (rest-api.md §7). */
  readonly streamed?: boolean | undefined;
  /** MessagePack of `[MsgBody, CloudCustomData]`, see `actors/message/body.ts`. */
  readonly body: Uint8Array;
}

export interface SentC2c {
  /** Conversation seq, 0 for an online-only message. */
  readonly seq: number;
  /** Unix seconds: the MsgTime that every later copy carries. */
  readonly time: number;
  readonly msgSeq: number;
  readonly random: number;
  /** The first sending was answered with this already. */
  readonly duplicate: boolean;
}

export interface ImportC2c extends Omit<SendC2c, 'onlineOnly' | 'sentAt'> {
  /** Unix seconds of the message. */
  readonly time: number;
  /** Count it as unread (SyncFromOldSystem 5). */
  readonly countUnread: boolean;
}

export interface ReadC2c {
  /** Who has read: the caller himself, or anybody for an administrator. */
  readonly reader: string;
  readonly peer: string;
  /** Everything up to this time, Unix seconds. Neither time nor seq: everything there is. */
  readonly upToTime?: number;
  readonly upToSeq?: number;
}

export interface ImportAccount {
  readonly user: string;
  /** Absent: stays as it is ('' for a new account). */
  readonly nick?: string;
  readonly faceUrl?: string;
}

/**
 * Everything a caller may ask for. Each throws `Refused` with the public code (error-codes.md) and changes nothing then;
 * each resolves when what it did is durable.
 */
export interface Commands
  extends AppDirectoryCommands,
    ConversationCommands,
    FollowCommands,
    GroupCommands,
    MessageCommands,
    OfficialCommands,
    PresenceCommands,
    RelationCommands,
    TopicCommands {
  /** Opens an instance; creates the account on first login; kicks what the login policy no longer allows. 70001 for a revoked UserSig. */
  login(login: Login): Promise<LoggedIn>;
  logout(caller: Caller): Promise<void>;
  /** Whether the instance is still logged in: for sessions that resume after a reconnect or a restart of the server. */
  resume(caller: Caller): Promise<Resumed>;
  /** Takes away notices about groups, by position, and mentions, by group and seq: they are the caller's own. */
  dropNotices(
    caller: Caller,
    dropped: {
      readonly notices: readonly number[];
      readonly mentions: readonly (readonly [group: string, seq: number])[];
    },
  ): Promise<void>;
  importAccount(caller: Caller, account: ImportAccount): Promise<void>;
  /**
   * `fields`: by the names of `actors/user/profile/fields.ts`; '' takes a text away (numbers, and those that say one of
   * several words, are only replaced), the others stay. 40003 unknown account,
   * 40004 somebody else's, 40001 no fields, and what `profileProblem` says.
   */
  changeProfile(
    caller: Caller,
    command: { readonly user: string; readonly fields: Readonly<Record<string, string | number>> },
  ): Promise<void>;
  /**
   * The account is out of all lists and groups, but for groups that it owns, and cannot log in; what it has written stays. 70107 for
   * an unknown one.
   */
  deleteAccount(caller: Caller, user: string): Promise<void>;
  /** A bot (rest-api.md §24); `signature`: of its profile. 10004: not the id of one, or it is there already. */
  createRobot(caller: Caller, robot: ImportAccount & { readonly signature?: string }): Promise<void>;
  /** 10004: there is no such bot. */
  deleteRobot(caller: Caller, user: string): Promise<void>;
  /** Ends all sessions of a user and revokes every UserSig issued until now. 70107 for an unknown account. */
  kick(caller: Caller, user: string): Promise<void>;
  sendC2c(caller: Caller, message: SendC2c): Promise<SentC2c>;
  importC2c(caller: Caller, message: ImportC2c): Promise<SentC2c>;
  /** Moves the read mark forwards, never back. */
  readC2c(caller: Caller, read: ReadC2c): Promise<{ upToSeq: number; upToTime: number }>;
  /**
   * Keeps the messages inside a merged one that is too long to hold them (product.md §2.11), and resolves to their key: the
   * same for the same list. 90002 for what cannot be merged, 80002 over 4 MB.
   */
  saveMerged(caller: Caller, list: readonly unknown[]): Promise<string>;
  /** What `saveMerged` has kept in this app. 90002: nothing of that key, or nested more than 100 layers deep. */
  openMerged(caller: Caller, key: string): Promise<readonly unknown[]>;
}
