import type { Caller } from '../../events/caller.ts';
import { Refused } from '../../events/refused.ts';
import { groupDecider } from '../group/decider.ts';
import type { Actor } from '../group/rights.ts';
import { groupRules, type Right } from '../group/types.ts';
import { type Dependencies, requireAdmin, SERVER, settingsOf, streamOfGroup } from './dependencies.ts';
import { draftOf } from './group-messages.ts';
import type { LiveCommands } from './live-types.ts';
import { leaveFor } from './topics.ts';

/** Users of one call (rest-api.md §16.2, §20). */
const MAX_MARKED = 500;
const MAX_NOTIFIED = 500;
const MAX_CHECKED = 500;
/** Smaller ones have meanings of their own (rest-api.md §20.3). */
const FIRST_MARK = 1000;

/** The caller as a group sees him: whether he is in it now, if it is a live room. */
export function inRoom({ rooms }: Dependencies, caller: Caller, group: string): Actor {
  const { app, user, admin } = caller;
  return { user, admin, present: rooms.has(app, group, user) };
}

/** Lets the caller in whom the group has admitted. */
export async function enterRoom(dependencies: Dependencies, caller: Caller, group: string): Promise<void> {
  const { rooms } = dependencies;
  rooms.enter(caller, group);
  const { liveRoomHistory } = await settingsOf(dependencies, caller.app);
  rooms.keepRecent(caller.app, group, liveRoomHistory);
}

/** Those among the users who are in the live room, if the app lets people be removed from one; else undefined. */
export async function removable(
  dependencies: Dependencies,
  app: number,
  group: string,
  users: readonly string[],
): Promise<readonly string[] | undefined> {
  const present = users.filter((user) => dependencies.rooms.has(app, group, user));
  if (present.length === 0) return undefined;
  return (await settingsOf(dependencies, app)).liveRoomKick === 1 ? present : undefined;
}

/** What is done in live rooms without an event (product.md §2.25). */
export function liveCommands(dependencies: Dependencies): LiveCommands {
  const { host, rooms, notifier, clock } = dependencies;
  const broadcasts = new Map<number, { second: number; seq: number }>();

  /** @throws Refused 10007 without the right, or where members are stored; 10010. */
  async function permit(caller: Caller, group: string, right: Right): Promise<void> {
    const command = { by: inRoom(dependencies, caller, group), right };
    const { type } = await host.ask(groupDecider, streamOfGroup(caller.app, group), 'permit', command, caller);
    if (groupRules[type].storesMembers) throw new Refused(10007, 'the group is not a live room');
  }

  return {
    async liveMembers(caller, { group, ...page }) {
      await permit(caller, group, 'seeMembers');
      return rooms.page(caller.app, group, page);
    },
    async liveMembersAmong(caller, { group, users }) {
      requireAdmin(caller);
      atMost(MAX_CHECKED, users);
      await permit(caller, group, 'seeMembers');
      return users.filter((user) => rooms.has(caller.app, group, user));
    },
    async markLiveMembers(caller, { group, set, items }) {
      atMost(MAX_MARKED, items);
      if (items.some(({ marks }) => marks.length === 0 || marks.some((mark) => mark < FIRST_MARK))) {
        throw new Refused(10004, `marks are numbers from ${FIRST_MARK} on`);
      }
      await permit(caller, group, 'mark');
      return rooms.mark(caller.app, group, set, items);
    },
    async changeLiveAdmins(caller, { group, set, users }) {
      await permit(caller, group, 'appoint');
      for (const user of users) {
        if (dependencies.accounts.find(caller.app, user) === undefined) {
          throw new Refused(10019, `${user.slice(0, 40)} does not exist`);
        }
      }
      const change = { by: caller, role: set ? 'Admin' : 'Member', nameCard: undefined, remind: undefined } as const;
      for (const user of users) {
        const command = { ...change, user, custom: undefined };
        await host.ask(groupDecider, streamOfGroup(caller.app, group), 'changeMember', command, caller);
      }
    },
    async visitLiveRoom(app, group) {
      await host.ask(groupDecider, streamOfGroup(app, group), 'visit', {}, SERVER);
    },
    async notifyGroup(caller, { group, topic, content, users }) {
      requireAdmin(caller);
      atMost(MAX_NOTIFIED, users ?? []);
      if (content === '') throw new Refused(10004, 'the notice is empty');
      if (topic !== undefined) await leaveFor(dependencies, caller, { group, topic }, { right: 'look' });
      else await host.ask(groupDecider, streamOfGroup(caller.app, group), 'describe', {}, caller);
      notifier.groupSystemNotice({ app: caller.app, group, topic, content, to: users, by: caller.user });
    },
    async broadcastToLiveRooms(caller, message) {
      requireAdmin(caller);
      const draft = draftOf(dependencies, caller, message);
      const time = Math.floor(clock.now() / 1000);
      const last = broadcasts.get(caller.app);
      if (last?.second === time) throw new Refused(10023, 'one broadcast a second', true);
      const seq = (last?.seq ?? 0) + 1;
      broadcasts.set(caller.app, { second: time, seq });
      notifier.liveBroadcast({ app: caller.app, message: { ...draft, seq: 0, time, nameCard: '' } });
      return { seq, time };
    },
  };
}

function atMost(most: number, list: readonly unknown[]): void {
  if (list.length > most) throw new Refused(10004, `at most ${most} users per call`);
}
