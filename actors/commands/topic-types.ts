import type { Caller } from '../../events/caller.ts';
import type { TopicProfile } from '../../events/group/topic-events.ts';
import type { ItemResult } from '../group/permission-groups.ts';
import type { TopicResults } from '../group/topics.ts';

/** A topic and the community it belongs to. */
export interface TopicTarget {
  readonly group: string;
  readonly topic: string;
}

interface PermissionTarget {
  readonly group: string;
  /** The id of the permission group. */
  readonly id: string;
}

type Items = Promise<readonly ItemResult[]>;

/**
 * Use cases of communities (product.md §2.24). Codes: those of groups, and 110003 no such topic, 110008 no such permission
 * group, 110013 not the id of a topic. Masks are decimal strings of 64 bits.
 */
export interface TopicCommands {
  /** 10025 id taken (10021 when imported), 10037 too many topics. Answers the topic's id. */
  createTopic(
    caller: Caller,
    command: {
      readonly group: string;
      /** Absent: made by the server. */
      readonly topic?: string | undefined;
      readonly profile: { readonly name: string } & Partial<TopicProfile>;
      /** Unix seconds: brings a topic from elsewhere, without notices. Administrators only. */
      readonly importedAt?: number | undefined;
    },
  ): Promise<string>;
  changeTopic(caller: Caller, command: TopicTarget & { readonly changes: Partial<TopicProfile> }): Promise<void>;
  /** No ids: all there are. A result for each. */
  deleteTopics(
    caller: Caller,
    command: { readonly group: string; readonly topics: readonly string[] },
  ): Promise<TopicResults>;

  /** Answers the id. 10021 id taken, 10037 too many. */
  createPermissionGroup(
    caller: Caller,
    command: {
      readonly group: string;
      readonly id?: string | undefined;
      readonly name: string;
      readonly custom?: string | undefined;
      readonly mask?: string | undefined;
    },
  ): Promise<string>;
  changePermissionGroup(
    caller: Caller,
    command: PermissionTarget & { readonly changes: { name?: string; custom?: string; mask?: string } },
  ): Promise<void>;
  deletePermissionGroups(caller: Caller, command: { readonly group: string; readonly ids: readonly string[] }): Items;
  addPermissionMembers(caller: Caller, command: PermissionTarget & { readonly users: readonly string[] }): Items;
  removePermissionMembers(caller: Caller, command: PermissionTarget & { readonly users: readonly string[] }): Items;
  setTopicPermissions(
    caller: Caller,
    command: PermissionTarget & {
      readonly masks: readonly (readonly [topic: string, mask: string])[];
      readonly how: 'add' | 'change';
    },
  ): Items;
  removeTopicPermissions(caller: Caller, command: PermissionTarget & { readonly topics: readonly string[] }): Items;
}
