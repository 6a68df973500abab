import type { C2cEvents } from '../events/c2c/events.ts';
import type { GroupEvents, GroupType } from '../events/group/events.ts';
import type { MessageKey, MessageName, MessagePlace } from '../events/message/place.ts';
import type { OfficialEvents } from '../events/official/events.ts';
import type { FoundExtensions, FoundMessage, FoundReactions } from './message/found.ts';
import type { KnownSubscribers } from './official/recent-subscribers.ts';

/**
 * What a command needs to know that an entity of its own does not hold. The composition root hands over projections.
 * Answers may lag behind the log by one commit; the deciders hold the rules that may not.
 */

/** A user as others see him. */
export interface Account {
  readonly user: string;
  readonly nick: string;
  readonly faceUrl: string;
  /** He has somebody on his blocklist: most have nobody, and need not be asked. */
  readonly blocksSome?: boolean;
}

/** The apps of the server, and the keys that their UserSigs are signed with: those are in no event. */
export interface AppDirectory {
  /** The app of the configuration. */
  readonly home: number;
  /** Most apps besides it. */
  readonly most: number;
  /** Those that were ever made: a number is given out once. */
  all(): Promise<readonly number[]>;
  /** For an app that is not there yet: kept durably, whatever was there. Absent: what was there, or drawn. */
  makeKey(app: number, key: string | undefined): Promise<string>;
  /** @throws Error when there is none. */
  key(app: number): Promise<string>;
  forgetKey(app: number): Promise<void>;
  /** Resolves when what has happened so far holds for whoever logs in. */
  settled(): Promise<void>;
}

/** Who is in whose lists. Answers lag behind the log by one commit at most. */
export interface Relations {
  /** Whether `user` has blocked `other`. At once, as `Accounts.find`. */
  hasBlocked(app: number, user: string, other: string): boolean;
  isFriend(app: number, user: string, other: string): boolean;
  /** Users in whose lists of friends somebody is. */
  knownBy(app: number, user: string): Promise<readonly string[]>;
}

export interface Accounts {
  /** The account, or undefined when nobody of that id exists (or the account was deleted). */
  find(app: number, user: string): Account | undefined;
}

/** What makes an imported message the same as one that is stored (rest-api.md §5.3). */
export interface C2cKey {
  readonly msgSeq: number;
  readonly random: number;
  /** Unix seconds. */
  readonly time: number;
}

export interface C2cHistory {
  /** Highest conversation seq whose message time is not later than `time` (Unix seconds), 0 when there is none. */
  seqAtTime(app: number, viewer: string, peer: string, time: number): Promise<number>;
  /** Time (Unix seconds) of the newest message whose seq is not above `seq`, 0 when there is none. */
  timeAtSeq(app: number, viewer: string, peer: string, seq: number): Promise<number>;
  /** Whether a message of this key is stored between the two, in either direction. */
  has(app: number, one: string, other: string, key: C2cKey): Promise<boolean>;
}

/** A message to connected devices only: stored nowhere (online-only messages, product.md §2.12). */
export interface TransientMessage {
  readonly app: number;
  readonly message: C2cEvents['C2cMessageSent'];
  /** Instance that sent it, so that it gets no echo. */
  readonly origin: number;
}

/** Tells connected devices something that is not an event of the log. */
export interface Notifier {
  transientMessage(message: TransientMessage): void;
  transientGroupMessage(message: TransientGroupMessage): void;
  groupSystemNotice(notice: GroupSystemNotice): void;
  liveBroadcast(broadcast: LiveBroadcast): void;
  allRead(reading: AllRead): void;
}

/** How many groups somebody is in, and how many there are. */
export interface Memberships {
  count(app: number, user: string): Promise<{ readonly groups: number; readonly communities: number }>;
  /** Groups that somebody is in, which keep their members. */
  groupsOf(app: number, user: string): Promise<readonly { readonly group: string }[]>;
  /** Whether somebody is in a group that keeps its members. */
  isMember(app: number, group: string, user: string): Promise<boolean>;
  /** How many groups an app has in all and of a type, and how many more since the day (UTC) began, communities apart. */
  groupCounts(
    app: number,
    type: GroupType,
  ): Promise<{ readonly all: number; readonly ofType: number; readonly grownToday: number }>;
  /** For each time (Unix seconds) the highest seq of a group's message from before it. */
  seqsBefore(app: number, group: string, times: readonly number[]): Promise<readonly number[]>;
}

/** Who follows whom, of everybody who exists. */
export interface Follows {
  counts(app: number, user: string): Promise<FollowCounts>;
  /** How one user stands to another. */
  between(app: number, user: string, other: string): Promise<FollowTie>;
}

export interface FollowCounts {
  /** Users he follows. */
  readonly following: number;
  /** Users who follow him. */
  readonly followers: number;
  /** Users who are both. */
  readonly mutual: number;
}

export interface FollowTie {
  readonly follows: boolean;
  readonly followed: boolean;
  /** The other one's account was deleted before: whoever followed the old one does not follow the new one. */
  readonly anew: boolean;
}

/** Messages of groups by their number. */
export interface GroupMessages {
  /** Undefined: the number is not given out, or was taken by a tip. */
  message(app: number, place: string, seq: number): Promise<GroupEvents['GroupMessageSent'] | undefined>;
}

/** Messages that are there, for what is to happen to them. */
export interface Messages {
  /** Undefined: there is no such message, or it is a tip. */
  find(app: number, place: MessagePlace, name: MessageName): Promise<FoundMessage | undefined>;
  /** First number of a place that is there for one of its people; undefined for who has no part in it. */
  firstSeen(app: number, place: MessagePlace, user: string): Promise<number | undefined>;
  /** What hangs on a message, with the pairs of these keys. */
  extensions(app: number, place: MessagePlace, seq: number, keys: readonly string[]): Promise<FoundExtensions>;
  reactions(app: number, place: MessagePlace, seq: number): Promise<FoundReactions>;
  /** When a message was last modified, Unix seconds; 0: never. */
  changedAt(app: number, place: MessagePlace, seq: number): Promise<number>;
  isConfirmed(app: number, place: MessagePlace, seq: number, user: string): Promise<boolean>;
  /** Seqs of an author among the last `most` entries of a group or topic, without those that are gone. Ascending. */
  lastOf(app: number, place: MessagePlace, author: string, most: number): Promise<readonly number[]>;
}

/** Groups in which nothing happens (events/group/activity.ts). `since`: Unix milliseconds. */
export interface IdleGroups {
  isIdle(app: number, group: string, since: number): Promise<boolean>;
  idleSince(app: number, since: number): AsyncIterable<string>;
}

/** A message of a group that is kept nowhere: to connected members only. */
export interface TransientGroupMessage {
  readonly app: number;
  readonly group: string;
  /** The topic of it, where that is the place. */
  readonly topic?: string | undefined;
  readonly message: GroupEvents['GroupMessageSent'];
  readonly origin: number;
}

/** What an administrator of the app lets the members of a group know who are online (rest-api.md §16.2): kept nowhere. */
export interface GroupSystemNotice {
  readonly app: number;
  readonly group: string;
  /** The topic of it that the notice is about. */
  readonly topic?: string | undefined;
  readonly content: string;
  /** Only to these; absent: to all. */
  readonly to: readonly string[] | undefined;
  /** Who sends it. */
  readonly by: string;
}

/** A message to everybody in every live room of an app (rest-api.md §16.3): kept nowhere. */
export interface LiveBroadcast {
  readonly app: number;
  readonly message: GroupEvents['GroupMessageSent'];
}

/** A user has read everything at once on one of his devices: the others are told so in one notice. */
export interface AllRead extends Instance {
  /** All one-to-one conversations. */
  readonly peers: boolean;
  readonly groups: readonly { readonly group: string; readonly upToSeq: number }[];
}

/** One connected instance of a user. */
export interface Instance {
  readonly app: number;
  readonly user: string;
  readonly instance: number;
}

/** Somebody who is in a live room. */
export interface Viewer {
  readonly user: string;
  /** Unix seconds. */
  readonly joinedAt: number;
  readonly marks: readonly number[];
}

/** A page of the people in a live room, newest first. */
export interface ViewerPage {
  readonly viewers: readonly Viewer[];
  /** Where the next page begins, 0 on the last one. */
  readonly next: number;
}

/**
 * Who is in the live rooms now (product.md §2.25). No event tells: it is a matter of connections, and after a restart
 * nobody is in any room. A user with several devices counts once.
 */
export interface LiveRooms {
  has(app: number, group: string, user: string): boolean;
  enter(instance: Instance, group: string): void;
  /** Every connected instance of a user: he was let in while he waited. */
  enterAll(app: number, group: string, user: string): void;
  leave(instance: Instance, group: string): void;
  /** The latest 1,000 at most. `after`: where the page before ended, 0 for the first; `mark`: only those who have it. */
  page(app: number, group: string, page: { after: number; limit: number; mark?: number | undefined }): ViewerPage;
  /** Those whose marks are now as wanted: not who is absent, and not beyond the limits of the room. */
  mark(app: number, group: string, set: boolean, items: readonly Marking[]): readonly string[];
  /** So many of the newest messages of the room are kept for those who come, from now on; 0: none. */
  keepRecent(app: number, group: string, messages: number): void;
}

export interface Marking {
  readonly user: string;
  readonly marks: readonly number[];
}

/** Words that nobody else has: ids of groups, keys of requests. */
export interface Words {
  /** 13 characters of 0-9 A-V. */
  next(): string;
}

export interface Clock {
  /** Unix milliseconds. */
  now(): number;
}

/** Which node runs the actor of a stream (architecture.md §4). */
export interface Placement {
  ownerOf(stream: string): 'here' | { readonly node: string };
}

/** Inner messages of merged ones, which are too long to be sent inside (product.md §2.11). Kept per app, durable. */
export interface MergedLists {
  /** Nothing happens when the key is known: it is made of the content. */
  saveMerged(owner: { readonly app: number; readonly user: string }, key: string, list: Uint8Array): Promise<void>;
  /** Undefined: nothing is kept under the key in this app. */
  merged(app: number, key: string): Promise<Uint8Array | undefined>;
}

/** An official account, as one that writes and is written to. */
export interface OfficialAccount extends Account {
  readonly owner: string;
}

/** A broadcast as it is kept. */
export interface KeptBroadcast {
  readonly number: number;
  /** Revision in the account's stream: who subscribed behind it does not get it. */
  readonly revision: number;
  readonly random: number;
  /** Unix seconds. */
  readonly time: number;
  readonly recalled: boolean;
}

/** One of those who subscribe, or once did. */
export interface ListedSubscriber {
  readonly user: string;
  /** Of his subscription in the account's stream; of who no longer subscribes that does not matter. */
  readonly revision: number;
}

/** Official accounts and who subscribes to them (product.md §2.27). */
export interface Officials {
  /** At once, as `Accounts.find`; undefined: there is none, or no longer. */
  find(app: number, account: string): OfficialAccount | undefined;
  /** At once, too. */
  isSubscribed(app: number, account: string, user: string): boolean;
  /** Official accounts of an app, without those that are destroyed. */
  count(app: number): Promise<number>;
  /** So many accounts a user subscribes to. */
  subscriptionCount(app: number, user: string): Promise<number>;
  subscriptionsOf(app: number, user: string): Promise<readonly string[]>;
  /** Which of these subscribe, and how new that knowledge is. */
  known(app: number, account: string, users: readonly string[]): Promise<KnownSubscribers>;
  /** Subscribers behind `after` in the order of row keys; `former`: those who no longer subscribe. */
  page(
    app: number,
    account: string,
    page: { readonly after: string; readonly limit: number; readonly former: boolean },
  ): Promise<readonly ListedSubscriber[]>;
  /** By its number, or by its key; undefined: there is none that is kept. */
  broadcast(app: number, account: string, name: number | MessageKey): Promise<KeptBroadcast | undefined>;
  /** What it says, as it was sent. */
  broadcastSent(app: number, account: string, number: number): Promise<OfficialEvents['BroadcastSent'] | undefined>;
  /** Number of its copy in the conversation with a user; undefined: he has none. */
  copyOf(app: number, account: string, user: string, broadcast: KeptBroadcast): Promise<number | undefined>;
  /** Accounts of all apps that have something to do. */
  busy(): Promise<readonly { readonly app: number; readonly account: string }[]>;
}
