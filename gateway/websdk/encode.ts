import type { Authenticator } from '../auth/authenticator.ts';
import type { Frame } from '../connection.ts';
import type { MessageNotice } from '../delivery/message-notice.ts';
import type { Kick, Notice, Side } from '../delivery/notice.ts';
import { arrangedEvents } from './conversation-pushes.ts';
import { followEvent } from './follow-pushes.ts';
import { groupDataEvent } from './group-data-pushes.ts';
import {
  broadcastEvent,
  groupMentionEvent,
  groupMessageEvent,
  groupNoticeEvent,
  groupReadEvent,
  groupTipEvent,
  groupTopicsEvent,
} from './group-pushes.ts';
import { messageEvent } from './message-pushes.ts';
import { pushFrame } from './packet.ts';
import { statusesEvent } from './presence.ts';
import { type Body, FORCE_OFFLINE, kickTypes, PUSH, type PushEvent } from './protocol.ts';
import { profileEvent, relationEvents } from './relation-pushes.ts';
import { wireMessage } from './wire-message.ts';

type Kind = Notice['kind'];
type NoticeOf<K extends Kind> = Extract<Notice, { kind: K }>;

interface Push {
  readonly event: PushEvent;
  /** Further elements of the same push. */
  readonly more?: readonly PushEvent[];
  /** Position the client confirms, undefined when nothing of it is stored. */
  readonly position: number | undefined;
}

/** One encoder per kind of notice and side (wire-messages.md §4, §15); a kind without one is not told in this dialect yet. */
type Encoders = {
  readonly [K in Kind]?: Readonly<Record<Side, (notice: NoticeOf<K>, auth: Authenticator) => Push | undefined>>;
};

const encoders: Encoders = {
  c2cMessage: {
    actor: (notice, auth) => messagePush(notice, auth),
    peer: (notice, auth) => messagePush(notice, auth),
  },
  c2cRead: {
    // The reader's other devices.
    actor: ({ peer, upToTime, position }) => ({
      event: {
        Event: 10,
        C2cNotifyMsgArray: [
          { ReadC2cMsgNotify: { UinPairReadArray: [{ From_Account: peer, LastReadTime: upToTime }] } },
        ],
      },
      position,
    }),
    // The author: `To_Account` is the one who has read.
    peer: ({ reader, upToTime, position }) => ({
      event: {
        Event: 10,
        C2cNotifyMsgArray: [
          { C2cReadedReceipt: { To_Account: reader, UinPairReadArray: [{ LastReadTime: upToTime }] } },
        ],
      },
      position,
    }),
  },
  allRead: bothSides(({ peers, groups }) => ({
    event: {
      Event: 14,
      C2CReadAllMsg: peers ? 1 : 0,
      GroupReadInfoArray: groups.map(({ group, upToSeq }) => ({ GroupId: group, LastReadMsgSeq: upToSeq })),
    },
    position: undefined,
  })),
  groupMessage: bothSides((notice, auth) => stored(groupMessageEvent(notice, auth), notice.position)),
  groupMention: bothSides((notice) => stored(groupMentionEvent(notice), notice.position)),
  groupTip: {
    actor: (notice) => stored(groupTipEvent(notice, 'actor'), notice.position),
    peer: (notice) => stored(groupTipEvent(notice, 'peer'), notice.position),
  },
  groupNotice: bothSides((notice) => stored(groupNoticeEvent(notice), notice.position)),
  groupTopics: bothSides((notice) => stored(groupTopicsEvent(notice), notice.position)),
  liveBroadcast: bothSides((notice, auth) => ({ event: broadcastEvent(notice, auth), position: undefined })),
  groupRead: bothSides((notice) => stored(groupReadEvent(notice), notice.position)),
  groupAttributes: bothSides((notice, auth) => stored(groupDataEvent(notice, auth), notice.position)),
  groupCounters: bothSides((notice, auth) => stored(groupDataEvent(notice, auth), notice.position)),
  groupPin: bothSides((notice, auth) => stored(groupDataEvent(notice, auth), notice.position)),
  statuses: bothSides(({ statuses }) => ({ event: statusesEvent(statuses), position: undefined })),
  arranged: bothSides(({ event, position }) => several(arrangedEvents(event), position)),
  relation: bothSides((notice) => several(relationEvents(notice), notice.position)),
  profile: bothSides((notice) => stored(profileEvent(notice), notice.position)),
  followChanged: bothSides((notice) => stored(followEvent(notice), notice.position)),
  messageRevoked: bothSides(ofMessage),
  messageModified: bothSides(ofMessage),
  messagesConfirmed: bothSides(ofMessage),
  extensionsChanged: bothSides(ofMessage),
  reactionChanged: bothSides(ofMessage),
  ownReaction: bothSides(ofMessage),
};

/** What happened to a message; undefined for what this dialect has no words for. */
function ofMessage(notice: MessageNotice, auth: Authenticator): Push | undefined {
  const event = messageEvent(notice, auth);
  return event && stored(event, notice.position);
}

/** Everybody in a group is told the same. */
function bothSides<N>(encode: (notice: N, auth: Authenticator) => Push | undefined) {
  return { actor: encode, peer: encode };
}

/** Position 0: nothing of it is stored. */
function stored(event: PushEvent, position: number): Push {
  return { event, position: position === 0 ? undefined : position };
}

function several([event, ...more]: readonly PushEvent[], position: number): Push | undefined {
  return event && { ...stored(event, position), more };
}

/** The push for one side's sessions, undefined when they are told nothing. */
export function encodeNotice(auth: Authenticator, notice: Notice, side: Side): Frame | undefined {
  const push = pushOf(notice.kind, notice, side, auth);
  return push && pushFrame(PUSH, pushBody(push));
}

/** What a notice is to somebody who asks for the items of a room (wire-groups.md §6.3): its number, and the item. */
export function roomItem(auth: Authenticator, notice: Notice): Body | undefined {
  const event = pushOf(notice.kind, notice, 'peer', auth)?.event;
  if (event === undefined) return undefined;
  const [item] = 'GroupMsgArray' in event ? event.GroupMsgArray : 'GroupTips' in event ? event.GroupTips : [];
  return item && { Event: event.Event, ...item };
}

/** Tells a session that it is over (wire-core.md §3.6, A). */
export function kickFrame(kick: Kick): Frame {
  const KickoutMsgNotify = {
    KickType: kickTypes[kick.reason],
    NewInstInfo: { Platform: kick.byPlatform ?? '' },
  };
  return pushFrame(FORCE_OFFLINE, { EventArray: [{ Event: 10, C2cNotifyMsgArray: [{ KickoutMsgNotify }] }] });
}

function pushOf<K extends Kind>(kind: K, notice: NoticeOf<K>, side: Side, auth: Authenticator): Push | undefined {
  return encoders[kind]?.[side](notice, auth);
}

/** wire-core.md §1.10: `SessionData` comes back in `ws_msg_push_ack`; it must not be an object. */
function pushBody({ event, more = [], position }: Push): Body {
  const EventArray = [event, ...more];
  return position === undefined
    ? { NeedAck: 0, Flag: 0, EventArray }
    : { NeedAck: 1, SessionData: String(position), Flag: 0, EventArray };
}

function messagePush(notice: NoticeOf<'c2cMessage'>, auth: Authenticator): Push {
  const { app, message, position } = notice;
  const wire = wireMessage(auth, app, message);
  // Position 0: online-only, stored nowhere.
  return position === 0
    ? { event: { Event: 9, C2cMsgArray: [{ ...wire, MsgLifeTime: 0 }] }, position: undefined }
    : { event: { Event: 9, C2cMsgArray: [wire] }, position };
}
