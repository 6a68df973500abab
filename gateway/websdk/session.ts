import type { Caller } from '../../events/caller.ts';
import type { SessionKey } from '../auth/authenticator.ts';
import type { Connection } from '../connection.ts';
import type { Dialect, Session } from '../sessions.ts';
import type { WebSdkSocket } from './socket.ts';

/** A logged-in instance on a web SDK socket. */
export class WebSdkSession implements Session {
  constructor(
    readonly dialect: Dialect,
    readonly socket: WebSdkSocket,
    readonly caller: Caller,
    /** The session key as the client sends it: a packet with this very text needs no second verification. */
    readonly a2: string,
    readonly key: SessionKey,
  ) {}

  get connection(): Connection {
    return this.socket.connection;
  }
}
