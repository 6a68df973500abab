import fc from 'fast-check';
import { MessageFlag } from '../../events/c2c/events.ts';
import { type Fact, read, sent } from './given.ts';
import { Changes, lifeFact, refOf } from './message-facts.ts';

/** Random lives of a conversation, and what must be unread at their end: counted from the whole list, as plainly as can be. */
export const A = 'a.li';
export const B = 'bob';
const place = { users: [A, B] } as const;
const user = fc.constantFrom(A, B);
/** One of the messages, counted from the newest. */
const pick = fc.oneof(fc.nat(8), fc.nat(300));
const { noUnread, hiddenFromSender } = MessageFlag;

export const step = fc.oneof(
  {
    weight: 10,
    arbitrary: fc.record({
      kind: fc.constant('send' as const),
      user,
      flags: fc.constantFrom(0, 0, 0, noUnread, hiddenFromSender, noUnread | hiddenFromSender),
      // Now and then more than a block of counts holds.
      count: fc.oneof({ weight: 6, arbitrary: fc.constant(1) }, fc.integer({ min: 2, max: 150 })),
    }),
  },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('read' as const), user, pick }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constantFrom('revoke' as const, 'modify' as const), user, pick }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('delete' as const),
      user,
      picks: fc.array(pick, { minLength: 1, maxLength: 5 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('clear' as const), user }) },
);
export type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

interface Sent {
  readonly seq: number;
  readonly from: string;
  readonly flags: number;
  revoked: boolean;
}

interface Side {
  readonly firstSeq: number;
  readSeq: number;
  readonly deleted: Set<number>;
}

export interface PairLife {
  readonly facts: readonly Fact[];
  /** Undefined: he has no such conversation. */
  expected(
    user: string,
  ): { readonly unread: number; readonly readSeq: number; readonly seen: readonly number[] } | undefined;
}

export function livePair(steps: readonly Step[]): PairLife {
  const facts: Fact[] = [];
  const all: Sent[] = [];
  const sides = new Map<string, Side>();
  const cleared = new Map<string, number>();
  const changes = new Changes();
  const peerOf = (one: string) => (one === A ? B : A);
  const picked = (back: number) => all.at(-1 - back);
  for (const one of steps) {
    if (one.kind === 'send') {
      for (let n = 0; n < one.count; n++) {
        const seq = all.length + 1;
        const { user: from, flags } = one;
        facts.push(sent(from, peerOf(from), seq, { flags }));
        all.push({ seq, from, flags, revoked: false });
        for (const name of flags & hiddenFromSender ? [peerOf(from)] : [from, peerOf(from)]) {
          if (!sides.has(name)) sides.set(name, { firstSeq: seq, readSeq: seq - 1, deleted: new Set() });
        }
      }
    } else if (one.kind === 'read') {
      const upTo = picked(one.pick)?.seq ?? 0;
      facts.push(read(one.user, peerOf(one.user), upTo));
      const side = sides.get(one.user);
      if (side) side.readSeq = Math.max(side.readSeq, upTo);
    } else if (one.kind === 'revoke' || one.kind === 'modify') {
      const message = picked(one.pick);
      if (message === undefined || message.revoked) continue;
      const ref = { ...refOf(message.from, message.seq), change: changes.next(message.seq), by: one.user };
      if (one.kind === 'modify') {
        facts.push(lifeFact(place, 'MessageModified', { ...ref, version: ref.change, body: Buffer.from('other') }));
        continue;
      }
      message.revoked = true;
      facts.push(lifeFact(place, 'MessageRevoked', { ...ref, reason: '' }));
    } else if (one.kind === 'delete') {
      const seqs = [...new Set(one.picks.flatMap((back) => picked(back)?.seq ?? []))].sort((a, b) => a - b);
      if (seqs.length === 0) continue;
      facts.push(lifeFact(place, 'MessagesDeleted', { user: one.user, seqs }));
      for (const seq of seqs) sides.get(one.user)?.deleted.add(seq);
    } else {
      if (all.length === 0) continue;
      facts.push(lifeFact(place, 'HistoryCleared', { user: one.user, upToSeq: all.length }));
      cleared.set(one.user, all.length);
      const side = sides.get(one.user);
      if (side) side.readSeq = all.length;
    }
  }
  return {
    facts,
    expected(name) {
      const side = sides.get(name);
      if (side === undefined) return undefined;
      const { firstSeq, readSeq, deleted } = side;
      const unread = all.filter(
        ({ seq, from, flags, revoked }) =>
          from !== name && !(flags & noUnread) && seq > readSeq && !revoked && !deleted.has(seq),
      );
      const seen = all.filter(
        ({ seq, from, flags }) =>
          seq >= firstSeq &&
          seq > (cleared.get(name) ?? 0) &&
          !deleted.has(seq) &&
          !(from === name && flags & hiddenFromSender),
      );
      return { unread: unread.length, readSeq, seen: seen.map(({ seq }) => seq) };
    },
  };
}
