import { LogClosed, LogFailed, LogOverloaded } from '../../events/errors.ts';
import { Refused } from '../../events/refused.ts';
import type { KickReason } from '../../events/user/events.ts';
import { type Body, KICKED_CODE, kickTypes } from './protocol.ts';

/**
 * Refusals of the dialect itself: [code, text]. The text is all an application sees, because a client with `proxyServer`
 * has no catalogue of texts (wire-core.md §2.1). Codes: error-codes.md §3, §4, §7.
 */
export const refusals = {
  unknownCommand: [60009, 'unknown command'],
  noBody: [60003, 'the body is not a JSON object'],
  noCredentials: [60004, 'identifier and usersig, or a2, are missing in the head'],
  otherUser: [70013, 'the identifier is not the user who has logged in'],
  badSession: [20002, 'the session key is not valid, log in again'],
  loggedOut: [60004, 'logged out'],
  expired: [70001, 'the UserSig has expired, log in with a new one'],
  tooManyPending: [60022, 'too many requests are waiting on this connection, try again later'],
  overloaded: [60022, 'the server is overloaded, try again later'],
  internal: [20005, 'internal error, try again'],
} as const satisfies Record<string, readonly [number, string]>;

/** The dialect refuses. Temporary: the same packet may succeed later. */
export function refuse(reason: keyof typeof refusals): Refused {
  const [code, text] = refusals[reason];
  return new Refused(code, text, code === refusals.tooManyPending[0]);
}

/** The instance behind the session key was kicked: later packets are told so again (wire-core.md §3.6, B). */
export class InstanceKicked extends Refused {
  constructor(readonly reason: KickReason) {
    super(KICKED_CODE, 'this login was kicked out');
    this.name = 'InstanceKicked';
  }
}

/** Body of an error answer, and whether the cause is the server's own fault and belongs in the log. */
export function errorAnswer(error: unknown): { readonly body: Body; readonly unexpected: boolean } {
  if (error instanceof InstanceKicked) {
    return { body: { ...fail(error.code, error.message), ...kicked(error.reason) }, unexpected: false };
  }
  if (error instanceof Refused) return { body: fail(error.code, error.message), unexpected: false };
  if (error instanceof LogOverloaded) return { body: fail(...refusals.overloaded), unexpected: false };
  if (error instanceof LogFailed || error instanceof LogClosed) {
    return { body: fail(...refusals.internal), unexpected: true };
  }
  return { body: fail(...refusals.internal), unexpected: true };
}

function fail(code: number, text: string): Body {
  return { ActionStatus: 'FAIL', ErrorCode: code, ErrorInfo: text };
}

function kicked(reason: KickReason): Body {
  return { KickType: kickTypes[reason], NewInstInfo: {} };
}
