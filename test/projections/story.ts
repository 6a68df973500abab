import fc from 'fast-check';
import { MessageFlag } from '../../events/c2c/events.ts';
import { comparePlaces } from '../../projections/history/chunk.ts';
import { created, deleted, type Fact, read, sent, T0 } from './given.ts';

/**
 * Random stories of two users, and what must be known at their end: written as plainly as possible, from the whole list
 * of facts, so that projections can be held against it.
 */
export type Step =
  | { readonly kind: 'message'; readonly fromA: boolean; readonly flags: number; readonly wait: number }
  | { readonly kind: 'import'; readonly fromA: boolean; readonly flags: number; readonly age: number }
  | { readonly kind: 'read'; readonly byA: boolean; readonly behind: number }
  | { readonly kind: 'delete'; readonly a: boolean };

const flags = fc
  .subarray([MessageFlag.noUnread, MessageFlag.noLastMsg, MessageFlag.hiddenFromSender])
  .map((set) => set.reduce((all, flag) => all | flag, 0));

export const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      kind: fc.constant('message' as const),
      fromA: fc.boolean(),
      flags: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, flags),
      wait: fc.nat(2),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('import' as const),
      fromA: fc.boolean(),
      flags,
      age: fc.nat(40),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('read' as const), byA: fc.boolean(), behind: fc.nat(12) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('delete' as const), a: fc.boolean() }) },
);

export const story = (most: number) => fc.array(step, { maxLength: most, size: 'max' });

/** What one user must see of the other. */
export interface Side {
  firstSeq: number;
  readSeq: number;
  peerReadSeq: number;
  /** Seqs of the messages on this side. */
  readonly seqs: number[];
}

export interface Told {
  readonly facts: readonly Fact[];
  readonly sides: { readonly a: Side | undefined; readonly b: Side | undefined };
}

export const A = 'a.li';
export const B = 'bob';

/** Turns steps into facts, and into what follows from them. */
export function tell(steps: readonly Step[]): Told {
  const facts: Fact[] = [created(A), created(B)];
  const sides: { a: Side | undefined; b: Side | undefined } = { a: undefined, b: undefined };
  let seq = 0;
  let time = T0;
  for (const one of steps) {
    if (one.kind === 'delete') {
      facts.push(deleted(one.a ? A : B));
      sides[one.a ? 'a' : 'b'] = undefined;
    } else if (one.kind === 'read') {
      const upToSeq = Math.max(0, seq - one.behind);
      const [own, others] = one.byA ? [sides.a, sides.b] : [sides.b, sides.a];
      facts.push(one.byA ? read(A, B, upToSeq, 0) : read(B, A, upToSeq, 0));
      if (own) own.readSeq = Math.max(own.readSeq, upToSeq);
      if (others) others.peerReadSeq = Math.max(others.peerReadSeq, upToSeq);
    } else {
      seq++;
      if (one.kind === 'message') time += one.wait;
      const [from, to] = one.fromA ? [A, B] : [B, A];
      const imported = one.kind === 'import';
      facts.push(
        sent(from, to, seq, {
          time: imported ? time - one.age : time,
          flags: one.flags | (imported ? MessageFlag.imported : 0),
        }),
      );
      for (const side of ['a', 'b'] as const) {
        const sender = one.fromA === (side === 'a');
        if (sender && one.flags & MessageFlag.hiddenFromSender) continue;
        sides[side] ??= { firstSeq: seq, readSeq: seq - 1, peerReadSeq: 0, seqs: [] };
        sides[side]?.seqs.push(seq);
      }
    }
  }
  return { facts, sides };
}

/** The messages of a story by seq. */
export function messagesOf(facts: readonly Fact[]) {
  return new Map(facts.flatMap(({ event }) => (event.type === 'C2cMessageSent' ? [[event.data.seq, event.data]] : [])));
}

/** Messages of one side in the order of history. */
export function inOrder({ facts }: Told, side: Side | undefined) {
  const messages = messagesOf(facts);
  return (side?.seqs ?? []).flatMap((seq) => messages.get(seq) ?? []).sort(comparePlaces);
}
