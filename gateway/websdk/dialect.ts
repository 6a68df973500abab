import type { Kick, Notice, Side } from '../delivery/notice.ts';
import type { Services } from '../services.ts';
import type { Dialect, Session } from '../sessions.ts';
import { encodeNotice, kickFrame } from './encode.ts';
import { WebSdkSession } from './session.ts';
import type { Origin } from './socket.ts';

/** The dialect of a connection: what a client is told depends on its version. */
export type DialectOf = (origin: Pick<Origin, 'sdkversion'>) => Dialect;

/** What versions before 3 would take for something else: they show a pin as a tip, and count it (wire-groups.md §14). */
const unknownBefore3: ReadonlySet<Notice['kind']> = new Set(['groupPin', 'reactionChanged', 'ownReaction']);

/** Clients that do not say their version are taken for new ones. */
export function createDialects(services: DialectServices): DialectOf {
  const present = createDialect(services);
  const older: Dialect = {
    ...present,
    encode: (notice, side) => (unknownBefore3.has(notice.kind) ? undefined : present.encode(notice, side)),
  };
  return ({ sdkversion }) => (/^[012]\./.test(sdkversion) ? older : present);
}

type DialectServices = Pick<Services, 'auth' | 'sessions' | 'logger'>;

/** How web SDK sessions are told things. */
function createDialect(services: DialectServices): Dialect {
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
