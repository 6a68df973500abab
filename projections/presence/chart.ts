import { createMachine, initialTransition, transition } from 'xstate';
import type { Platform } from '../../events/user/events.ts';
import type { OnlineStatus } from '../queries/types.ts';

/**
 * Presence of one device as a chart: the one place of the rule (product.md §2.3). Walked for every status that is told or
 * asked for, so it is compiled to a table.
 */
const device = createMachine({
  id: 'device',
  initial: 'gone',
  states: {
    /** Never logged in, logged out, or kicked. */
    gone: { on: { loggedIn: 'connected' } },
    connected: { on: { lost: 'unreachable', lostReachable: 'reachable', ended: 'gone' } },
    /** No connection, but a push can wake it. */
    reachable: { on: { returned: 'connected', expired: 'unreachable', ended: 'gone' } },
    /** Logged in all the same: it may come back. */
    unreachable: { on: { returned: 'connected', ended: 'gone' } },
  },
});

type Phase = 'gone' | 'connected' | 'reachable' | 'unreachable';
type Change = 'loggedIn' | 'lost' | 'lostReachable' | 'returned' | 'expired' | 'ended';

/** What others are told of a device; of a user, that of his best one. Best first. */
const seen: Readonly<Record<Phase, OnlineStatus>> = {
  connected: 'Online',
  reachable: 'PushOnline',
  unreachable: 'Offline',
  gone: 'Offline',
};
const order: readonly OnlineStatus[] = ['Online', 'PushOnline', 'Offline'];

/** How the loss of its connection leaves a device (product.md §2.3, row 54). */
const lossOf: Readonly<Record<Platform, 'lost' | 'lostReachable'>> = {
  Android: 'lostReachable',
  iPhone: 'lostReachable',
  iPad: 'lostReachable',
  Mac: 'lostReachable',
  Windows: 'lost',
  Linux: 'lost',
  Web: 'lost',
  MiniProgram: 'lost',
  Server: 'lost',
};

/** How long pushes are tried (product.md §2.3). */
export const REACHABLE_MS = 7 * 24 * 3600 * 1000;

/** Devices that are reachable while they are away. */
export function isReachable(platform: Platform): boolean {
  return lossOf[platform] === 'lostReachable';
}

/** What is known of a device that is logged in. */
export interface DeviceFacts {
  readonly platform: Platform;
  readonly connected: boolean;
  /** Since when its connection is known to be gone, Unix milliseconds; 0: not known to be. */
  readonly awayAt: number;
}

/** `now`: Unix milliseconds. */
export function statusOfDevice({ platform, connected, awayAt }: DeviceFacts, now: number): OnlineStatus {
  let phase = next('gone', 'loggedIn');
  if (!connected) phase = next(phase, lossOf[platform]);
  if (awayAt > 0 && now - awayAt >= REACHABLE_MS) phase = next(phase, 'expired');
  return seen[phase];
}

/** Of a user, by those of his devices. */
export function bestOf(statuses: readonly OnlineStatus[]): OnlineStatus {
  return order.find((status) => statuses.includes(status)) ?? 'Offline';
}

const table = compile();

/** The phase that follows; the same one where the chart has no arrow. */
function next(phase: Phase, change: Change): Phase {
  return table.get(`${phase} ${change}`) ?? phase;
}

function compile(): ReadonlyMap<string, Phase> {
  const arrows = new Map<string, Phase>();
  const [initial] = initialTransition(device);
  const open = [initial];
  const walked = new Set<string>();
  for (let snapshot = open.pop(); snapshot !== undefined; snapshot = open.pop()) {
    const phase = String(snapshot.value);
    if (walked.has(phase)) continue;
    walked.add(phase);
    for (const type of device.events) {
      if (!snapshot.can({ type })) continue;
      const [following] = transition(device, snapshot, { type });
      arrows.set(`${phase} ${type}`, String(following.value) as Phase);
      open.push(following);
    }
  }
  return arrows;
}
