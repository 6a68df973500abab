import type { KickReason } from '../../events/user/events.ts';

/**
 * The wire form of the web SDK dialect: one WebSocket frame is one JSON object `{ head, body }` (wire-core.md §1.2),
 * binary on `/binfo`, text on `/info`. Answers carry the `servcmd` and `seq` of their request, every other downlink
 * frame is a push (§1.5).
 */
export type Body = Readonly<Record<string, unknown>>;

/** Uplink head (wire-core.md §1.4), with '' and 0 for what a client left out. */
export interface Head {
  /** `<service>.<command>`. */
  readonly servcmd: string;
  /** Echoed as it came: number or decimal string. */
  readonly seq: number | string;
  readonly sdkappid: number;
  readonly platform: number;
  /** UserID and UserSig of the common head before the first login, and of the upload head always. */
  readonly identifier: string;
  readonly usersig: string;
  /** Session key and user number, from the first login on. */
  readonly a2: string;
  readonly tinyid: string;
}

/** A frame that can be answered. `body` is undefined when the frame has none or it is no object. */
export interface Packet {
  readonly head: Head;
  readonly body: Body | undefined;
}

/** Never refused, whatever state a client is in (wire-core.md §1.8). */
export const HEARTBEAT = 'heartbeat.alive';

/** Servcmd of the pushes this server sends (wire-core.md §1.10). */
export const PUSH = 'im_open_push.msg_push';
export const FORCE_OFFLINE = 'im_open_status.stat_forceoffline';

/** Code that tells a client it was kicked, together with `KickType` (wire-core.md §2.2, §3.6). */
export const KICKED_CODE = 1002;

/** wire-core.md §3.6: 1 same account on the same kind of terminal, 2 on another kind, 3 by an administrator. */
export const kickTypes: Readonly<Record<KickReason, number>> = { multipleAccount: 1, multipleDevice: 2, restApi: 3 };

/** One C2C message as pushes, `getmsg` and history carry it (wire-messages.md §4.3, §6.1). */
export interface WireMessage {
  readonly From_Account: string;
  readonly To_Account: string;
  readonly MsgSeq: number;
  readonly MsgRandom: number;
  /** Unix seconds. */
  readonly MsgTimeStamp: number;
  readonly MsgClientTime: number;
  /** Of the sender: a string, because it exceeds 2^53. */
  readonly TinyId: string;
  readonly From_AccountNick: string;
  readonly From_AccountHeadurl: string;
  readonly CloudCustomData: string;
  readonly IsNeedReadReceipt: number;
  readonly SupportMessageExtension: number;
  /** An array uplink, an object downlink (wire-messages.md §18, 1). */
  readonly SendMsgControl?: { readonly NoUnread?: 1; readonly NoLastMsg?: 1 };
  /** 0: online-only. */
  readonly MsgLifeTime?: 0;
  readonly MsgBody: readonly unknown[];
}

/** What happens to messages that are there (wire-messages.md §4.5, §4.8, §4.12–4.15). */
export type MessagePushEvent =
  | { readonly Event: 5; readonly GroupTips: readonly [Body] }
  | { readonly Event: 10; readonly C2cNotifyMsgArray: readonly [C2cNotice] }
  | { readonly Event: 15; readonly C2cMsgModNotifys: readonly [Body] }
  | {
      readonly Event: 16;
      readonly Peer_Account: string;
      readonly To_Account: string;
      /** Unix seconds. */
      readonly PeerReadTime: number;
      readonly C2cMsgInfo: readonly Body[];
    }
  | { readonly Event: 17; readonly GroupMsgModNotifys: readonly [Body] }
  | { readonly Event: 19; readonly MsgExtensionNotify: Body }
  | { readonly Event: 21; readonly MsgReactionNotifyList: readonly [Body] }
  | { readonly Event: 22; readonly MsgReactionNotify: Body };

/** Elements of a push's `EventArray` (wire-messages.md §4.2); exactly one notice in each `C2cNotifyMsgArray` (§4.1). */
export type PushEvent =
  | MessagePushEvent
  | { readonly Event: 14; readonly C2CReadAllMsg: 0 | 1; readonly GroupReadInfoArray: readonly Body[] }
  | { readonly Event: 9; readonly C2cMsgArray: readonly [WireMessage] }
  | {
      readonly Event: 10;
      readonly C2cNotifyMsgArray: readonly [C2cNotice];
    }
  /** What the user has arranged in his list of conversations on another device (wire-messages.md §4.11). */
  | { readonly Event: 11; readonly RecentContactMod: readonly [Body] }
  /** wire-messages.md §4.16. */
  | {
      readonly Event: 24;
      readonly Level: number;
      readonly StartTime: number;
      readonly EndTime: number;
      readonly IsRepeated: number;
    }
  /** Who is in the user's lists, and what profiles say (wire-users.md §2.4, §3.9). */
  | { readonly Event: 7; readonly FriendListMod: readonly [Body] }
  | { readonly Event: 8; readonly ProfileDataMod: readonly [Body] }
  /** Who follows whom (wire-users.md §7.8). */
  | { readonly Event: 30; readonly FollowChangeList: readonly Body[] }
  /** Status of users (wire-users.md §8.5). */
  | { readonly Event: 31; readonly UserStatusList: readonly Body[] }
  /** 17: a broadcast to all live rooms. */
  | { readonly Event: 3 | 17; readonly GroupMsgArray: readonly [Body] }
  /** 4: a tip with a number; 6: one without; 5: a notice, or a read position; 12: a mention (wire-groups.md §10.1). */
  | { readonly Event: 4 | 5 | 6 | 12; readonly GroupTips: readonly [Body] };

/** Elements of the `EventArray` of a sync: as in a push, but for notices, which may be several in one (wire-messages.md §4.1). */
export type SyncEvent = PushEvent | { readonly Event: 5; readonly GroupTips: readonly Body[] };

/** wire-messages.md §4.8. */
export type C2cNotice =
  | { readonly WithdrawC2cMsgNotify: { readonly C2cWithdrawInfoArray: readonly Body[] } }
  | {
      readonly C2cReadedReceipt: {
        readonly To_Account: string;
        readonly UinPairReadArray: readonly [{ readonly LastReadTime: number }];
      };
    }
  | {
      readonly ReadC2cMsgNotify: {
        readonly UinPairReadArray: readonly [{ readonly From_Account: string; readonly LastReadTime: number }];
      };
    }
  | { readonly MuteNotificationsSync: { readonly To_Account: string; readonly MuteNotifications: number } }
  | {
      readonly KickoutMsgNotify: {
        readonly KickType: number;
        readonly NewInstInfo: { readonly Platform: string };
      };
    };
