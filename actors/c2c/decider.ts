import type { C2cEvents } from '../../events/c2c/events.ts';
import { MessageFlag } from '../../events/c2c/events.ts';
import type { NewEvent } from '../../events/envelope.ts';
import type { SentC2c } from '../commands/types.ts';
import { accept, type Decider } from '../host/decider.ts';
import { type FrozenChanges, RecentChanges } from '../message/changes.ts';
import { type MessageDecisions, messageDecisions } from '../message/life.ts';
import { type FrozenRecent, RecentMessages } from '../message/recent.ts';
import { type C2cState, evolveC2c, initialC2c, type ReadMark, side } from './state.ts';

/** A message as the command hands it over: what the conversation itself assigns is missing. */
export type MessageDraft = Omit<C2cEvents['C2cMessageSent'], 'seq' | 'time'>;

export type C2cCommands = {
  send: {
    data: {
      readonly draft: MessageDraft;
      /** Unix seconds, unless the conversation is later already; default: now. */
      readonly sentAt?: number | undefined;
    };
    reply: SentC2c;
  };
  /** A copy of an official account's broadcast; `msgSeq` is its number. Of each number there is one. */
  deliver: {
    data: {
      readonly draft: MessageDraft;
      /** Unix seconds, unless the conversation is later already. */
      readonly sentAt: number;
    };
    reply: undefined;
  };
  import: {
    data: {
      readonly draft: MessageDraft;
      /** Unix seconds. */
      readonly time: number;
      /** A message of the same seq, random and time is stored already. */
      readonly exists: boolean;
    };
    reply: SentC2c;
  };
  read: {
    data: {
      readonly reader: string;
      readonly peer: string;
      /** Everything up to this time, with the seq the history found for it. */
      readonly upToTime?: number;
      readonly seqAtTime?: number;
      /** Everything up to this seq, with the time the history found for it. */
      readonly upToSeq?: number;
      readonly timeAtSeq?: number;
    };
    reply: { readonly upToSeq: number; readonly upToTime: number };
  };
} & MessageDecisions;

/** The conversation of two users: order, duplicates, read marks, and what happens to messages later (product.md §2.6–2.16). */
export const c2cDecider: Decider<C2cState, C2cCommands> = {
  category: 'c2c',
  fingerprint: 'c2c-4',
  initial: initialC2c,
  decide: {
    ...messageDecisions,
    send(state, { draft, sentAt }, { now }) {
      const { from, random, msgSeq } = draft;
      const first = state.recent.find(side(state, from), random);
      if (first !== undefined && first.msgSeq === msgSeq) {
        return accept([], { seq: first.seq, time: first.time, msgSeq, random, duplicate: true });
      }
      const seq = state.lastSeq + 1;
      const time = Math.max(sentAt ?? Math.floor(now / 1000), state.lastTime);
      return accept([numbered(draft, draft.flags, seq, time)], { seq, time, msgSeq, random, duplicate: false });
    },
    deliver(state, { draft, sentAt }) {
      if (draft.msgSeq <= state.lastBroadcast) return accept([], undefined);
      const flags = draft.flags | MessageFlag.broadcast | MessageFlag.hiddenFromSender;
      return accept([numbered(draft, flags, state.lastSeq + 1, Math.max(sentAt, state.lastTime))], undefined);
    },
    import(state, { draft, time, exists }) {
      const { random, msgSeq } = draft;
      if (exists || isRecent(state, draft, time)) {
        return accept([], { seq: 0, time, msgSeq, random, duplicate: true });
      }
      const seq = state.lastSeq + 1;
      const flags = draft.flags | MessageFlag.imported;
      return accept([numbered(draft, flags, seq, time)], { seq, time, msgSeq, random, duplicate: false });
    },
    read(state, command) {
      const { reader, peer } = command;
      const current = state.read[side(state, reader)];
      const wanted = readTarget(state, command);
      if (wanted.seq <= current.seq) return accept([], { upToSeq: current.seq, upToTime: current.time });
      const mark = { upToSeq: wanted.seq, upToTime: Math.max(wanted.time, current.time) };
      return accept([{ type: 'C2cRead', data: { reader, peer, ...mark } }], mark);
    },
  },
  evolve: evolveC2c,
  freeze: (state) => ({ ...state, recent: state.recent.freeze(), changed: state.changed.freeze() }),
  thaw(frozen) {
    const state = frozen as Omit<C2cState, 'recent' | 'changed' | 'lastBroadcast'> & {
      /** Absent in snapshots from before there were broadcasts. */
      readonly lastBroadcast?: number;
      readonly recent: FrozenRecent;
      readonly changed: FrozenChanges;
    };
    return {
      ...state,
      lastBroadcast: state.lastBroadcast ?? 0,
      recent: RecentMessages.thaw(state.recent),
      changed: RecentChanges.thaw(state.changed),
    };
  },
  weigh: (state) => 300 + state.recent.weight + state.changed.weight,
};

/** The draft with what the conversation assigns. Written out: spreading it costs a microsecond per message. */
function numbered(draft: MessageDraft, flags: number, seq: number, time: number): NewEvent {
  const { from, to, msgSeq, random, clientTime, nick, faceUrl, offlinePush, body } = draft;
  return {
    type: 'C2cMessageSent',
    data: { from, to, seq, time, msgSeq, random, clientTime, flags, nick, faceUrl, offlinePush, body },
  };
}

/** Whether one of the two has just sent this very message: the history may not know it yet. */
function isRecent(state: C2cState, { random, msgSeq }: MessageDraft, time: number): boolean {
  return state.users.some((user) => {
    const first = state.recent.find(side(state, user), random);
    return first !== undefined && first.msgSeq === msgSeq && first.time === time;
  });
}

/** Where a read mark would land. Time decides only where it can: a mark at or behind the newest message reads all. */
function readTarget(state: C2cState, command: C2cCommands['read']['data']): ReadMark {
  const everything = { seq: state.lastSeq, time: state.lastTime };
  if (command.upToSeq !== undefined) {
    return command.upToSeq >= state.lastSeq ? everything : { seq: command.upToSeq, time: command.timeAtSeq ?? 0 };
  }
  if (command.upToTime !== undefined && command.upToTime < state.lastTime) {
    return { seq: command.seqAtTime ?? 0, time: command.upToTime };
  }
  return everything;
}
