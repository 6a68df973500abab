/**
 * The binary protocol, version 1. One WebSocket frame on `/ws` is one packet: a standard MessagePack array whose first
 * element says what it is. No extension types, maps only where this file says so. A reader ignores further elements of
 * an array and unknown keys of a map, so both may grow within a version. Prose for clients in other languages:
 * docs/binary-protocol.md.
 */
export const PROTOCOL_VERSION = 1;

/** First element of what a client sends. The second one is a request id: any u32, echoed in the answer. */
export const Request = {
  login: 1,
  send: 2,
  read: 3,
  sync: 4,
  history: 5,
  conversations: 6,
  ping: 7,
  logout: 8,
  createGroup: 20,
  joinGroup: 21,
  quitGroup: 22,
  dissolveGroup: 23,
  inviteToGroup: 24,
  kickFromGroup: 25,
  handleJoin: 26,
  sendGroup: 27,
  readGroup: 28,
  groupHistory: 29,
  groups: 30,
  groupMembers: 31,
  groupInfo: 50,
  changeGroup: 51,
  changeGroupOwner: 52,
  changeGroupMember: 53,
  muteGroupMembers: 54,
  joinRequests: 55,
  createTopic: 60,
  changeTopic: 61,
  deleteTopics: 62,
  topics: 63,
  permissionGroups: 64,
  createPermissionGroup: 65,
  changePermissionGroup: 66,
  deletePermissionGroups: 67,
  permissionMembers: 68,
  changePermissionMembers: 69,
  setTopicPermissions: 70,
  removeTopicPermissions: 71,
  changeAttributes: 40,
  attributes: 41,
  changeCounters: 42,
  deleteCounters: 43,
  counters: 44,
  pinMessage: 45,
  unpinMessage: 46,
  pinnedMessages: 47,
  liveMembers: 80,
  markLiveMembers: 81,
  changeLiveAdmins: 82,
  onlineMembers: 83,
  banFromGroup: 84,
  conversationList: 110,
  unreadTotal: 111,
  pinConversations: 112,
  deleteConversations: 113,
  markConversations: 114,
  conversationGroups: 115,
  createConversationGroup: 116,
  deleteConversationGroups: 117,
  renameConversationGroup: 118,
  changeConversationGroup: 119,
  setPeerRemind: 120,
  peerReminds: 121,
  setDoNotDisturb: 122,
  doNotDisturb: 123,
  upload: 100,
  downloadUrl: 101,
  videoCover: 102,
  saveMerged: 103,
  openMerged: 104,
  translate: 105,
  recognize: 106,
  searchMessages: 130,
  searchUsers: 131,
  searchGroups: 132,
  searchMembers: 133,
  revoke: 140,
  modify: 141,
  deleteMessages: 142,
  clearHistory: 143,
  confirm: 144,
  receipts: 145,
  receiptMembers: 146,
  changeExtensions: 147,
  extensions: 148,
  react: 149,
  reactions: 151,
  reactionUsers: 152,
  follow: 190,
  unfollow: 191,
  follows: 192,
  followCounts: 193,
  followTypes: 194,
  createOfficialAccount: 210,
  changeOfficialAccount: 211,
  destroyOfficialAccount: 212,
  subscribe: 213,
  unsubscribe: 214,
  officialAccounts: 215,
  subscriptions: 216,
  changeSubscription: 217,
  broadcast: 218,
  recallBroadcasts: 219,
  setCustomStatus: 196,
  statuses: 197,
  subscribeStatuses: 198,
  unsubscribeStatuses: 199,
  setPushToken: 200,
  setAppState: 201,
  reportPush: 202,
  pushTargets: 203,
  profiles: 160,
  changeProfile: 161,
  friends: 165,
  friendEntries: 166,
  addFriends: 167,
  changeFriends: 168,
  deleteFriends: 169,
  checkFriends: 170,
  friendRequests: 171,
  answerFriendRequest: 172,
  deleteFriendRequests: 173,
  readFriendRequests: 174,
  friendGroups: 175,
  createFriendGroups: 176,
  deleteFriendGroups: 177,
  renameFriendGroup: 178,
  changeFriendGroup: 179,
  blocklist: 180,
  blockUsers: 181,
  unblockUsers: 182,
  checkBlocked: 183,
} as const;

/** First element of what the server sends. */
export const Packet = {
  answer: 1,
  error: 2,
  message: 10,
  read: 11,
  kicked: 12,
  resync: 13,
  groupMessage: 20,
  groupTip: 21,
  groupNotice: 22,
  groupRead: 23,
  groupTopics: 24,
  groupAttributes: 40,
  groupCounters: 41,
  groupPin: 42,
  liveBroadcast: 60,
  arranged: 110,
  messageChange: 150,
  profile: 160,
  relation: 165,
  followChanged: 190,
  official: 210,
  statuses: 196,
} as const;

export type RequestId = number;

/** `[1, id, LoginFields]`: first on every socket. `userSig` for a new session, `sessionKey` to resume one. */
export interface LoginFields {
  readonly version: number;
  readonly app: number;
  readonly user: string;
  readonly userSig?: string;
  readonly sessionKey?: string;
  /** `Android`, `iPhone`, `iPad`, `Windows`, `Mac`, `Linux`, `Web` or `Server`. */
  readonly platform: string;
  /** The client's own id of the device, 1…64 characters; the same one after a reconnect. */
  readonly device: string;
}

export interface LoginAnswer {
  readonly instance: number;
  /** Resumes this session after a reconnect, without a UserSig. */
  readonly sessionKey: string;
  /** Unix milliseconds. */
  readonly serverTime: number;
  readonly nick: string;
  readonly faceUrl: string;
  /** What this user has set for all to see, '' for none. */
  readonly customStatus: string;
  /** Where pushes of this socket begin: a client without a cursor of its own starts from here. */
  readonly cursor: number;
}

/**
 * `[2, id, to, random, body, msgSeq?, flags?, clientTime?, offlinePush?]` → `[seq, time, duplicate]`.
 * `random` and `msgSeq` (u32) together name the message among the sender's: the same pair again is stored once.
 * `body` is a byte string: MessagePack of `[MsgBody, CloudCustomData]`. `flags`: see SendFlag.
 */
export type SendRequest = readonly [
  kind: typeof Request.send,
  id: RequestId,
  to: string,
  random: number,
  body: Uint8Array,
  msgSeq?: number | null,
  flags?: number | null,
  clientTime?: number | null,
  offlinePush?: string | null,
];
export type SendAnswer = readonly [seq: number, time: number, duplicate: boolean];

/** Bits of a sent message's `flags`; the low ones are the stored MessageFlag bits. */
export const SendFlag = {
  noUnread: 1,
  noLastMsg: 2,
  needReadReceipt: 4,
  supportExtension: 8,
  onlineOnly: 1 << 16,
} as const;

/** `[3, id, peer, upToSeq]` → `[upToSeq, upToTime]`; `upToSeq` 0: everything. */
export type ReadRequest = readonly [kind: typeof Request.read, id: RequestId, peer: string, upToSeq: number];

/** `[4, id, cursor, limit]` → SyncAnswer: what happened behind the cursor. */
export type SyncRequest = readonly [kind: typeof Request.sync, id: RequestId, cursor: number, limit: number];
export interface SyncAnswer {
  /** True: too much was missed. Read conversations and history anew; the lists are empty. */
  readonly resync: boolean;
  readonly cursor: number;
  readonly messages: readonly MessageRow[];
  readonly conversations: readonly ConversationRow[];
}

/** `[5, id, HistoryFields]` → HistoryAnswer. Messages ascending, in either direction. */
export interface HistoryFields {
  readonly peer: string;
  readonly limit: number;
  readonly direction: 'older' | 'newer';
  /** Exclusive. */
  readonly fromSeq?: number;
  /** Unix seconds, inclusive. */
  readonly fromTime?: number;
}
export interface HistoryAnswer {
  readonly messages: readonly MessageRow[];
  readonly complete: boolean;
}

/** `[6, id, limit, cursor?]` → ConversationsAnswer, newest first. */
export interface ConversationsAnswer {
  readonly conversations: readonly ConversationRow[];
  /** Absent on the last page. */
  readonly cursor?: string;
}

/** `[7, id]` → PingAnswer. */
export interface PingAnswer {
  /** Unix milliseconds. */
  readonly serverTime: number;
  /**
   * Every push up to here has left before this answer: moves the cursor of a client that mostly sends, because its own
   * messages are not pushed to it. Does not count while a sync is being waited for.
   */
  readonly cursor: number;
}

export interface ConversationRow {
  readonly peer: string;
  readonly lastSeq: number;
  readonly lastTime: number;
  readonly unread: number;
  readonly readSeq: number;
  readonly peerReadSeq: number;
  readonly peerReadTime: number;
  readonly lastMessage: MessageRow | null;
}

/**
 * Groups. `[20, id, {type, name, groupId?, members?, supportTopic?, …GroupChanges}]` → `{groupId, refused}` · `[21, id, group, text?]` → `joined` or
 * `waiting` · `[22, id, group]` · `[23, id, group]` · `[24, id, group, users]` → `[[user, result]…]` ·
 * `[25, id, group, users, reason?, banSeconds?]` · `[26, id, group, applicant, "agree" | "refuse", text?]` ·
 * `[27, id, group, random, body, msgSeq?, flags?, priority?, at?, clientTime?, offlinePush?]` →
 * `[seq, time, duplicate, dropped]` · `[28, id, group, upToSeq]` → `[upToSeq]`, 0: everything ·
 * `[29, id, group, upToSeq, count]` → GroupHistoryAnswer: the seqs up to that one, newest first, 0: from the newest ·
 * `[30, id, cursor?]` → GroupStateRow[], those with something new since the cursor: after a reconnect a client asks
 * for the seqs it lacks by request 29 · `[31, id, group, limit, cursor?]` → `{members, cursor}`.
 *
 * Live rooms: `[60, id, group, limit, after?, mark?]` → `{members: [[user, joinedAt, marks]…], next}` ·
 * `[61, id, group, set, [[user, marks]…]]` → users for whom it was done · `[62, id, group, set, users]`; `set` is 1 or 0.
 * Any group: `[63, id, group]` → number of members who are connected · `[64, id, group, users, seconds, reason?]` ·
 * `[65, id, group, users, seconds]`; 0 seconds end it · `[66, id, group, remind]`.
 */
export interface GroupHistoryAnswer {
  readonly entries: readonly GroupEntryRow[];
  /** Nothing older. */
  readonly finished: boolean;
}

/**
 * What groups are, and what their members are in them. `[50, id, groups]` → a GroupInfo or null for each ·
 * `[51, id, group, GroupChanges]` · `[52, id, group, owner]` · `[53, id, place, user, MemberChanges]` ·
 * `[54, id, place, users, seconds]`, 0 ends · `[55, id]` → requests to join that wait for this user's answer.
 * A place is a group or a topic of a community: a topic goes by its own id here and in requests 27, 28 and 29.
 */
export interface GroupChanges {
  readonly name?: string;
  readonly introduction?: string;
  readonly notification?: string;
  readonly faceUrl?: string;
  readonly joinOption?: string;
  readonly inviteOption?: string;
  readonly muteAll?: boolean;
  readonly maxMembers?: number;
  /** Pairs of key and value; an empty value takes a field away. */
  readonly custom?: readonly (readonly [string, string])[];
  readonly enablePermission?: boolean;
  /** Decimal: 64 bits. */
  readonly defaultPermission?: string;
  readonly historyBeforeJoin?: 'on' | 'off';
}

export interface MemberChanges {
  readonly role?: 'Admin' | 'Member';
  readonly nameCard?: string;
  readonly remind?: string;
  readonly custom?: readonly (readonly [string, string])[];
}

/**
 * Communities. `[60, id, group, TopicFields]` → the topic's id · `[61, id, topic, TopicFields]` ·
 * `[62, id, group, topics]` → `[[topic, code, problem]…]`, no topics: all · `[63, id, group, topics?]` → a TopicInfo or null
 * for each · `[64, id, group]` → PermissionGroupInfo[] · `[65, id, group, {name, id?, custom?, mask?}]` → its id ·
 * `[66, id, group, permissionGroup, {name?, custom?, mask?}]` · `[67, id, group, permissionGroups]` ·
 * `[68, id, group, permissionGroup, limit, after?]` → `{members, next}` ·
 * `[69, id, group, permissionGroup, users, "add" | "remove"]` ·
 * `[70, id, group, permissionGroup, [[topic, mask]…], "add" | "change"]` · `[71, id, group, permissionGroup, topics]`.
 * 67, 69, 70 and 71 answer `[[item, code, problem]…]`, code 0 for what is done. Masks are decimal text of 64 bits.
 */
export interface TopicFields {
  readonly name?: string;
  readonly topic?: string;
  readonly introduction?: string;
  readonly notification?: string;
  readonly faceUrl?: string;
  readonly custom?: string;
  readonly muteAll?: boolean;
}

/**
 * Files, long merged messages, languages. `[100, id, kind, name]`, kind `image`, `video`, `sound` or `file` → UploadTicket ·
 * `[101, id, url]` → a URL that is good now, '' when the file is gone or blocked · `[102, id, snapshot]` →
 * `[url, width, height]`, empty when there is no cover · `[103, id, messages]` → the key for `JsonMsgKey` ·
 * `[104, id, key]` → the messages · `[105, id, texts, source, target]` → translations · `[106, id, url, format, language]` →
 * the text. URLs that begin with a slash are on this server.
 */
export type UploadTicket = readonly [
  uploadUrl: string,
  downloadUrl: string,
  expiresAt: number,
  largeUrl: string,
  thumbUrl: string,
  snapshot: string,
];

/**
 * Pushes about groups. A client delivers each of them, whatever its cursor, and moves the cursor forwards:
 * `[20, cursor, group, seq, from, time, random, msgSeq, clientTime, priority, flags, nick, faceUrl, nameCard, at, body]` ·
 * `[21, cursor, group, seq, time, event, data, memberCount]` · `[22, cursor, group, time, code, operator, text,
 * authentication]` · `[23, cursor, group, user, upToSeq]` · `[24, cursor, group, time, "created" | "deleted", topics, operator]`
 * · `[60, 0, …]`: a message to all live rooms, with the fields of 20; its group is one of those the user is in.
 * What members keep in a group: GroupDataPush. About people: PeoplePush.
 */
export type GroupPush = readonly [
  kind: 20 | 21 | 22 | 23 | 24 | 60 | GroupDataPush[0] | typeof Packet.messageChange | PeoplePush[0],
  cursor: number,
  ...unknown[],
];

/**
 * What members keep in a group. `[40, id, group, operation, writes, mainSeq?]` → AttributesChanged, where `operation` is
 * `replace`, `set`, `delete` or `clear` and `writes` a list of `[key, value, seq?]` · `[41, id, group]` → AttributesAnswer ·
 * `[42, id, group, operation, values, random?]` → `[[key, value]…]`, where `operation` is `set`, `increase` or `decrease`,
 * `values` a list of `[key, value]`, and the same `random` again counts once · `[43, id, group, keys?]`, without keys: all ·
 * `[44, id, group, keys?]` → CountersAnswer · `[45, id, group, seq]` · `[46, id, group, seq]` ·
 * `[47, id, group]` → `[[seq, by]…]`, the latest pin first.
 */
export type AttributesChanged = readonly [mainSeq: number, written: readonly (readonly [key: string, seq: number])[]];
export type AttributesAnswer = readonly [
  mainSeq: number,
  entries: readonly (readonly [key: string, value: string, seq: number])[],
];

export type CountersAnswer = readonly [seq: number, entries: readonly (readonly [key: string, value: number])[]];

/**
 * `[40, cursor, group, operation, mainSeq, written, deleted]`: `written` as in AttributesAnswer ·
 * `[41, cursor, group, operation, seq, written, deleted]`: `written` as in CountersAnswer ·
 * `[42, cursor, group, pinned, by, message]`: the message with the fields of its push behind the cursor.
 */
export type GroupDataPush = readonly [kind: 40 | 41 | 42, cursor: number, ...unknown[]];

/**
 * Searches. `[130, id, {…SearchFields, peer?, place?, senders?, types?, since?, until?}]` →
 * `{total, cursor?, conversations: FoundConversation[]}` · `[131, id, SearchFields]` →
 * `{total, cursor?, users: [[user, nick, faceUrl]…]}` · `[132, id, {…SearchFields, types?}]` →
 * `{total, cursor?, groups: [[group, type, name, faceUrl, owner, memberCount]…]}` · `[133, id, {…SearchFields, groups?}]` →
 * `{total, cursor?, members: [[group, user, nick, nameCard, faceUrl]…]}`.
 */
export interface SearchFields {
  /** At most 5. */
  readonly keywords?: readonly string[];
  /** Default: any. */
  readonly match?: 'any' | 'all';
  readonly limit: number;
  readonly cursor?: string;
}

/** Messages ascending, entries newest first; empty for a conversation with several hits, unless it was asked for alone. */
export type FoundConversation =
  | { readonly peer: string; readonly count: number; readonly messages: readonly MessageRow[] }
  | { readonly place: string; readonly count: number; readonly entries: readonly GroupEntryRow[] };

/**
 * `['message', cursor, group, seq, from, time, random, msgSeq, clientTime, priority, flags, nick, faceUrl, nameCard, at,
 * body, StateRow?]` or `['tip', cursor, group, seq, time, event, data]`.
 */
export type GroupEntryRow = readonly ['message' | 'tip', number, ...unknown[]];

export interface GroupStateRow {
  readonly groupId: string;
  readonly type: string;
  readonly name: string;
  readonly lastSeq: number;
  readonly memberCount: number;
  readonly role: string;
  readonly readSeq: number;
  readonly unread: number;
  /** Unix seconds, 0 when nobody has written. */
  readonly lastTime: number;
}

/**
 * The list of conversations of this user, both kinds. A conversation goes by `C2C<UserID>` or `GROUP<GroupID>`.
 * `[110, id, limit, place?, filter?]` → `{conversations: ListedRow[], next}`, where `next` is the place for the next page or
 * nil, and a filter `{kind?: "c2c" | "group", mark?, group?, unread?, mentioned?}` · `[111, id, filter?]` → `[total,
 * conversations]` · `[112, id, conversations, pinned]` · `[113, id, conversations, withHistory?]` ·
 * `[114, id, [{conversation, set?, clear?, custom?}…]]` · `[115, id]` → `[[groupId, name]…]` ·
 * `[116, id, name, conversations?]` → `[groupId, results]` · `[117, id, names]` · `[118, id, name, newName]` ·
 * `[119, id, name, conversations, into]` · `[120, id, peers, remind]` → `[[peer, code]…]` ·
 * `[121, id, peers?]` → `[[peer, remind]…]` · `[122, id, remind, start?, end?, daily?]` ·
 * `[123, id]` → `{remind, start, end, daily, active}`. 113, 114 and 119 answer `[[conversation, code, problem]…]`.
 */
export type ListedRow = {
  readonly id: string;
  readonly pinned: boolean;
  /** Numbers of the bits that are set, 0…63. */
  readonly marks: readonly number[];
  readonly custom: string;
  /** Groups of conversations it is in. */
  readonly groups: readonly number[];
  readonly remind: string;
  readonly unread: number;
  readonly lastTime: number;
} & (
  | ConversationRow
  | { readonly name: string; readonly type: string; readonly lastSeq: number; readonly readSeq: number }
);

/** `[110, cursor, event, data]`: what this user has arranged on another device, as the log has it. */
export type ArrangedPush = readonly [kind: typeof Packet.arranged, cursor: number, event: string, data: unknown];

/**
 * Who follows whom. `[190, id, users]` and `[191, id, users]` → `[[user, code, problem]…]` ·
 * `[192, id, "followers" | "following" | "mutual", limit, cursor?]` → FollowsAnswer ·
 * `[193, id, users]` → `[[user, followers, following, mutual] or nil…]` ·
 * `[194, id, users]` → `["none" | "follower" | "following" | "mutual" or nil…]`, in the order asked for.
 */
export interface FollowsAnswer {
  /** Newest first; `at`: Unix seconds. */
  readonly users: readonly (readonly [user: string, at: number, nick: string, faceUrl: string])[];
  /** For the next page, null on the last one. */
  readonly cursor: string | null;
}

/**
 * `[190, cursor, added, time, [[user, nick, faceUrl, lists]…]]`: these users are in lists of this user now, or no longer. To
 * both sides and to all devices, the one that did it too.
 */
export type FollowPush = readonly [
  kind: typeof Packet.followChanged,
  cursor: number,
  added: boolean,
  time: number,
  changes: readonly (readonly [user: string, nick: string, faceUrl: string, lists: readonly FollowListName[]])[],
];

export type FollowListName = 'followers' | 'following' | 'mutual';

/**
 * Presence. `[196, id, text]` · `[197, id, users]` → StatusRow[], 500 users at most · `[198, id, users]` →
 * `[[user, code]…]`, 100 at most: told of their status from now on, until this device logs out; code 70107 for nobody ·
 * `[199, id, users?]` → `[[user, code]…]`, without users: none any more · `[200, id, PushTokenFields?]`, without fields:
 * pushes cannot reach this device · `[201, id, background]` · `[202, id, [[type, time, ext]…]]` ·
 * `[203, id]` → `{devices: [{instance, platform, background, token}…], badge}`.
 */
export interface PushTokenFields {
  readonly token: string;
  readonly certificate?: number;
  readonly brand?: number;
  /** A platform, where the client itself logs in as another one. */
  readonly os?: string;
  readonly notifications?: number;
  readonly model?: string;
  readonly system?: string;
  readonly plugin?: string;
}

/** `status`: 1 online, 2 reachable by push, 3 offline, 0 unknown. */
export type StatusRow = readonly [user: string, status: number, customStatus: string];

/** `[196, 0, StatusRow[]]`: not of the log, so it moves no cursor. After a reconnect one with all subscribed users comes. */
export type StatusesPush = readonly [kind: typeof Packet.statuses, cursor: 0, statuses: readonly StatusRow[]];

/**
 * What people say of themselves. `[160, id, users]` → a ProfileRow or nil for each, at most 100 · `[161, id, ProfileChanges]`.
 * Fields go by the public names without `Tag_Profile_IM_` (`Gender`, `BirthDay`, `AllowType` …), those of the app by
 * `Custom_<keyword>` (product.md §2.4).
 */
export interface ProfileRow {
  readonly user: string;
  readonly nick: string;
  readonly faceUrl: string;
  readonly fields: Readonly<Record<string, string | number>>;
}

/** What is absent stays as it is; '' takes a text away. */
export type ProfileChanges = Partial<Omit<ProfileRow, 'user'>>;

/**
 * This user's friends, the requests between him and others, his blocklist (product.md §2.5). `results` are
 * `[[user, code, problem]…]`, code 0 for what is done; `both` asks for, or is about, the other one's list as well.
 * Friends: `[165, id, limit, from?]` → FriendsAnswer · `[166, id, users]` → a FriendRow or nil for each, at most 100 ·
 * `[167, id, NewFriend[], both?]` → results, 30539: he will be asked · `[168, id, FriendChanges[]]` → results ·
 * `[169, id, users?, both?]` → results, without users all of them · `[170, id, users, both?]` → a RelationWord or nil for each.
 * Requests: `[171, id]` → FriendRequestsAnswer · `[172, id, user, "agree" | "agreeAndAdd" | "refuse", remark?, group?]` ·
 * `[173, id, users, "in" | "out"]` → results · `[174, id, upTo?]`, Unix seconds, without it all are read.
 * Groups of friends: `[175, id, names?]` → `[name, users]` or nil for each · `[176, id, names, users?]` → results ·
 * `[177, id, names]` · `[178, id, name, newName]` · `[179, id, name, users, into]` → results.
 * Blocklist: `[180, id, limit, from?]` → BlocklistAnswer · `[181, id, users]` → results · `[182, id, users]` → results ·
 * `[183, id, users]` → a RelationWord or nil for each. Nil: no such user, friend or group.
 */
export interface FriendsAnswer {
  /** In the order of adding. */
  readonly friends: readonly FriendRow[];
  /** `from` of the next page, 0 on the last one. */
  readonly next: number;
  readonly total: number;
  /** Grows with every change of the list: who kept it knows whether it is the same. */
  readonly sequence: number;
}

export interface FriendRow {
  readonly peer: string;
  /** Unique in this list, ascending in the order of adding. */
  readonly no: number;
  readonly remark: string;
  readonly groups: readonly string[];
  /** `AddSource_Type_<keyword>`. */
  readonly source: string;
  readonly wording: string;
  /** Unix seconds. */
  readonly addedAt: number;
  /** Keyword → value. */
  readonly custom: ProfileRow['fields'];
  /** Null: there is no such account any more. */
  readonly profile: ProfileRow | null;
}

export interface NewFriend {
  readonly peer: string;
  /** `AddSource_Type_` and 1 to 8 letters. */
  readonly source: string;
  readonly wording?: string;
  readonly remark?: string;
  /** Made when there is none of that name. */
  readonly group?: string;
}

/** Each in full; a custom field '' is taken away. */
export interface FriendChanges {
  readonly peer: string;
  readonly remark?: string;
  readonly groups?: readonly string[];
  readonly custom?: ProfileRow['fields'];
}

export interface FriendRequestsAnswer {
  /** Newest first. */
  readonly requests: readonly FriendRequestRow[];
  /** Of those to this user. */
  readonly unread: number;
}

export interface FriendRequestRow {
  readonly peer: string;
  /** `in`: the peer asks this user. */
  readonly direction: 'in' | 'out';
  readonly nick: string;
  readonly faceUrl: string;
  readonly wording: string;
  readonly source: string;
  /** Unix seconds. */
  readonly at: number;
}

export interface BlocklistAnswer {
  /** In the order of blocking; `at`: Unix seconds. */
  readonly users: readonly (readonly [user: string, at: number])[];
  /** `from` of the next page, 0 on the last one. */
  readonly next: number;
}

/** Who has whom: `mine`: only in this user's list, `theirs`: only the other way. */
export type RelationWord = 'none' | 'mine' | 'theirs' | 'both';

/**
 * `[160, cursor, user, {nick, faceUrl, fields}]`: what this user or a friend says of himself now; of `fields` those that have
 * changed, '' for what is gone · `[165, cursor, event, data]`: what has changed in this user's lists, as the log has it, to all
 * his devices, the one that did it as well. Delivered as pushes about groups are.
 */
export type PeoplePush = readonly [kind: typeof Packet.profile | typeof Packet.relation, cursor: number, ...unknown[]];

/**
 * What is done with messages that are there. `where` is `["peer", user]` or `["group", id]`, a topic by its own id.
 * `[140, id, where, seqs, reason?]` → `[[seq, code, problem]…]` · `[141, id, where, seq, version, elements?, custom?]` →
 * `[version, body, conflict]` · `[142, id, where, seqs]` · `[143, id, where]` · `[144, id, where, seqs]` ·
 * `[145, id, group, seqs]` → `[[seq, code, read, unread]…]` ·
 * `[146, id, group, seq, read, cursor, limit]` → `[[[user, time]…], cursor]`, the cursor "" at first and at the end ·
 * `[147, id, where, seq, "set" | "delete" | "clear", [[key, value, seq]…]]` → `[lastSeq, [[code, key, value, seq]…]]` ·
 * `[148, id, where, seq, startSeq]` → `[lastSeq, clearSeq, [[key, value, seq]…], complete]` ·
 * `[149, id, where, seq, reaction, added]` · `[151, id, where, seqs, users]` →
 * `[[seq, [[reaction, count, users, mine]…]]…]` · `[152, id, where, seq, reaction, after, limit]` → `[users, next]`.
 */
export type Where = readonly ['peer' | 'group', string];

/**
 * `[150, cursor, what, place, fields]`: `place` is the two users of a conversation, or the id of a group or topic.
 * `what` and `fields`: `revoked` {seq, from, by, reason} · `modified` {seq, from, version, body} · `confirmed`
 * {reader, time, messages: `[[seq, read, unread]…]`} · `extended` {seq, operation, entries, lastSeq} · `reacted`
 * {seq, reaction, users, count, mine} · `ownReaction` {seq, reaction, added} · `deleted` {seqs, upToSeq}: without seqs
 * everything up to there. What was missed comes behind the answer of a sync.
 */
export type MessageChangePush = readonly [
  kind: typeof Packet.messageChange,
  cursor: number,
  what: string,
  place: string | readonly [string, string],
  fields: Readonly<Record<string, unknown>>,
];

/**
 * Official accounts: what they send comes as messages from their id, and what is written to them goes to it.
 * `[210, id, profile, account?]` → account, a profile being `{name, introduction?, faceUrl?, organization?, custom?,
 * maxSubscribers?}` · `[211, id, account, profile]` · `[212, id, account]` · `[213, id, account]` ·
 * `[214, id, account, user?]` · `[215, id, accounts]` → `[OfficialRow | nil…]` · `[216, id, offset, limit]` →
 * `[total, SubscriptionRow[]]` · `[217, id, account, {remind?, custom?}]` ·
 * `[218, id, account, random, body, flags?, offlinePush?]` → `[key, time]` · `[219, id, account, keys, reason?]` → `[code…]`.
 */
export interface OfficialRow {
  readonly account: string;
  readonly owner: string;
  readonly name: string;
  readonly introduction: string;
  readonly faceUrl: string;
  readonly organization: string;
  readonly custom: string;
  readonly maxSubscribers: number;
  readonly subscribers: number;
  /** Unix seconds. */
  readonly createdAt: number;
  /** Of the last broadcast, 0 without one. */
  readonly lastTime: number;
}

export interface SubscriptionRow extends OfficialRow {
  /** Unix seconds. */
  readonly subscribedAt: number;
  readonly ownCustom: string;
  readonly remind: string;
}

/**
 * `[210, cursor, what, account, fields]`. `what`: `subscribed`, `unsubscribed`, `destroyed` (fields `{}`), `changed` (the
 * fields of the profile that changed), and to the owner `message`: the MessageRow of what a subscriber has written.
 */
export type OfficialPush = readonly [
  kind: typeof Packet.official,
  cursor: number,
  what: 'subscribed' | 'unsubscribed' | 'destroyed' | 'changed' | 'message',
  account: string,
  fields: unknown,
];

/** What has become of a message: `by` is '' while it stands, `confirmedAt` (Unix seconds) 0 while nobody has confirmed it. */
export type StateRow = readonly [version: number, by: string, reason: string, confirmed: number, confirmedAt: number];

/** A message as pushes, sync and history carry it, without the leading packet kind. */
export type MessageRow = readonly [
  /** Position in the log, 0 for an online-only message. */
  cursor: number,
  /** Number in the conversation, from 1 without gaps; 0 for an online-only message. */
  seq: number,
  from: string,
  to: string,
  /** Unix seconds. */
  time: number,
  random: number,
  msgSeq: number,
  clientTime: number,
  flags: number,
  nick: string,
  faceUrl: string,
  body: Uint8Array,
  /** In answers; absent: as it was sent. */
  state?: StateRow,
];

/**
 * Pushes. `message` and `read` carry the cursor to resume from; a client moves its cursor only by pushes and the
 * answers of sync and ping, never by the answer to its own send.
 *   `[10, …MessageRow]`   `[11, cursor, reader, peer, upToSeq, upToTime]`
 *   `[12, reason, byPlatform]` the session is over: do not resume it   `[13]` pushes and answers were dropped: sync from your
 *   cursor, repeat what is unanswered
 */
export type ReadPush = readonly [
  kind: typeof Packet.read,
  cursor: number,
  reader: string,
  peer: string,
  upToSeq: number,
  upToTime: number,
];
export type KickedPush = readonly [kind: typeof Packet.kicked, reason: string, byPlatform: string];

/** `[1, id, result]` */
export type AnswerPacket = readonly [kind: typeof Packet.answer, id: RequestId, result: unknown];
/** `[2, id, code, message, temporary]`; id 0: the packet could not be read. */
export type ErrorPacket = readonly [
  kind: typeof Packet.error,
  id: RequestId,
  code: number,
  message: string,
  temporary: boolean,
];

/** WebSocket close codes of the server. */
export const CloseCode = { kicked: 4001, protocol: 4002, tooSlow: 4003, expired: 4004, shutdown: 1012 } as const;
