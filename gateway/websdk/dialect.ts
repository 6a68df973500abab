import type { Kick, Notice, Side } from '../delivery/notice.ts';
import type { Services } from '../services.ts';
import type { Dialect, Session } from '../sessions.ts';
import { encodeNotice, kickFrame } from './encode.ts';
import { WebSdkSession } from './session.ts';

/** How web SDK sessions are told things. */
export function createDialect(services: Pick<Services, 'auth' | 'sessions' | 'logger'>): Dialect {
  return {
    name: 'websdk',
    encode(notice: Notice, side: Side) {
      try {
        return encodeNotice(services.auth, notice, side);
      } catch (error) {
        // A body that another dialect let in and JSON cannot hold must not end the delivery of everybody's messages.
        services.logger.error({ err: error, kind: notice.kind }, 'a notice that the web SDK cannot be told');
        return undefined;
      }
    },
    kick(session: Session, kick: Kick): void {
      services.sessions.close(session);
      session.connection.answer(kickFrame(kick));
      // The socket stays open: a kicked client says goodbye with a `wslogout` and reports the kick when that is
      // answered; on a closed socket it would first come back and log in again (wire-core.md §3.6).
      if (session instanceof WebSdkSession && session.socket.session === session) {
        session.socket.session = undefined;
        session.socket.over = session.a2;
      }
    },
  };
}
