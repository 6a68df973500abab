import type { SdkGroups } from './sdk-groups.ts';
import type { SdkProfile, SdkRelations } from './sdk-relations.ts';

/** The little of the client's public API that the tests call, the same for both versions. */
export interface SdkMessage {
  readonly ID: string;
  readonly type: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly conversationID: string;
  readonly from: string;
  readonly to: string;
  readonly flow: 'in' | 'out';
  /** Unix seconds. */
  readonly time: number;
  /** Number in a group. */
  readonly sequence: number;
  readonly priority: string;
  readonly nameCard: string;
  readonly status: string;
  readonly isRead: boolean;
  readonly isPeerRead: boolean;
  readonly nick: string;
  readonly cloudCustomData: string;
}

export interface SdkConversation {
  readonly conversationID: string;
  readonly type: string;
  readonly unreadCount: number;
  readonly lastMessage: { readonly lastTime: number; readonly messageForShow: string; readonly fromAccount: string };
  readonly userProfile: { readonly userID: string; readonly nick: string };
  readonly peerReadTime: number;
  readonly draftText: string;
  readonly messageRemindType: string;
  readonly isPinned: boolean;
  readonly markList: readonly string[];
  readonly customData: string;
  readonly conversationGroupList: readonly string[];
  readonly groupAtInfoList: readonly { readonly atTypeArray: readonly number[] }[];
}

export interface Answer<T> {
  readonly code: number;
  readonly data: T;
}

export interface Receiver {
  readonly to: string;
  readonly conversationType: 'C2C' | 'GROUP';
  readonly payload: object;
  readonly cloudCustomData?: string;
  readonly needReadReceipt?: boolean;
  readonly priority?: string;
  /** Of a group message: these members only. */
  readonly receiverList?: readonly string[];
}

export interface HistoryPage {
  readonly messageList: readonly SdkMessage[];
  readonly nextReqMessageID: string;
  readonly isCompleted: boolean;
}

interface Grouping {
  readonly groupName: string;
  readonly conversationIDList: readonly string[];
}

interface AllReceiveOption {
  readonly messageRemindType: string;
  /** Unix seconds. */
  readonly startTime: number;
  readonly endTime: number;
  readonly isRepeated: boolean;
}

export interface OfficialChat extends SdkGroups, SdkRelations {
  login(options: { userID: string; userSig: string }): Promise<Answer<Readonly<Record<string, unknown>>>>;
  logout(): Promise<Answer<unknown>>;
  destroy(): Promise<unknown>;
  on(event: string, handler: (event: { readonly data?: unknown }) => void): void;
  setLogLevel(level: number): void;
  registerPlugin(plugins: object): void;
  getLoginUser(): string;
  getServerTime(): number;
  createTextMessage(message: Receiver): SdkMessage;
  createTextAtMessage(message: Receiver): SdkMessage;
  createCustomMessage(message: Receiver): SdkMessage;
  createFaceMessage(message: Receiver): SdkMessage;
  createLocationMessage(message: Receiver): SdkMessage;
  sendMessage(message: SdkMessage, options?: object): Promise<Answer<{ readonly message: SdkMessage }>>;
  getMessageList(options: { conversationID: string; nextReqMessageID?: string }): Promise<Answer<HistoryPage>>;
  getMessageListHopping(options: object): Promise<Answer<HistoryPage>>;
  setMessageRead(options: { conversationID: string }): Promise<Answer<unknown>>;
  setAllMessageRead(options?: object): Promise<Answer<unknown>>;
  getConversationList(): Promise<Answer<{ readonly conversationList: readonly SdkConversation[] }>>;
  getConversationProfile(id: string): Promise<Answer<{ readonly conversation: SdkConversation }>>;
  getTotalUnreadMessageCount(): number;
  deleteConversation(options: {
    readonly conversationIDList: readonly string[];
    readonly clearHistoryMessage: boolean;
  }): Promise<Answer<unknown>>;
  pinConversation(options: { readonly conversationID: string; readonly isPinned: boolean }): Promise<Answer<unknown>>;
  setConversationCustomData(options: {
    readonly conversationIDList: readonly string[];
    readonly customData: string;
  }): Promise<Answer<unknown>>;
  markConversation(options: {
    readonly conversationIDList: readonly string[];
    readonly markType: number;
    readonly enableMark: boolean;
  }): Promise<Answer<unknown>>;
  getConversationGroupList(): Promise<Answer<readonly string[]>>;
  createConversationGroup(options: Grouping): Promise<Answer<unknown>>;
  addConversationsToGroup(options: Grouping): Promise<Answer<unknown>>;
  deleteConversationsFromGroup(options: Grouping): Promise<Answer<unknown>>;
  deleteConversationGroup(groupName: string): Promise<Answer<unknown>>;
  renameConversationGroup(options: { readonly oldName: string; readonly newName: string }): Promise<Answer<unknown>>;
  setAllReceiveMessageOpt(options: object): Promise<Answer<unknown>>;
  getAllReceiveMessageOpt(): Promise<Answer<AllReceiveOption>>;
  getUserProfile(options: { userIDList: readonly string[] }): Promise<Answer<readonly SdkProfile[]>>;
  callExperimentalAPI(key: string, value?: unknown): Promise<Answer<unknown>>;
}

/** What a package exports. */
export interface Sdk {
  readonly VERSION: string;
  readonly EVENT: Readonly<Record<string, string>>;
  readonly TYPES: Readonly<Record<string, unknown>>;
  readonly TSignaling?: Readonly<Record<string, string>>;
  create(options: object): OfficialChat;
}
