import type { C2cEvents } from '../../events/c2c/events.ts';
import { MessageFlag } from '../../events/c2c/events.ts';
import type { NewEvent } from '../../events/envelope.ts';
import { type Changing, RecentChanges } from '../message/changes.ts';
import { messageEvolutions } from '../message/life.ts';
import { RecentMessages } from '../message/recent.ts';

export interface ReadMark {
  readonly seq: number;
  /** Unix seconds. */
  readonly time: number;
}

export interface C2cState extends Changing {
  /** The pair in stream order: users[0] < users[1]. */
  readonly users: readonly [string, string];
  /** Unix seconds of the newest message: the time of a message that is sent never goes back behind it. */
  lastTime: number;
  /** One per user, in the order of `users`. */
  readonly read: [ReadMark, ReadMark];
  /** Number of the newest broadcast of an official account that has come here: they come in their order. */
  lastBroadcast: number;
  /** Messages that a retry is compared with. */
  readonly recent: RecentMessages;
}

const NOTHING_READ: ReadMark = { seq: 0, time: 0 };

export function initialC2c(ids: readonly string[]): C2cState {
  return {
    users: [ids[0] ?? '', ids[1] ?? ids[0] ?? ''],
    lastSeq: 0,
    lastTime: 0,
    read: [NOTHING_READ, NOTHING_READ],
    lastBroadcast: 0,
    recent: new RecentMessages(),
    changed: new RecentChanges(),
  };
}

export function side(state: C2cState, user: string): 0 | 1 {
  return user === state.users[0] ? 0 : 1;
}

export function evolveC2c(state: C2cState, event: NewEvent): C2cState {
  switch (event.type) {
    case 'C2cMessageSent':
      return withMessage(state, event.data);
    case 'C2cRead': {
      const { reader, upToSeq, upToTime } = event.data;
      state.read[side(state, reader)] = { seq: upToSeq, time: upToTime };
      return state;
    }
    default: {
      const evolve = (messageEvolutions as Readonly<Record<string, (state: C2cState, data: unknown) => void>>)[
        event.type
      ];
      evolve?.(state, event.data);
      return state;
    }
  }
}

function withMessage(state: C2cState, message: C2cEvents['C2cMessageSent']): C2cState {
  const { from, seq, time, msgSeq, random, flags } = message;
  state.lastSeq = seq;
  state.lastTime = Math.max(state.lastTime, time);
  if ((flags & MessageFlag.broadcast) !== 0) {
    state.lastBroadcast = Math.max(state.lastBroadcast, msgSeq);
    return state;
  }
  // The past is not retried: imports are compared with the history instead.
  if ((flags & MessageFlag.imported) !== 0) return state;
  state.recent.add(side(state, from), random, { seq, time, msgSeq });
  return state;
}
