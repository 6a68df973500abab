import type { C2cEvents } from '../../events/c2c/events.ts';
import type { GroupEvents, GroupType, TipEvent } from '../../events/group/events.ts';
import type { GroupNoticeCode } from '../../events/group/notices.ts';
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
    }
  | {
      readonly kind: 'groupMessage';
      readonly app: number;
      readonly group: GroupLabel;
      readonly message: GroupEvents['GroupMessageSent'];
      /** Position in the log, 0 for a message that is not kept. */
      readonly position: number;
    }
  | {
      /** To somebody a message mentions, beside the message itself. */
      readonly kind: 'groupMention';
      readonly app: number;
      readonly group: GroupLabel;
      readonly message: GroupEvents['GroupMessageSent'];
      readonly as: MentionedAs;
      readonly position: number;
    }
  | {
      /** A change of the group that its members are told about inside the conversation. */
      readonly kind: 'groupTip';
      readonly app: number;
      readonly group: GroupLabel;
      readonly event: TipEvent;
      /** Number in the group's sequence, 0 for a tip that is not kept. */
      readonly seq: number;
      /** Unix seconds. */
      readonly time: number;
      readonly position: number;
      readonly operator: Person;
      readonly affected: readonly Person[];
      /** Members after the event. */
      readonly memberCount: number;
    }
  | {
      /** A notice to one user about a group, outside the conversation: no number, no history. */
      readonly kind: 'groupNotice';
      readonly app: number;
      readonly group: GroupLabel;
      readonly to: string;
      readonly code: GroupNoticeCode;
      readonly operator: Person;
      /** Unix seconds. */
      readonly time: number;
      /**
       * What the operator wrote: an application, a reason, an answer. `invitationWaits`: the user who was invited;
       * `remindChanged`: the new setting.
       */
      readonly text: string;
      /** For requests that can be handled; '' otherwise. */
      readonly authentication: string;
      /** Unix milliseconds of the request, 0 otherwise. */
      readonly requestedAt: number;
      readonly position: number;
    }
  | {
      readonly kind: 'groupRead';
      readonly app: number;
      readonly group: GroupLabel;
      readonly user: string;
      readonly upToSeq: number;
      readonly position: number;
    };

/** By name, as one of all, or both. */
export type MentionedAs = 'member' | 'all' | 'both';

/** How a group is shown in notices. */
export interface GroupLabel {
  readonly groupId: string;
  readonly type: GroupType;
  readonly name: string;
}

export interface Person {
  readonly user: string;
  readonly nick: string;
  readonly faceUrl: string;
}

export type { GroupNoticeCode };

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
