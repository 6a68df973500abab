/**
 * Facts of the `c2c` entity: the conversation of a pair of users.
 * Stream: `c2c-<sdkappid>.<a>.<b>`, a < b by code unit. Source: product.md §2.6, §2.14.
 */

/** Bits of `C2cMessageSent.flags`. Stored: never renumber. */
export const MessageFlag = {
  /** Not counted as unread (SendMsgControl NoUnread). */
  noUnread: 1,
  /** Does not update the conversation's last message (SendMsgControl NoLastMsg). */
  noLastMsg: 2,
  needReadReceipt: 4,
  supportExtension: 8,
  /** Forwarded or merged (IsRelayMsg). */
  relay: 16,
  /** Moved in from another system: told to nobody. */
  imported: 32,
  /** Not in the sender's own history and devices (SyncOtherMachine 2). */
  hiddenFromSender: 64,
  /** In the sender's history, but not pushed to his devices (SyncOtherMachine absent in REST). */
  notPushedToSender: 128,
  /** Of somebody whom the receiver has blocked: only the sender and his devices have it. */
  hiddenFromReceiver: 256,
} as const;

/** Whether a message between two is not there for one of them. */
export function isHiddenFrom(
  { from, flags }: { readonly from: string; readonly flags: number },
  user: string,
): boolean {
  return (flags & (from === user ? MessageFlag.hiddenFromSender : MessageFlag.hiddenFromReceiver)) !== 0;
}

export interface C2cEvents {
  C2cMessageSent: {
    readonly from: string;
    readonly to: string;
    /** Number in the conversation: from 1, without gaps, only for stored messages. */
    readonly seq: number;
    /** Unix seconds; never goes back inside a conversation, except for imported messages. */
    readonly time: number;
    /** Chosen by the client, u32, not unique (wire-messages.md §1.3). */
    readonly msgSeq: number;
    /** Chosen by the client, u32. */
    readonly random: number;
    /** Client's clock, Unix seconds. */
    readonly clientTime: number;
    /** Set of `MessageFlag`. */
    readonly flags: number;
    /** The sender's profile when he sent. */
    readonly nick: string;
    readonly faceUrl: string;
    /** OfflinePushInfo as JSON text, '' when there is none: kept, never read here. */
    readonly offlinePush: string;
    /** MessagePack of `[MsgBody, CloudCustomData]`: erasable without breaking the hash chain. */
    readonly body: Uint8Array;
  };
  /** `reader` has read everything up to `upToSeq`; `upToTime` is that position in Unix seconds. */
  C2cRead: { readonly reader: string; readonly peer: string; readonly upToSeq: number; readonly upToTime: number };
}
