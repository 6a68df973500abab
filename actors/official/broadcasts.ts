import type { OfficialLimits } from '../../events/app/limits.ts';
import { Refused } from '../../events/refused.ts';
import { accept } from '../host/decider.ts';
import { type Actor, type DecisionsFor, unlessManaging } from './decider.ts';
import { MAX_WAITING, SAME_SECONDS } from './limits.ts';
import type { OfficialState } from './state.ts';

export interface Broadcast {
  readonly by: Actor;
  /** u32 from the caller. */
  readonly random: number;
  /** The same for the same content. */
  readonly digest: string;
  readonly flags: number;
  readonly onlineOnly: boolean;
  readonly offlinePush: string;
  readonly body: Uint8Array;
  readonly limits: Pick<OfficialLimits, 'broadcastsPerSecond' | 'broadcastsPerHour'>;
}

export interface SentBroadcast {
  readonly number: number;
  /** Unix seconds. */
  readonly time: number;
  /** Sent within the last minutes already: this is the first one. */
  readonly duplicate: boolean;
}

/** A broadcast as it was looked up. */
export interface Recall {
  readonly by: Actor;
  readonly number: number;
  readonly recalled: boolean;
  readonly reason: string;
}

const HOUR_S = 3600;
/** No document says; as for groups (rest-api.md §23.12: 100 bytes). */
const MAX_REASON_BYTES = 100;

/** What an account says to all of its subscribers (product.md §2.27). */
export const broadcastDecisions: DecisionsFor<'broadcast' | 'recall' | 'task' | 'advance'> = {
  broadcast(state, { by, random, digest, flags, onlineOnly, offlinePush, body, limits }, { now }) {
    const refused = unlessManaging(state, by);
    if (refused) return refused;
    const time = Math.max(Math.floor(now / 1000), state.lastTime);
    const first = state.broadcasts.find(
      (one) => one.random === random && one.digest === digest && one.time >= time - SAME_SECONDS,
    );
    if (first !== undefined) return accept([], { number: first.number, time: first.time, duplicate: true });
    const tooMuch = rateProblem(state, time, limits);
    if (tooMuch !== undefined) return new Refused(10023, tooMuch, true);
    if (waiting(state) >= MAX_WAITING) {
      return new Refused(10023, `${MAX_WAITING} broadcasts of this account are still being delivered`, true);
    }
    const number = state.lastNumber + 1;
    const { name: nick, faceUrl } = state.profile;
    const said = { number, time, random, flags, digest, onlineOnly, nick, faceUrl, offlinePush, body };
    return accept([{ type: 'BroadcastSent', data: said }], { number, time, duplicate: false });
  },
  recall(state, { by, number, recalled, reason }) {
    const refused = unlessManaging(state, by);
    if (refused) return refused;
    if (number > state.lastNumber) return new Refused(20022, 'there is no such broadcast');
    const underWay = state.tasks.some((task) => task.work === 'recall' && task.number === number);
    if (recalled || underWay) return new Refused(20023, 'the broadcast is recalled already');
    if (Buffer.byteLength(reason) > MAX_REASON_BYTES) {
      return new Refused(10004, `a reason has at most ${MAX_REASON_BYTES} bytes`);
    }
    if (waiting(state) >= MAX_WAITING) return new Refused(10023, 'too much of this account is under way', true);
    return accept([{ type: 'BroadcastRecalled', data: { number, by: by.user, reason } }], undefined);
  },
  task: ({ tasks }) => accept([], tasks[0]),
  advance(state, { task: { work, number }, upTo, done }) {
    const [task] = state.tasks;
    // Recalled while it was on its way.
    if (task?.work !== work || task.number !== number) return accept([], undefined);
    const left = state.tasks.length - (done ? 1 : 0);
    return accept([{ type: 'OfficialWorkAdvanced', data: { work, number, upTo, done, left } }], undefined);
  },
};

const waiting = ({ tasks }: OfficialState): number => tasks.length;

/** Whoever sends the next one at `time` (Unix seconds) sends too much, in words. */
function rateProblem(
  { broadcasts }: OfficialState,
  time: number,
  { broadcastsPerSecond, broadcastsPerHour }: Broadcast['limits'],
): string | undefined {
  const since = (from: number) => broadcasts.filter((one) => one.time >= from).length;
  if (since(time) >= broadcastsPerSecond) return `at most ${broadcastsPerSecond} broadcasts of an account per second`;
  if (since(time - HOUR_S + 1) >= broadcastsPerHour)
    return `at most ${broadcastsPerHour} broadcasts of an account per hour`;
  return undefined;
}
