import { Refused } from '../../../events/refused.ts';
import type { Direction, Errand, Friend, FriendChange, Task } from '../../../events/user/relations.ts';
import type { Decider } from '../../host/decider.ts';
import type { UserState } from '../state.ts';
import { NO_RELATIONS, type Relations } from './state.ts';

/** What became of what was asked for about one user; 0 is done. */
export interface RelationResult {
  readonly peer: string;
  readonly code: number;
  readonly problem: string;
}

/** Whom to ask, with what is kept about him for the day he agrees. */
export interface Befriending extends Pick<Friend, 'peer' | 'remark' | 'groups' | 'source' | 'wording'> {}

/** A friend who is taken over from elsewhere. `addedAt` absent: now. */
export interface ImportedFriend extends Befriending, Pick<Friend, 'custom'> {
  readonly addedAt?: number | undefined;
}

/** Per user: refused at once, or what is to be run. */
export type Begun = RelationResult & { readonly errand?: Errand };

type Per<K extends string, D, R> = { readonly [N in K]: { readonly data: D; readonly reply: R } };
type Results = readonly RelationResult[];

/**
 * What a user decides about his own lists, and what he is told of others. Where two are needed, the one who begins keeps an
 * errand until the other has done his part: each step can be repeated (`actors/commands/errands.ts`).
 */
export type RelationDecisions = {
  befriend: {
    data: {
      readonly items: readonly Befriending[];
      readonly both: boolean;
      readonly forced: boolean;
    };
    reply: readonly Begun[];
  };
  /** The peer's part of `befriend`. `added`: he has the other in his list; `code` 30539: he will be asked. */
  hearRequest: {
    data: { readonly from: string; readonly task: Task & { readonly kind: 'befriend' } };
    reply: { readonly code: number; readonly problem: string; readonly already: boolean };
  };
  /** How `befriend` ended. */
  settleRequest: {
    data: { readonly id: number; readonly code: number; readonly already: boolean };
    reply: { readonly code: number; readonly problem: string };
  };
  answerRequest: {
    data: {
      readonly peer: string;
      readonly action: 'agree' | 'agreeAndAdd' | 'refuse';
      readonly remark: string;
      readonly groups: readonly string[];
    };
    reply: { readonly errand: Errand };
  };
  /** The asking one's part of `answerRequest`. */
  hearAnswer: {
    data: { readonly from: string; readonly agreed: boolean };
    reply: { readonly code: number; readonly problem: string };
  };
  settleAnswer: { data: { readonly id: number; readonly code: number }; reply: undefined };
  removeFriends: {
    /** Absent: all of them. */
    data: { readonly peers?: readonly string[] | undefined; readonly both: boolean };
    reply: { readonly results: Results; readonly errands: readonly Errand[] };
  };
  /** The peer's part of `removeFriends` and `block`. */
  part: { data: { readonly from: string; readonly blocked: boolean }; reply: undefined };
  block: {
    data: { readonly peers: readonly string[] };
    reply: { readonly results: Results; readonly errands: readonly Errand[] };
  };
  errandsDone: { data: { readonly ids: readonly number[] }; reply: undefined };
  openErrands: { data: object; reply: readonly Errand[] };
  deleteRequests: { data: { readonly peers: readonly string[]; readonly direction: Direction }; reply: Results };
} & Per<'importFriends', { readonly friends: readonly ImportedFriend[] }, Results> &
  Per<'changeFriends', { readonly changes: readonly FriendChange[] }, Results> &
  Per<'createFriendGroups', { readonly names: readonly string[]; readonly peers: readonly string[] }, Results> &
  Per<'deleteFriendGroups', { readonly names: readonly string[] }, undefined> &
  Per<'renameFriendGroup', { readonly name: string; readonly newName: string }, undefined> &
  Per<
    'changeFriendGroup',
    { readonly name: string; readonly changes: readonly { readonly peer: string; readonly into: boolean }[] },
    Results
  > &
  Per<'readRequests', { readonly upTo: number }, undefined> &
  Per<'unblock', { readonly peers: readonly string[] }, Results>;

export type RelationDecisionsFor<K extends keyof RelationDecisions> = Pick<
  Decider<UserState, RelationDecisions>['decide'],
  K
>;

/** The relations of an account that is there. Refused 30003 (error-codes.md §6) for one that is not. */
export function relationsOf({ account, parts }: UserState): Relations | Refused {
  if (account !== 'exists') return new Refused(30003, 'the account does not exist');
  return parts.relations ?? NO_RELATIONS;
}

export const done = (peer: string): RelationResult => ({ peer, code: 0, problem: '' });
export const failed = (peer: string, code: number, problem: string): RelationResult => ({ peer, code, problem });
