import { refOf } from '../../events/message/events.ts';
import { Refused } from '../../events/refused.ts';
import { accept, type Decision } from '../host/decider.ts';
import { type Changing, ifCurrent, type Stale } from './changes.ts';
import type { FoundMessage } from './found.ts';

/** Codes of one kind of place (error-codes.md §7 and §10). */
export interface RevokeCodes {
  readonly unknown: number;
  readonly late: number;
  readonly notHis: number;
}

export const c2cRevokeCodes: RevokeCodes = { unknown: 20022, late: 20016, notHis: 20001 };
export const groupRevokeCodes: RevokeCodes = { unknown: 10030, late: 10031, notHis: 10032 };

export interface Revoke {
  readonly message: FoundMessage;
  readonly by: string;
  readonly reason: string;
  /** Somebody who may recall what others wrote, at any time. */
  readonly unlimited: boolean;
  /** How long after sending an author may recall, in seconds. */
  readonly windowSeconds: number;
  readonly codes: RevokeCodes;
}

/** Most bytes of a reason (rest-api.md §16.6). */
const MAX_REASON_BYTES = 100;

/** Recalls a message (product.md §2.13): its author for some minutes, others who may at any time. */
export function revoke<S extends Changing>(
  state: S,
  { message, by, reason, unlimited, windowSeconds, codes }: Revoke,
  { now }: { readonly now: number },
): Decision<undefined | Stale> {
  return ifCurrent(state, message, (change) => {
    if (message.state === 'revoked') return new Refused(20023, 'the message is recalled already');
    if (message.state === 'removed') return new Refused(codes.unknown, 'there is no such message');
    if (!unlimited && message.from !== by) return new Refused(codes.notHis, `${by} may not recall this message`);
    if (!unlimited && Math.floor(now / 1000) - message.time > windowSeconds) {
      return new Refused(codes.late, `a message can be recalled for ${windowSeconds} seconds`);
    }
    if (Buffer.byteLength(reason) > MAX_REASON_BYTES) {
      return new Refused(10004, `a reason has at most ${MAX_REASON_BYTES} bytes`);
    }
    return accept([{ type: 'MessageRevoked', data: { ...refOf(message), change, by, reason } }], undefined);
  });
}
