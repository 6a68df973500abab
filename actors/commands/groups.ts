import type { GroupProfile } from '../../events/group/events.ts';
import { Refused } from '../../events/refused.ts';
import { customProblem, groupFieldLimits } from '../group/custom-fields.ts';
import { groupDecider } from '../group/decider.ts';
import { generatedGroupId, groupIdProblem } from '../group/ids.ts';
import { limitsByType } from '../group/limits.ts';
import { maskProblem } from '../group/permissions.ts';
import { type GroupRules, groupRules } from '../group/types.ts';
import { type Dependencies, requireAdmin, settingsOf, streamOfGroup } from './dependencies.ts';
import { GroupQuota } from './group-quota.ts';
import type { AddResult, CreateGroup, GroupCommands } from './group-types.ts';

type LifeCommands = Pick<GroupCommands, 'createGroup' | 'dissolveGroup' | 'changeGroupProfile' | 'changeGroupOwner'>;

/** Most bytes of the texts of a profile (product.md §2.22). */
const textLimits: Readonly<Partial<Record<keyof GroupProfile, number>>> = {
  name: 100,
  introduction: 400,
  notification: 400,
  faceUrl: 500,
};
const MAX_FIRST_MEMBERS = 100;

/** The life of a group (product.md §2.23). */
export function groupLifeCommands(dependencies: Dependencies): LifeCommands {
  const { host, words, clock } = dependencies;
  const quota = new GroupQuota(dependencies.memberships);
  return {
    async createGroup(caller, command) {
      const { type, profile, supportTopic = false, importedAt } = command;
      if (importedAt !== undefined) {
        requireAdmin(caller);
        if (!groupRules[type].importable) throw new Refused(10007, 'a live room cannot be imported');
        if (importedAt * 1000 > clock.now()) throw new Refused(10004, 'the group is of the future');
      }
      const owner = command.owner ?? (caller.admin ? '' : caller.user);
      if (!caller.admin && owner !== caller.user) throw new Refused(10007, 'a user creates groups for himself');
      checkProfile(profile);
      const groupId = command.groupId ?? generatedGroupId(type, words.next());
      const problem =
        command.groupId === undefined ? undefined : groupIdProblem(groupId, type, importedAt !== undefined);
      if (problem !== undefined) throw new Refused(10015, problem);
      const { limits } = await settingsOf(dependencies, caller.app);
      const maxMembers = limitsByType[type].members(limits);
      if (maxMembers === 0) throw new Refused(11000, `groups of type ${type} are switched off`);
      const first = command.members ?? [];
      if (first.length > MAX_FIRST_MEMBERS) throw new Refused(10005, `at most ${MAX_FIRST_MEMBERS} first members`);
      if (first.length > 0 && !groupRules[type].storesMembers)
        throw new Refused(10007, 'a live room has no first members');
      const impossible = await impossibleMembers(
        dependencies,
        caller.app,
        first.map(({ user }) => user),
        groupRules[type],
      );
      if (owner !== '') await requireRoom(dependencies, caller.app, owner, groupRules[type]);
      const create = {
        by: caller,
        type,
        owner,
        profile,
        supportTopic,
        members: first
          .filter(({ user }) => !impossible.has(user))
          .map(({ user, role = 'Member', custom = [] }) => ({ user, role, custom })),
        maxMembers,
        importedAt,
      };
      const stream = streamOfGroup(caller.app, groupId);
      await quota.within(caller.app, type, limits, () => host.ask(groupDecider, stream, 'create', create, caller));
      return { groupId, type, refused: [...impossible.keys()] };
    },
    async dissolveGroup(caller, { group }) {
      await host.ask(groupDecider, streamOfGroup(caller.app, group), 'dissolve', { by: caller }, caller);
    },
    async changeGroupProfile(caller, { group, changes }) {
      checkProfile(changes);
      if (changes.maxMembers !== undefined) {
        const { type } = await host.ask(groupDecider, streamOfGroup(caller.app, group), 'describe', {}, caller);
        const { limits } = await settingsOf(dependencies, caller.app);
        const most = limitsByType[type].members(limits);
        if (changes.maxMembers > most) throw new Refused(10004, `a group of this type holds at most ${most} members`);
      }
      await host.ask(groupDecider, streamOfGroup(caller.app, group), 'changeProfile', { by: caller, changes }, caller);
    },
    async changeGroupOwner(caller, { group, owner }) {
      await host.ask(groupDecider, streamOfGroup(caller.app, group), 'changeOwner', { by: caller, owner }, caller);
    },
  };
}

function checkProfile(profile: CreateGroup['profile'] | Partial<GroupProfile>): void {
  for (const [key, most] of Object.entries(textLimits)) {
    const value = profile[key as keyof GroupProfile];
    if (typeof value === 'string' && Buffer.byteLength(value) > most) {
      throw new Refused(10004, `${key} holds at most ${most} bytes`);
    }
  }
  if (profile.name === '') throw new Refused(10004, 'a group has a name');
  const { custom = [], defaultPermission } = profile;
  const problem =
    customProblem(custom, groupFieldLimits) ??
    (defaultPermission === undefined ? undefined : maskProblem(defaultPermission));
  if (problem !== undefined) throw new Refused(10004, problem);
}

/** Users that cannot be added to a group of these rules, and why. */
export async function impossibleMembers(
  dependencies: Dependencies,
  app: number,
  users: readonly string[],
  rules: GroupRules,
): Promise<ReadonlyMap<string, AddResult>> {
  const { accounts } = dependencies;
  const impossible = new Map<string, AddResult>();
  for (const user of users) {
    if (accounts.find(app, user) === undefined) impossible.set(user, 'failed');
    else if (await isInTooMany(dependencies, app, user, rules)) impossible.set(user, 'tooManyGroups');
  }
  return impossible;
}

/** @throws Refused 10019 unknown account, 10037 in too many groups. */
export async function requireRoom(
  dependencies: Dependencies,
  app: number,
  user: string,
  rules: GroupRules,
): Promise<void> {
  if (dependencies.accounts.find(app, user) === undefined)
    throw new Refused(10019, `${user.slice(0, 40)} does not exist`);
  if (await isInTooMany(dependencies, app, user, rules)) throw new Refused(10037, `${user} is in too many groups`);
}

async function isInTooMany(dependencies: Dependencies, app: number, user: string, rules: GroupRules): Promise<boolean> {
  if (!rules.storesMembers) return false;
  const { groups, communities } = await dependencies.memberships.count(app, user);
  const { limits } = await settingsOf(dependencies, app);
  return rules === groupRules.Community ? communities >= limits.joinedCommunities : groups >= limits.joinedGroups;
}
