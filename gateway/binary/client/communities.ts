import { type GroupChanges, type MemberChanges, Request, type TopicFields } from '../protocol.ts';

type Ask = <T>(kind: number, ...args: readonly unknown[]) => Promise<T>;
type Fields = Readonly<Record<string, unknown>>;
/** What became of one item of a batch; code 0 is done. */
export type ItemResult = readonly [item: string, code: number, problem: string];
type Items = Promise<readonly ItemResult[]>;

/** What groups are and what their members are in them. A place is a group, or a topic of a community by its own id. */
export class GroupAdministration {
  readonly #ask: Ask;

  constructor(ask: Ask) {
    this.#ask = ask;
  }

  /** In the order asked for; null for a group that is not there. */
  info(groups: readonly string[]): Promise<readonly (Fields | null)[]> {
    return this.#ask(Request.groupInfo, groups);
  }

  async change(group: string, changes: GroupChanges): Promise<void> {
    await this.#ask(Request.changeGroup, group, changes);
  }

  async changeOwner(group: string, owner: string): Promise<void> {
    await this.#ask(Request.changeGroupOwner, group, owner);
  }

  /** Role, name card, fields and receive option; in a topic the receive option only. */
  async changeMember(place: string, user: string, changes: MemberChanges): Promise<void> {
    await this.#ask(Request.changeGroupMember, place, user, changes);
  }

  /** For so many seconds; 0 ends a mute. */
  async mute(place: string, users: readonly string[], seconds: number): Promise<void> {
    await this.#ask(Request.muteGroupMembers, place, users, seconds);
  }

  /** Requests to join that wait for this user's answer. */
  joinRequests(): Promise<readonly Fields[]> {
    return this.#ask(Request.joinRequests);
  }
}

/** Topics of communities: messages, history and read marks go by the topic's id in `groups`. */
export class Topics {
  readonly #ask: Ask;

  constructor(ask: Ask) {
    this.#ask = ask;
  }

  /** The topic's id. */
  create(group: string, fields: TopicFields & { readonly name: string }): Promise<string> {
    return this.#ask(Request.createTopic, group, fields);
  }

  async change(topic: string, fields: Omit<TopicFields, 'topic'>): Promise<void> {
    await this.#ask(Request.changeTopic, topic, fields);
  }

  /** Without topics: all of them. */
  delete(group: string, topics: readonly string[] = []): Items {
    return this.#ask(Request.deleteTopics, group, topics);
  }

  /** With unread number, read mark and settings of this user; null for a topic that is not there. */
  list(group: string, topics?: readonly string[]): Promise<readonly (Fields | null)[]> {
    return this.#ask(Request.topics, group, topics ?? null);
  }
}

interface PermissionFields {
  readonly name?: string;
  readonly custom?: string;
  /** Decimal text of 64 bits. */
  readonly mask?: string;
}

/** Permission groups of communities whose `enablePermission` is on. */
export class Permissions {
  readonly #ask: Ask;

  constructor(ask: Ask) {
    this.#ask = ask;
  }

  list(group: string): Promise<readonly Fields[]> {
    return this.#ask(Request.permissionGroups, group);
  }

  /** The permission group's id. */
  create(group: string, fields: PermissionFields & { readonly name: string; readonly id?: string }): Promise<string> {
    return this.#ask(Request.createPermissionGroup, group, fields);
  }

  async change(group: string, id: string, fields: PermissionFields): Promise<void> {
    await this.#ask(Request.changePermissionGroup, group, id, fields);
  }

  delete(group: string, ids: readonly string[]): Items {
    return this.#ask(Request.deletePermissionGroups, group, ids);
  }

  members(
    group: string,
    id: string,
    limit: number,
    after = '',
  ): Promise<{ readonly members: readonly string[]; readonly next: string }> {
    return this.#ask(Request.permissionMembers, group, id, limit, after || null);
  }

  add(group: string, id: string, users: readonly string[]): Items {
    return this.#ask(Request.changePermissionMembers, group, id, users, 'add');
  }

  remove(group: string, id: string, users: readonly string[]): Items {
    return this.#ask(Request.changePermissionMembers, group, id, users, 'remove');
  }

  /** `add`: topics of which the group says nothing yet; `change`: those of which it does. */
  setTopics(
    group: string,
    id: string,
    masks: readonly (readonly [topic: string, mask: string])[],
    how: 'add' | 'change' = 'add',
  ): Items {
    return this.#ask(Request.setTopicPermissions, group, id, masks, how);
  }

  removeTopics(group: string, id: string, topics: readonly string[]): Items {
    return this.#ask(Request.removeTopicPermissions, group, id, topics);
  }
}
