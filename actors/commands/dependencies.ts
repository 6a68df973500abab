import type { AppSettings } from '../../events/app/events.ts';
import type { Caller } from '../../events/caller.ts';
import { Refused } from '../../events/refused.ts';
import { groupStream, streamName } from '../../events/stream.ts';
import { appDecider } from '../app/decider.ts';
import type { EffectiveSettings } from '../app/settings.ts';
import { isGroupId } from '../group/ids.ts';
import type { Host } from '../host/host.ts';
import type {
  Accounts,
  AppDirectory,
  C2cHistory,
  Clock,
  Follows,
  GroupMessages,
  IdleGroups,
  LiveRooms,
  Memberships,
  MergedLists,
  Messages,
  Notifier,
  Relations,
  Words,
} from '../ports.ts';
import { userIdProblem } from '../user/user-id.ts';

/** What the use cases work with. */
export interface Dependencies {
  readonly host: Host;
  readonly accounts: Accounts;
  readonly history: C2cHistory;
  readonly notifier: Notifier;
  readonly relations: Relations;
  readonly appDirectory: AppDirectory;
  readonly clock: Clock;
  readonly memberships: Memberships;
  readonly groupMessages: GroupMessages;
  readonly messages: Messages;
  readonly idleGroups: IdleGroups;
  readonly words: Words;
  readonly rooms: LiveRooms;
  readonly mergedLists: MergedLists;
  readonly follows: Follows;
  /** What the configuration of the server says of every app; an app's own settings win. */
  readonly configured: AppSettings;
}

/** The server itself, where nobody else asks. */
export const SERVER = { user: '', instance: 0, requestId: '' } as const;

/** @throws Refused 70107 for what cannot be a UserID: nobody has it. */
export function userStream(app: number, user: string): string {
  if (userIdProblem(user) !== undefined) throw new Refused(70107, 'the account does not exist');
  return streamName('user', app, user);
}

/** @throws Refused 10015 for what cannot be a GroupId. */
export function streamOfGroup(app: number, group: string): string {
  if (!isGroupId(group)) throw new Refused(10015, 'the GroupId is not one');
  return groupStream(app, group);
}

export function appStream(app: number): string {
  return streamName('app', app, 'settings');
}

export function settingsOf({ host, configured }: Dependencies, app: number): Promise<EffectiveSettings> {
  return host.ask(appDecider, appStream(app), 'settings', { configured }, SERVER);
}

/** @throws Refused 60010 for anybody who is not an administrator of the app. */
export function requireAdmin(caller: Caller): void {
  if (!caller.admin) throw new Refused(60010, 'the request needs an administrator of the app');
}

/** @throws Refused 90009 when the caller may not act for `user`. */
export function requireActingFor(caller: Caller, user: string): void {
  if (!caller.admin && caller.user !== user) {
    throw new Refused(90009, `${caller.user} may not act for another user`);
  }
}
