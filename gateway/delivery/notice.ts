import type { C2cEvents } from '../../events/c2c/events.ts';
import type { AttributeEntry, AttributeOperation, CounterEntry, CounterOperation } from '../../events/group/data.ts';
import type { GroupEvents, GroupType, TipEvent } from '../../events/group/events.ts';
import type { GroupNoticeCode } from '../../events/group/notices.ts';
import type { KickReason, Platform } from '../../events/user/events.ts';
import type { ConversationNotice } from './conversation-notices.ts';
import type { FollowNotice } from './follow-notices.ts';
import type { MessageNotice } from './message-notice.ts';
import type { OfficialNotice } from './official-notices.ts';
import type { RelationNotice } from './relation-notice.ts';
import type { StatusNotice } from './status-notice.ts';

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
      /** To the other devices of who has read everything at once. */
      readonly kind: 'allRead';
      readonly app: number;
      readonly peers: boolean;
      readonly groups: readonly { readonly group: string; readonly upToSeq: number }[];
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
      /** Members after the event; in a live room, those who are there. */
      readonly memberCount: number;
      /** Tells tips that are not of the log from each other; absent for those that are. */
      readonly serial?: number | undefined;
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
       * `remindChanged`: the new setting; `custom`: what an administrator of the app says.
       */
      readonly text: string;
      /** `banned`: until when, Unix seconds. */
      readonly until?: number | undefined;
      /** For requests that can be handled; '' otherwise. */
      readonly authentication: string;
      /** Unix milliseconds of the request, 0 otherwise. */
      readonly requestedAt: number;
      readonly position: number;
      /** As that of tips. */
      readonly serial?: number | undefined;
    }
  | {
      /** To everybody in every live room of the app. */
      readonly kind: 'liveBroadcast';
      readonly app: number;
      /** The room through which it comes; undefined for those who ask for broadcasts apart from rooms. */
      readonly group: GroupLabel | undefined;
      readonly message: GroupEvents['GroupMessageSent'];
    }
  | {
      /** To all members: topics are there now, or no longer. */
      readonly kind: 'groupTopics';
      readonly app: number;
      readonly group: GroupLabel;
      readonly change: 'created' | 'deleted';
      readonly topics: readonly string[];
      readonly operator: Person;
      /** Unix seconds. */
      readonly time: number;
      readonly position: number;
    }
  | {
      readonly kind: 'groupRead';
      readonly app: number;
      readonly group: GroupLabel;
      readonly user: string;
      readonly upToSeq: number;
      readonly position: number;
    }
  | GroupDataNotice
  | ConversationNotice
  | RelationNotice
  | FollowNotice
  | MessageNotice
  | OfficialNotice
  | StatusNotice;

/** A change of what members keep in a group: to all of them, its author too. */
export type GroupDataNotice = {
  readonly app: number;
  readonly group: GroupLabel;
  /** Highest number of the group's sequence. */
  readonly lastSeq: number;
  readonly operator: Person;
  /** Unix seconds. */
  readonly time: number;
  readonly position: number;
} & (
  | {
      readonly kind: 'groupAttributes';
      readonly operation: AttributeOperation;
      readonly written: readonly AttributeEntry[];
      readonly deleted: readonly string[];
      readonly mainSeq: number;
    }
  | {
      readonly kind: 'groupCounters';
      readonly operation: CounterOperation;
      readonly written: readonly CounterEntry[];
      readonly deleted: readonly string[];
      readonly counterSeq: number;
    }
  | {
      readonly kind: 'groupPin';
      /** False: no longer. */
      readonly pinned: boolean;
      readonly message: GroupEvents['GroupMessageSent'];
    }
);

/** By name, as one of all, or both. */
export type MentionedAs = 'member' | 'all' | 'both';

/** How a group is shown in notices; with `topic`, what is told happened in that topic of it. */
export interface GroupLabel {
  readonly groupId: string;
  readonly topic?: string | undefined;
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
