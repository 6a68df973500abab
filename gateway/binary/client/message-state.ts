import type { StateRow } from '../protocol.ts';

/** What has become of a message since it was sent. */
export interface MessageState {
  /** 0 as it was sent. */
  readonly version: number;
  /** Undefined while it stands. */
  readonly revoked: { readonly by: string; readonly reason: string } | undefined;
  /** So many have confirmed it, the last one then (Unix seconds, 0 for nobody). */
  readonly confirmed: number;
  readonly confirmedAt: number;
}

export function toState([version, by, reason, confirmed, confirmedAt]: StateRow): MessageState {
  return { version, revoked: by === '' ? undefined : { by, reason }, confirmed, confirmedAt };
}
