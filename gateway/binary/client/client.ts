import {
  type AnswerPacket,
  CloseCode,
  type ConversationsAnswer,
  type ErrorPacket,
  type HistoryAnswer,
  type HistoryFields,
  type LoginAnswer,
  Packet,
  type PingAnswer,
  PROTOCOL_VERSION,
  Request,
  type SendAnswer,
  type StatusesPush,
  type SyncAnswer,
} from '../protocol.ts';
import { GroupAdministration, Permissions, Topics } from './communities.ts';
import { ConversationList, deliverArranged } from './conversations.ts';
import { Files } from './files.ts';
import { deliverFollows, Follows } from './follows.ts';
import { deliverGroup, Groups, groupPushKinds } from './groups.ts';
import { Inbox, type Push } from './inbox.ts';
import { Link, pack } from './link.ts';
import { LiveRooms } from './live.ts';
import { toMessage } from './message.ts';
import { Messages } from './messages.ts';
import { deliverOfficial, OfficialAccounts } from './official-accounts.ts';
import type { ClientOptions, Message, MessageBody, SendOptions, Sent, Timers } from './options.ts';
import { RequestRefused, SessionEnded, systemTimers } from './options.ts';
import { deliverStatuses, Presence } from './presence.ts';
import { Profiles } from './profiles.ts';
import { Relations } from './relations.ts';
import { MAX_ID, Requests } from './requests.ts';
import { Search } from './search.ts';

/** More messages missed than this come as a resync. */
const SYNC_LIMIT = 1000;
/** Own messages remembered before the server is asked for a cursor behind them. */
const OWN_LIMIT = 256;
/** Refusals of a session key after which a UserSig may still open a new session: bad key, expired UserSig behind it. */
const KEY_REFUSALS: readonly number[] = [20002, 70001];

/** A request of the client itself, for the present link only. */
interface Errand {
  readonly id: number;
  readonly kind: number;
  /** `Inbox.ownCount` when it was sent. */
  readonly own: number;
}

/**
 * A client of the binary protocol. Reconnects by itself, resumes from its cursor, repeats unanswered requests; the
 * listener gets each message once and in order.
 */
export class BinaryClient {
  /** Continues this session in a later run of the application. */
  sessionKey: string | undefined;
  readonly groups: Groups;
  readonly groupAdministration: GroupAdministration;
  readonly topics: Topics;
  readonly permissions: Permissions;
  readonly live: LiveRooms;
  readonly conversationList: ConversationList;
  readonly follows: Follows;
  readonly search: Search;
  readonly files: Files;
  readonly messages: Messages;
  readonly officialAccounts: OfficialAccounts;
  readonly presence: Presence;
  readonly profiles: Profiles;
  readonly relations: Relations;
  readonly #options: ClientOptions;
  readonly #random: () => number;
  readonly #timers: Timers;
  readonly #requests: Requests;
  readonly #inbox: Inbox;
  readonly #heartbeatMs: number;
  readonly #errands = new Map<number, Errand>();
  #lastErrand = MAX_ID;
  #syncId = 0;
  #link: Link | undefined;
  #online = false;
  #ended: SessionEnded | undefined;
  #attempts = 0;
  #msgSeq: number;
  #cancelTimer: () => void = () => {};
  #first: { resolve: () => void; reject: (error: Error) => void } | undefined;

  constructor(options: ClientOptions) {
    this.#options = options;
    this.#random = options.random ?? Math.random;
    this.#timers = options.timers ?? systemTimers;
    this.#heartbeatMs = options.heartbeatMs ?? 25_000;
    this.sessionKey = options.sessionKey;
    this.#msgSeq = this.#u32();
    this.#requests = new Requests({
      timers: this.#timers,
      deadlineMs: options.deadlineMs ?? 60_000,
      window: options.window ?? 64,
      retryMs: options.backoffMs?.[0] ?? 200,
      write: (packet) => this.#link?.write(packet),
    });
    const ask = <T>(kind: number, ...args: readonly unknown[]) => this.#ask<T>(kind, ...args);
    this.groupAdministration = new GroupAdministration(ask);
    this.topics = new Topics(ask);
    this.permissions = new Permissions(ask);
    this.groups = new Groups(
      ask,
      (body) => [this.#u32(), encoded(body), this.#nextMsgSeq()],
      () => this.#u32() || 1,
    );
    this.live = new LiveRooms(ask);
    this.conversationList = new ConversationList(ask);
    this.follows = new Follows(ask);
    this.search = new Search(ask);
    this.files = new Files(ask, options.url);
    this.messages = new Messages(ask);
    this.officialAccounts = new OfficialAccounts(ask, (body) => ({ random: this.#u32(), bytes: encoded(body) }));
    this.presence = new Presence(ask);
    this.profiles = new Profiles(ask);
    this.relations = new Relations(ask);
    this.#inbox = new Inbox(options.user, options.cursor, {
      message: (row) => options.listener?.onMessage?.(toMessage(row)),
      read: ([, , reader, peer, upToSeq, upToTime]) => options.listener?.onRead?.({ reader, peer, upToSeq, upToTime }),
      group: (push) => deliverGroup(push, options.listener ?? {}),
      arranged: (push) => deliverArranged(push, options.listener ?? {}),
      follows: (push) => deliverFollows(push, options.listener ?? {}),
      official: (push) => deliverOfficial(push, options.listener ?? {}),
      settle: ([, seq, , to, time, random, msgSeq]) => {
        const waiting = this.#requests.takeSend(to, random, msgSeq);
        const answer: SendAnswer = [seq, time, false];
        waiting?.resolve(answer);
        return waiting !== undefined;
      },
    });
  }

  /** Everything up to here has been handed to the listener; keep it to resume in a later run. */
  get cursor(): number | undefined {
    return this.#inbox.cursor;
  }

  get online(): boolean {
    return this.#online;
  }

  /** Resolves when logged in and in sync, however often that takes. @throws SessionEnded when the login is refused. */
  connect(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#first = { resolve, reject };
      void this.#dial();
    });
  }

  /** Stores and delivers a message. Repeated with the same random and msgSeq until answered: stored once. */
  async send(to: string, body: MessageBody, options: SendOptions = {}): Promise<Sent> {
    const {
      random = this.#u32(),
      msgSeq = this.#nextMsgSeq(),
      flags = 0,
      clientTime = null,
      offlinePush = null,
    } = options;
    const sent = this.#ask<SendAnswer>(Request.send, to, random, encoded(body), msgSeq, flags, clientTime, offlinePush);
    const [seq, time] = await sent;
    this.#inbox.answered(to, seq);
    if (this.#inbox.ownCount >= OWN_LIMIT) this.#ping();
    return { seq, time, random, msgSeq };
  }

  /** Marks everything up to a seq as read; without one, everything. Returns where the mark is now. */
  async read(peer: string, upToSeq = 0): Promise<{ upToSeq: number; upToTime: number }> {
    const [seq, time] = await this.#ask<readonly [number, number]>(Request.read, peer, upToSeq);
    return { upToSeq: seq, upToTime: time };
  }

  async history(fields: HistoryFields): Promise<{ messages: readonly Message[]; complete: boolean }> {
    const { messages, complete } = await this.#ask<HistoryAnswer>(Request.history, fields);
    return { messages: messages.map(toMessage), complete };
  }

  conversations(limit: number, cursor?: string): Promise<ConversationsAnswer> {
    return this.#ask<ConversationsAnswer>(Request.conversations, limit, cursor ?? null);
  }

  /** Ends the session at the server: it cannot be resumed. */
  async logout(): Promise<void> {
    await this.#ask(Request.logout);
    this.close('logged out');
  }

  /** Ends the link, not the session at the server: a later run may resume it. */
  close(reason = 'closed by the application'): void {
    this.#end(new SessionEnded(reason));
  }

  #ask<T>(kind: number, ...args: readonly unknown[]): Promise<T> {
    if (this.#ended !== undefined) return Promise.reject(this.#ended);
    return this.#requests.ask<T>(kind, ...args);
  }

  async #dial(): Promise<void> {
    const { app, user, platform, device, userSig } = this.#options;
    let credential: { readonly sessionKey: string } | { readonly userSig: string };
    try {
      if (this.sessionKey !== undefined) credential = { sessionKey: this.sessionKey };
      else credential = { userSig: typeof userSig === 'string' ? userSig : await userSig() };
    } catch (error) {
      return this.#end(new SessionEnded('no UserSig', { cause: error }));
    }
    if (this.#ended !== undefined) return;
    const link = new Link({
      url: this.#options.url,
      WebSocket: this.#options.WebSocket,
      timers: this.#timers,
      silentMs: 2 * this.#heartbeatMs,
      onOpen: () => {
        this.#errand(Request.login, { version: PROTOCOL_VERSION, app, user, platform, device, ...credential });
      },
      onPacket: (packet) => this.#handlers[packet[0] as number]?.(packet),
      onClose: (code, reason) => this.#closed(link, code, reason),
    });
    this.#link = link;
    this.#inbox.hold();
  }

  /** What a newer server sends besides these is not for us. */
  readonly #handlers: Readonly<Record<number, (packet: readonly unknown[]) => void>> = {
    [Packet.answer]: (packet) => this.#answer(packet),
    [Packet.error]: (packet) => this.#answer(packet),
    [Packet.message]: (packet) => this.#inbox.push(packet as Push),
    [Packet.read]: (packet) => this.#inbox.push(packet as Push),
    [Packet.arranged]: (packet) => this.#inbox.push(packet as Push),
    [Packet.followChanged]: (packet) => this.#inbox.push(packet as Push),
    [Packet.official]: (packet) => this.#inbox.push(packet as Push),
    [Packet.statuses]: (packet) => deliverStatuses(packet as StatusesPush, this.#options.listener ?? {}),
    ...Object.fromEntries(
      groupPushKinds.map((kind) => [kind, (packet: readonly unknown[]) => this.#inbox.push(packet as Push)]),
    ),
    [Packet.kicked]: ([, reason]) => this.#end(new SessionEnded(`kicked: ${reason}`)),
    [Packet.resync]: () => {
      // Answers were dropped together with the pushes: everything is asked anew.
      this.#requests.pause();
      this.#sync();
    },
  };

  #answer(packet: readonly unknown[]): void {
    const [kind, id, ...rest] = packet as AnswerPacket | ErrorPacket;
    const errand = this.#errands.get(id);
    this.#errands.delete(id);
    if (kind === Packet.error) {
      const [code, message, temporary] = rest as [number, string, boolean];
      const refusal = new RequestRefused(code, message, temporary);
      if (errand !== undefined) this.#errandRefused(errand, refusal);
      else this.#requests.refused(id, refusal);
    } else if (errand !== undefined) this.#errandDone(errand, rest[0]);
    else this.#requests.answered(id, rest[0]);
  }

  #errandDone({ kind, id, own }: Errand, result: unknown): void {
    if (kind === Request.login) {
      const { sessionKey, cursor } = result as LoginAnswer;
      this.sessionKey = sessionKey;
      if (this.#inbox.cursor === undefined) {
        this.#inbox.start(cursor);
        this.#ready();
      } else this.#sync();
    } else if (kind === Request.sync) {
      const answer = result as SyncAnswer;
      // A sync asked for before pushes were dropped does not know of them.
      if (id !== this.#syncId) return;
      if (answer.resync) this.#options.listener?.onResync?.();
      this.#askGroups(this.#inbox.cursor ?? 0);
      this.#inbox.synced(answer, own);
      if (answer.conversations.length > 0) this.#options.listener?.onConversations?.(answer.conversations);
      this.#ready();
    } else if (!this.#inbox.holding) this.#inbox.advance((result as PingAnswer).cursor, own);
  }

  #errandRefused({ kind }: Errand, refusal: RequestRefused): void {
    const byKey = kind === Request.login && this.sessionKey !== undefined && KEY_REFUSALS.includes(refusal.code);
    if (byKey) this.sessionKey = undefined;
    if (kind === Request.login && !byKey && !refusal.temporary) {
      this.#end(new SessionEnded('the login was refused', { cause: refusal }));
    } else this.#link?.close(1006, refusal.message);
  }

  /** What groups have to say since the cursor; a failure leaves it to the next reconnect. */
  #askGroups(cursor: number): void {
    const { listener } = this.#options;
    if (listener?.onGroups === undefined) return;
    this.groups.list(cursor).then(
      (groups) => groups.length > 0 && listener.onGroups?.(groups),
      () => {},
    );
  }

  /** Fetches what came behind the cursor; pushes wait meanwhile. */
  #sync(): void {
    this.#inbox.hold();
    this.#syncId = this.#errand(Request.sync, this.#inbox.cursor ?? 0, SYNC_LIMIT);
  }

  #ready(): void {
    this.#attempts = 0;
    this.#requests.resume();
    if (this.#online) return;
    this.#online = true;
    this.#beat();
    this.#first?.resolve();
    this.#first = undefined;
    this.#options.listener?.onOnline?.();
  }

  #beat(): void {
    this.#cancelTimer = this.#timers.after(this.#heartbeatMs, () => {
      this.#ping();
      this.#beat();
    });
  }

  /** Keeps the link alive and moves the cursor behind what was sent from here: own messages are not pushed. */
  #ping(): void {
    for (const { kind } of this.#errands.values()) if (kind === Request.ping) return;
    this.#errand(Request.ping);
  }

  #errand(kind: number, ...args: readonly unknown[]): number {
    this.#lastErrand = this.#lastErrand >= 0xffff_ffff ? MAX_ID + 1 : this.#lastErrand + 1;
    const id = this.#lastErrand;
    this.#errands.set(id, { id, kind, own: this.#inbox.ownCount });
    this.#link?.write([kind, id, ...args]);
    return id;
  }

  #closed(link: Link, code: number, reason: string): void {
    if (link !== this.#link) return;
    this.#link = undefined;
    this.#errands.clear();
    this.#requests.pause();
    this.#inbox.hold();
    this.#cancelTimer();
    if (code === CloseCode.kicked) this.#end(new SessionEnded(reason));
    if (this.#ended !== undefined) return;
    if (this.#online) this.#options.listener?.onOffline?.();
    this.#online = false;
    const [first, longest] = this.#options.backoffMs ?? [200, 10_000];
    const pause = Math.min(longest, first * 2 ** Math.min(this.#attempts++, 30));
    // Jittered: a thousand clients that lost one server do not come back as one.
    this.#cancelTimer = this.#timers.after(pause * (0.5 + this.#random() / 2), () => void this.#dial());
  }

  #end(reason: SessionEnded): void {
    if (this.#ended !== undefined) return;
    this.#ended = reason;
    this.#online = false;
    this.#cancelTimer();
    this.#link?.close(1000, 'done');
    this.#requests.fail(reason);
    this.#first?.reject(reason);
    this.#first = undefined;
    this.#options.listener?.onEnd?.(reason);
  }

  #nextMsgSeq(): number {
    this.#msgSeq = (this.#msgSeq + 1) >>> 0;
    return this.#msgSeq;
  }

  #u32(): number {
    return Math.floor(this.#random() * 0x1_0000_0000);
  }
}

function encoded(body: MessageBody): Uint8Array {
  return pack([body.elements, body.cloudCustomData ?? '']);
}
