import fc from 'fast-check';
import { MessageFlag } from '../../events/c2c/events.ts';
import type { ConversationId } from '../../events/user/conversations.ts';
import { partiesOf, withGroup, withPeer } from '../../events/user/conversations.ts';
import { created, deleted, type Fact, read, sent, T0, userFact } from './given.ts';
import { group, groupFact, join, message } from './groups/given-groups.ts';

/**
 * Random stories of one user's list of conversations, and what it must be at their end: written as plainly as possible, so
 * that projections can be held against it.
 */
export const ME = 'me.too';
const PEERS = ['ann', 'b.ob'];
const GROUPS = ['@TGS#g1', 'g2'];
const all: readonly ConversationId[] = [...PEERS.map(withPeer), ...GROUPS.map(withGroup)];

const conversation = fc.constantFrom(...all);
const some = fc.uniqueArray(conversation, { minLength: 1, maxLength: 3 });
const of = <K extends string, T>(kind: K, fields: T) => ({ kind: fc.constant(kind), ...fields });

const step = fc.oneof(
  { weight: 10, arbitrary: fc.record(of('message', { conversation, mine: fc.boolean(), quiet: fc.boolean() })) },
  { weight: 4, arbitrary: fc.record(of('read', { conversation, behind: fc.nat(3) })) },
  { weight: 3, arbitrary: fc.record(of('delete', { conversations: some })) },
  { weight: 3, arbitrary: fc.record(of('pin', { conversations: some, pinned: fc.boolean() })) },
  {
    weight: 2,
    arbitrary: fc.record(
      of('mark', { conversations: some, marks: fc.subarray([0, 5, 40, 63]), custom: fc.constantFrom('', 'x') }),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.record(of('group', { conversations: some, id: fc.integer({ min: 1, max: 2 }), into: fc.boolean() })),
  },
  { weight: 1, arbitrary: fc.record(of('ungroup', { id: fc.integer({ min: 1, max: 2 }) })) },
  {
    weight: 2,
    arbitrary: fc.record(
      of('hear', {
        peers: fc.subarray(PEERS, { minLength: 1 }),
        remind: fc.constantFrom('AcceptAndNotify', 'AcceptNotNotify', 'Discard'),
      }),
    ),
  },
  { weight: 1, arbitrary: fc.record(of('account', {})) },
);

export const conversationStory = (most: number) => fc.array(step, { maxLength: most, size: 'max' });
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

/** One conversation as the user has it. */
export interface Told {
  readonly id: ConversationId;
  /** Seqs that count as unread for him, and where he has read to. */
  readonly counting: number[];
  readSeq: number;
  lastSeq: number;
  /** Unix seconds of the last message, 0 without one. */
  lastTime: number;
  listed: boolean;
  pinned: boolean;
  marks: readonly number[];
  custom: string;
  groups: number[];
  remind: string;
}

export interface ConversationLife {
  readonly facts: readonly Fact[];
  /** In the order of the list. */
  readonly list: readonly Told[];
  readonly all: readonly Told[];
}

/** Turns steps into facts, and into what follows from them. */
export function arrange(steps: readonly Step[]): ConversationLife {
  const facts: Fact[] = [created(ME), ...PEERS.map((peer) => created(peer))];
  for (const groupId of GROUPS) facts.push(group('Public', { groupId, owner: '' }), join([ME, 'eve'], { groupId }));
  const seqs = new Map<ConversationId, number>();
  let told = new Map<ConversationId, Told>(all.map((id) => [id, untold(id)]));
  const at = (id: ConversationId): Told => told.get(id) ?? untold(id);
  const mine = <E extends Parameters<typeof userFact>[1]>(type: E, data: Parameters<typeof userFact<E>>[2]) =>
    facts.push(userFact(ME, type, data));
  let time = T0;
  for (const one of steps) {
    time++;
    if (one.kind === 'message') {
      const { peer, group: groupId } = partiesOf(one.conversation);
      const seq = (seqs.get(one.conversation) ?? 0) + 1;
      seqs.set(one.conversation, seq);
      const flags = one.quiet ? MessageFlag.noUnread : 0;
      const fact =
        groupId === undefined
          ? sent(one.mine ? ME : peer, one.mine ? peer : ME, seq, { time, flags })
          : message(one.mine ? ME : 'eve', seq, { time, flags }, groupId);
      facts.push(fact);
      const row = at(one.conversation);
      // A side that begins anew has read what was before.
      if (groupId === undefined && row.lastSeq === 0) row.readSeq = seq - 1;
      if (!one.mine && !one.quiet) row.counting.push(seq);
      Object.assign(row, { lastSeq: seq, lastTime: time, listed: true });
    } else if (one.kind === 'read') {
      const { peer, group: groupId } = partiesOf(one.conversation);
      const upTo = Math.max(0, (seqs.get(one.conversation) ?? 0) - one.behind);
      facts.push(
        groupId === undefined
          ? read(ME, peer, upTo, 0)
          : groupFact('GroupRead', { user: ME, upToSeq: upTo }, T0, groupId),
      );
      const row = at(one.conversation);
      if (groupId !== undefined || row.lastSeq > 0) row.readSeq = Math.max(row.readSeq, upTo);
    } else if (one.kind === 'delete') {
      mine('ConversationsDeleted', { conversations: one.conversations, withHistory: false });
      for (const row of one.conversations.map(at)) {
        Object.assign(row, { listed: false, pinned: false, readSeq: Math.max(row.readSeq, row.lastSeq) });
      }
    } else if (one.kind === 'pin') {
      const { conversations } = one;
      if (one.pinned) mine('ConversationsPinned', { conversations });
      else mine('ConversationsUnpinned', { conversations });
      for (const row of conversations.map(at)) row.pinned = one.pinned;
    } else if (one.kind === 'mark') {
      const { conversations, marks, custom } = one;
      mine('ConversationsMarked', { items: conversations.map((id) => ({ conversation: id, marks, custom })) });
      for (const row of conversations.map(at)) Object.assign(row, { marks, custom });
    } else if (one.kind === 'group') {
      const { conversations, id, into } = one;
      const sides = into ? { added: conversations, removed: [] } : { added: [], removed: conversations };
      mine('ConversationGroupChanged', { id, name: `group ${id}`, ...sides });
      for (const row of conversations.map(at)) {
        row.groups = [...row.groups.filter((other) => other !== id), ...(into ? [id] : [])].sort();
      }
    } else if (one.kind === 'ungroup') {
      mine('ConversationGroupsDeleted', { groups: [{ id: one.id, name: `group ${one.id}` }] });
      for (const row of told.values()) row.groups = row.groups.filter((other) => other !== one.id);
    } else if (one.kind === 'hear') {
      mine('PeerRemindSet', { peers: one.peers, remind: one.remind });
      for (const row of one.peers.map(withPeer).map(at)) row.remind = one.remind;
    } else {
      // Nothing that he arranged outlives the account; groups are left by their own events.
      facts.push(deleted(ME), created(ME));
      told = new Map(
        [...told.values()].map((row) => {
          const anew = untold(row.id);
          return [row.id, partiesOf(row.id).group === undefined ? anew : { ...row, ...settingsOf(anew) }];
        }),
      );
    }
  }
  const list = [...told.values()]
    .filter(({ listed, lastSeq }) => listed && lastSeq > 0)
    .sort((one, other) => Number(other.pinned) - Number(one.pinned) || other.lastTime - one.lastTime);
  return { facts, list, all: [...told.values()] };
}

export const unreadOf = ({ counting, readSeq }: Told): number => counting.filter((seq) => seq > readSeq).length;

function untold(id: ConversationId): Told {
  return {
    id,
    counting: [],
    readSeq: 0,
    lastSeq: 0,
    lastTime: 0,
    listed: true,
    pinned: false,
    marks: [],
    custom: '',
    groups: [],
    remind: 'AcceptAndNotify',
  };
}

function settingsOf({ pinned, marks, custom, groups, remind }: Told) {
  return { pinned, marks, custom, groups, remind };
}
