import fc from 'fast-check';
import { GroupMessageFlag, type GroupType, type Role } from '../../../events/group/events.ts';
import { type Fact, T0 } from '../given.ts';
import {
  appoint,
  dissolve,
  G,
  group,
  groupFact,
  join,
  kick,
  message,
  mute,
  quit,
  read,
  rename,
} from './given-groups.ts';

/**
 * Random lives of one group, and what must be known at their end: written as plainly as possible, from the whole list of
 * facts, so that projections can be held against it.
 */
export type Step =
  | { readonly kind: 'join'; readonly users: readonly string[]; readonly by: string; readonly stored: boolean }
  | {
      readonly kind: 'quit' | 'kick' | 'ban' | 'mute' | 'appoint' | 'own';
      readonly user: string;
      readonly by: string;
      readonly stored: boolean;
    }
  | { readonly kind: 'rename'; readonly by: string; readonly stored: boolean }
  | {
      readonly kind: 'write';
      readonly from: string;
      readonly flags: number;
      readonly to: readonly string[];
      readonly count: number;
      readonly age: number;
    }
  | { readonly kind: 'read'; readonly user: string; readonly behind: number }
  | { readonly kind: 'unread'; readonly user: string; readonly unread: number }
  | { readonly kind: 'dissolve' };

export const USERS = ['a.li', 'bob', 'carol', 'dave', 'eve'];
const user = fc.constantFrom(...USERS);
/** Somebody from outside, in whose name an administrator may act. */
const anybody = fc.constantFrom(...USERS, 'outsider', '');
const { noUnread, noLastMsg, imported } = GroupMessageFlag;

const change = <K extends string>(kind: K, weight: number) => ({
  weight,
  arbitrary: fc.record({ kind: fc.constant(kind), user, by: anybody, stored: fc.boolean() }),
});

export const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('join' as const),
      users: fc.uniqueArray(user, { minLength: 1, maxLength: 3 }),
      by: anybody,
      stored: fc.boolean(),
    }),
  },
  change('quit' as const, 2),
  change('kick' as const, 1),
  change('ban' as const, 1),
  change('mute' as const, 1),
  change('appoint' as const, 2),
  change('own' as const, 1),
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('rename' as const), by: anybody, stored: fc.boolean() }),
  },
  {
    weight: 14,
    arbitrary: fc.record({
      kind: fc.constant('write' as const),
      from: fc.constantFrom(...USERS, 'outsider'),
      flags: fc
        .oneof({ weight: 3, arbitrary: fc.constant([]) }, fc.subarray([noUnread, noLastMsg, imported]))
        .map((set) => set.reduce((all, flag) => all | flag, 0)),
      to: fc.oneof({ weight: 4, arbitrary: fc.constant([]) }, fc.uniqueArray(user, { maxLength: 3 })),
      // Now and then somebody writes more than one row of his own entries holds.
      count: fc.oneof({ weight: 5, arbitrary: fc.constant(1) }, fc.integer({ min: 2, max: 90 })),
      age: fc.nat(40),
    }),
  },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('read' as const), user, behind: fc.nat(100) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('unread' as const), user, unread: fc.nat(20) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('dissolve' as const) }) },
);

export const groupStory = (most: number) => fc.array(step, { maxLength: most, size: 'max' });
export const groupType = fc.constantFrom<GroupType>('Work', 'Public', 'Meeting', 'Community');

/** Something that took a seq. */
export interface Entry {
  readonly seq: number;
  readonly author: string;
  readonly ignored: boolean;
  readonly to: readonly string[];
  readonly hidden: boolean;
  readonly written: boolean;
}

export interface Membership {
  readonly user: string;
  role: Role;
  readonly joinedSeq: number;
  readSeq: number;
  lastSentAt: number;
  /** Set from outside: so many at this seq. */
  given: { readonly unread: number; readonly seq: number } | undefined;
}

export interface Life {
  readonly facts: readonly Fact[];
  /** Entries of the present life of the group. */
  readonly entries: readonly Entry[];
  /** In the order of joining. */
  readonly members: readonly Membership[];
  readonly owner: string;
  readonly lastSeq: number;
}

/** Turns steps into facts, and into what follows from them. */
export function live(type: GroupType, steps: readonly Step[]): Life {
  const facts: Fact[] = [group(type, { owner: '' })];
  let entries: Entry[] = [];
  let members: Membership[] = [];
  let owner = '';
  let seq = 0;
  const memberOf = (name: string) => members.find((one) => one.user === name);
  const tip = (stored: boolean, author: string): number => {
    if (!stored) return 0;
    entries.push({ seq: ++seq, author, ignored: false, to: [], hidden: false, written: false });
    return seq;
  };
  const remove = (name: string) => {
    members = members.filter((one) => one.user !== name);
    if (owner === name) owner = '';
  };
  for (const one of steps) {
    if (one.kind === 'join') {
      const users = one.users.filter((name) => !memberOf(name));
      if (users.length === 0) continue;
      const joinedSeq = seq;
      facts.push(join(users, { seq: tip(one.stored, one.by), by: one.by }));
      for (const name of users)
        members.push({ user: name, role: 'Member', joinedSeq, readSeq: seq, lastSentAt: 0, given: undefined });
    } else if (one.kind === 'rename') {
      facts.push(rename(`name ${seq}`, { seq: tip(one.stored, one.by), by: one.by }));
    } else if (one.kind === 'write') {
      for (let n = 0; n < one.count; n++) {
        const time = T0 + 1000 + facts.length - ((one.flags & imported) !== 0 ? one.age : 0);
        const ignored = (one.flags & noUnread) !== 0 || one.to.length > 0;
        const hidden = (one.flags & noLastMsg) !== 0;
        entries.push({ seq: ++seq, author: one.from, ignored, to: one.to, hidden, written: true });
        facts.push(message(one.from, seq, { time, flags: one.flags, to: one.to }));
        const member = memberOf(one.from);
        if (member) member.lastSentAt = Math.max(member.lastSentAt, time);
      }
    } else if (one.kind === 'read') {
      const upTo = Math.max(0, seq - one.behind);
      const member = memberOf(one.user);
      if (member) Object.assign(member, { readSeq: Math.max(member.readSeq, upTo), given: undefined });
      facts.push(read(one.user, upTo));
    } else if (one.kind === 'unread') {
      const member = memberOf(one.user);
      if (member) member.given = { unread: one.unread, seq };
      facts.push(groupFact('GroupUnreadSet', { user: one.user, unread: one.unread, atSeq: seq, by: '' }));
    } else if (one.kind === 'dissolve') {
      facts.push(dissolve(), group(type, { owner: '' }));
      entries = [];
      members = [];
      owner = '';
    } else {
      const { user: name, by, stored } = one;
      const member = memberOf(name);
      if (!member && one.kind !== 'mute') continue;
      if (one.kind === 'quit') {
        facts.push(quit(name, tip(stored, '')));
        remove(name);
      } else if (one.kind === 'kick') {
        facts.push(kick([name, name, 'outsider'], { seq: tip(stored, by), by }));
        remove(name);
      } else if (one.kind === 'ban') {
        facts.push(groupFact('MembersBanned', { users: [name], until: T0 + 99_999, by, reason: '', seq: 0 }));
        remove(name);
      } else if (one.kind === 'mute') {
        facts.push(mute([name], T0 + 99_999, tip(stored, by), by));
      } else if (member && one.kind === 'appoint') {
        if (owner === name) continue;
        member.role = member.role === 'Admin' ? 'Member' : 'Admin';
        facts.push(appoint(name, member.role, tip(stored, by), by));
      } else if (member) {
        const before = memberOf(owner);
        if (before) before.role = 'Member';
        member.role = 'Owner';
        facts.push(groupFact('GroupOwnerChanged', { from: owner, to: name, by, seq: tip(stored, by) }));
        owner = name;
      }
    }
  }
  return { facts, entries, members, owner, lastSeq: seq };
}

export { G };
