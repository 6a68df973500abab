import { type GroupEvents, GroupMessageFlag } from '../../events/group/events.ts';
import { Refused } from '../../events/refused.ts';
import type { SentGroupMessage } from '../commands/group-types.ts';
import { accept, type Decision } from '../host/decider.ts';
import type { Changing } from '../message/changes.ts';
import type { RecentMessages } from '../message/recent.ts';
import { recentNumber } from '../message/recent.ts';
import { countMessage, isOverRate, type SecondCount } from './rate.ts';

/** What groups and topics have in common: one sequence of messages and stored tips, from 1 without gaps. */
export interface Sequence extends Changing {
  /** Unix seconds of the newest message. */
  lastTime: number;
  /** Until when, Unix seconds; members or not. */
  mutes: Map<string, number>;
  recent: RecentMessages;
  /** Kept messages of the newest second. */
  readonly rate: SecondCount;
}

/** A message as the command hands it over: what the sequence itself assigns is missing. */
export type GroupDraft = Omit<GroupEvents['GroupMessageSent'], 'seq' | 'time' | 'nameCard'>;

/** What the gateway delivers of a message that is not kept. */
export type Sent = SentGroupMessage & { readonly transient: GroupEvents['GroupMessageSent'] | undefined };

/** Most members a message may be addressed to, and mention (rest-api.md §16.1). */
const MAX_TARGETS = 50;
const MAX_MENTIONS = 30;

/**
 * A message that may be sent takes its place: once, however often it comes, and never more than the rate allows. Who may
 * send is asked before.
 */
export function place(
  sequence: Sequence,
  draft: GroupDraft,
  { kept, nameCard, now }: { readonly kept: boolean; readonly nameCard: string; readonly now: number },
): Decision<Sent> {
  const { from, random, msgSeq } = draft;
  const first = sequence.recent.find(0, recentNumber(from, random));
  if (first !== undefined && first.msgSeq === msgSeq) {
    return accept([], { seq: first.seq, time: first.time, dropped: false, duplicate: true, transient: undefined });
  }
  const time = Math.max(Math.floor(now / 1000), sequence.lastTime);
  if (isOverRate(sequence.rate, time, draft.priority)) {
    return accept([], { seq: 0, time, dropped: true, duplicate: false, transient: undefined });
  }
  const message = { ...draft, nameCard, seq: kept ? sequence.lastSeq + 1 : 0, time };
  const sent = { seq: message.seq, time, dropped: false, duplicate: false };
  if (!kept) return accept([], { ...sent, transient: message });
  return accept([{ type: 'GroupMessageSent', data: message }], { ...sent, transient: undefined });
}

/** A message asks for receipts only where there can be some; its sender is told that there are none. */
export function withReceipts(draft: GroupDraft, possible: boolean): GroupDraft {
  const asks = (draft.flags & GroupMessageFlag.needReadReceipt) !== 0;
  return possible || !asks ? draft : { ...draft, flags: draft.flags & ~GroupMessageFlag.needReadReceipt };
}

/** A message from elsewhere takes the next place; times ascend from `createdAt` on (rest-api.md §16.4). */
export function placeImported(
  sequence: Sequence,
  draft: GroupDraft,
  { time, createdAt, nameCard, now }: { time: number; createdAt: number; nameCard: string; now: number },
): Decision<SentGroupMessage> {
  if (time < createdAt || time < sequence.lastTime) {
    return new Refused(10004, 'times must ascend from the creation on');
  }
  if (time > Math.floor(now / 1000)) return new Refused(10004, 'the message is of the future');
  const seq = sequence.lastSeq + 1;
  const flags = draft.flags | GroupMessageFlag.imported;
  const message = { ...draft, flags, nameCard, seq, time };
  return accept([{ type: 'GroupMessageSent', data: message }], { seq, time, dropped: false, duplicate: false });
}

/** What is wrong with a message whoever sends it; undefined when nothing is. */
export function draftProblem(draft: GroupDraft): Refused | undefined {
  if (draft.to.length > MAX_TARGETS) return new Refused(10004, `at most ${MAX_TARGETS} receivers`);
  if (draft.at.length > MAX_MENTIONS) return new Refused(10053, `at most ${MAX_MENTIONS} mentions`);
  return undefined;
}

export function isMuted({ mutes }: Pick<Sequence, 'mutes'>, user: string, now: number): boolean {
  return (mutes.get(user) ?? 0) > Math.floor(now / 1000);
}

export function takeMessage(sequence: Sequence, message: GroupEvents['GroupMessageSent']): void {
  const { from, seq, time, random, msgSeq, flags, priority } = message;
  takeSeq(sequence, seq);
  sequence.lastTime = Math.max(sequence.lastTime, time);
  if ((flags & GroupMessageFlag.imported) !== 0) return;
  sequence.recent.add(0, recentNumber(from, random), { seq, time, msgSeq });
  countMessage(sequence.rate, time, priority);
}

export function takeSeq(sequence: Sequence, seq: number): void {
  if (seq > 0) sequence.lastSeq = seq;
}

export function setUntil(map: Map<string, number>, users: readonly string[], until: number): void {
  for (const user of users) {
    if (until === 0) map.delete(user);
    else map.set(user, until);
  }
}

/** 4294967295 seconds mean for ever (rest-api.md §15.7). */
const FOR_EVER = 0xffff_ffff;

/** When something that lasts `seconds` from `now` (Unix milliseconds) ends: Unix seconds, 0 for none. */
export function untilOf(seconds: number, now: number): number {
  if (seconds === 0) return 0;
  return seconds >= FOR_EVER ? FOR_EVER : Math.floor(now / 1000) + seconds;
}
