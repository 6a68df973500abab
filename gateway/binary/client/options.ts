import type { ConversationRow } from '../protocol.ts';
import type { ConversationListener } from './conversations.ts';
import type { FollowListener } from './follows.ts';
import type { GroupListener } from './groups.ts';
import type { MessageState } from './message-state.ts';
import type { OfficialListener } from './official-accounts.ts';
import type { PresenceListener } from './presence.ts';

/** What the client needs of a WebSocket: the browser's, or `ws` in Node. */
export interface SocketLike {
  binaryType: string;
  onopen: ((event: never) => void) | null;
  onmessage: ((event: never) => void) | null;
  onclose: ((event: never) => void) | null;
  onerror: ((event: never) => void) | null;
  send(data: Uint8Array): void;
  close(code?: number, reason?: string): void;
}

export interface MessageBody {
  /** `MsgBody` in the public v4 format. */
  readonly elements: readonly { readonly MsgType: string; readonly MsgContent: object }[];
  readonly cloudCustomData?: string;
}

export interface Message {
  /** Conversation seq, from 1 without gaps; 0 for an online-only message. */
  readonly seq: number;
  readonly from: string;
  readonly to: string;
  /** Unix seconds. */
  readonly time: number;
  readonly random: number;
  readonly msgSeq: number;
  readonly clientTime: number;
  readonly flags: number;
  readonly nick: string;
  readonly faceUrl: string;
  readonly body: MessageBody;
  /** In answers; absent: as it was sent. */
  readonly state?: MessageState;
}

export interface SendOptions {
  /** With `msgSeq` the name of the message among this user's: the same pair again is stored once. Default: drawn. */
  readonly random?: number;
  readonly msgSeq?: number;
  /** Set of `SendFlag`. */
  readonly flags?: number;
  /** Unix seconds. */
  readonly clientTime?: number;
  /** OfflinePushInfo as JSON text. */
  readonly offlinePush?: string;
}

export interface Sent {
  readonly seq: number;
  /** Unix seconds. */
  readonly time: number;
  readonly random: number;
  readonly msgSeq: number;
}

/** `reader` has read everything of the conversation with `peer` up to `upToSeq`. */
export interface ReadMark {
  readonly reader: string;
  readonly peer: string;
  readonly upToSeq: number;
  /** Unix seconds. */
  readonly upToTime: number;
}

/** What the application is told. Each message comes once, in the order of the log; own ones of this client never. */
export interface Listener
  extends GroupListener,
    ConversationListener,
    FollowListener,
    OfficialListener,
    PresenceListener {
  onMessage?(message: Message): void;
  onRead?(mark: ReadMark): void;
  /** After a reconnect: conversations that changed meanwhile, as they are now. */
  onConversations?(conversations: readonly ConversationRow[]): void;
  /** Too much was missed: read conversations and history anew. Pushes go on from here. */
  onResync?(): void;
  onOnline?(): void;
  onOffline?(): void;
  /** For good: kicked, refused, or closed. */
  onEnd?(reason: Error): void;
}

export interface Timers {
  /** Runs `run` in `ms` milliseconds; returns how to cancel it. */
  after(ms: number, run: () => void): () => void;
}

export interface ClientOptions {
  /** `ws://host:port/ws`. */
  readonly url: string;
  readonly app: number;
  readonly user: string;
  /** Asked for when a new session is opened. */
  readonly userSig: string | (() => string | Promise<string>);
  readonly platform: string;
  /** Own id of the device, 1…64 characters, the same one after a restart. */
  readonly device: string;
  readonly WebSocket: new (url: string) => SocketLike;
  readonly listener?: Listener;
  /** Where an earlier run of the application got to (`client.cursor`): what was missed since is delivered first. */
  readonly cursor?: number;
  /** Session key of an earlier run (`client.sessionKey`): continues its instance. */
  readonly sessionKey?: string;
  readonly timers?: Timers;
  /** 0 ≤ x < 1. */
  readonly random?: () => number;
  /** A request fails when it is unanswered for this long, reconnects included. Default 60,000; retries stop being recognised at 300,000. */
  readonly deadlineMs?: number;
  /** Requests in flight at a time; the others wait in order. Default 64. */
  readonly window?: number;
  /** A ping is sent this often, and a link that is silent for two of them is given up. Default 25,000. */
  readonly heartbeatMs?: number;
  /** First and longest pause before a reconnect; in between it doubles. Default 200 and 10,000. */
  readonly backoffMs?: readonly [first: number, longest: number];
}

/** The server refused a request: nothing was changed. */
export class RequestRefused extends Error {
  constructor(
    readonly code: number,
    message: string,
    readonly temporary: boolean,
  ) {
    super(`${code}: ${message}`);
    this.name = 'RequestRefused';
  }
}

/** No answer in time: the request may have been carried out or not. */
export class DeadlinePassed extends Error {
  constructor(ms: number) {
    super(`no answer within ${ms} ms`);
    this.name = 'DeadlinePassed';
  }
}

/** The session is over and the client will not reconnect. */
export class SessionEnded extends Error {
  constructor(reason: string, options?: ErrorOptions) {
    super(reason, options);
    this.name = 'SessionEnded';
  }
}

export const systemTimers: Timers = {
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};
