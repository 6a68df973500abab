import type { Kick, Notice, Side } from '../delivery/notice.ts';
import type { Services } from '../services.ts';
import type { Dialect, Session } from '../sessions.ts';
import { encodeNotice, kickFrame } from './encode.ts';
import { WebSdkSession } from './session.ts';

/** How web SDK sessions are told things. */
export function createDialect(services: Pick<Services, 'auth' | 'sessions'>): Dialect {
  return {
    name: 'websdk',
    encode: (notice: Notice, side: Side) => encodeNotice(services.auth, notice, side),
    kick(session: Session, kick: Kick): void {
      services.sessions.close(session);
      session.connection.send(kickFrame(kick));
      // The socket stays open: a kicked client says goodbye with a `wslogout` and reports the kick when that is
      // answered; on a closed socket it would first come back and log in again (wire-core.md §3.6).
      if (session instanceof WebSdkSession && session.socket.session === session) {
        session.socket.session = undefined;
        session.socket.over = session.a2;
      }
    },
  };
}
