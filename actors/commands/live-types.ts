import type { Caller } from '../../events/caller.ts';
import type { Marking, ViewerPage } from '../ports.ts';
import type { GroupTarget, PlaceTarget, SendGroupMessage } from './group-types.ts';

/** Use cases of live rooms, and what an administrator tells those who are online (rest-api.md §16.2, §16.3, §20). */
export interface LiveCommands {
  /** People who are in the room now, newest first. 10007 for who is not in it himself, or for another type. */
  liveMembers(
    caller: Caller,
    query: GroupTarget & { readonly after: number; readonly limit: number; readonly mark?: number | undefined },
  ): Promise<ViewerPage>;
  /** Those among the users who are in the room, in the order given. Administrators only. */
  liveMembersAmong(
    caller: Caller,
    query: GroupTarget & { readonly users: readonly string[] },
  ): Promise<readonly string[]>;
  /** Sets marks or takes them away; answers who is now as wanted. */
  markLiveMembers(
    caller: Caller,
    command: GroupTarget & { readonly set: boolean; readonly items: readonly Marking[] },
  ): Promise<readonly string[]>;
  /** Makes admins of a live room, or no longer; the first who cannot be refuses the rest. */
  changeLiveAdmins(
    caller: Caller,
    command: GroupTarget & { readonly set: boolean; readonly users: readonly string[] },
  ): Promise<void>;
  /** Somebody without a login: 10007 for what is no live room open to everybody. */
  visitLiveRoom(app: number, group: string): Promise<void>;
  /** To the members who are online, or the chosen ones among them. Administrators only. */
  notifyGroup(
    caller: Caller,
    command: PlaceTarget & { readonly content: string; readonly users?: readonly string[] | undefined },
  ): Promise<void>;
  /** To everybody in every live room of the app. Administrators only; 10023 more often than once a second. */
  broadcastToLiveRooms(
    caller: Caller,
    message: Omit<SendGroupMessage, 'group'>,
  ): Promise<{ readonly seq: number; readonly time: number }>;
}
