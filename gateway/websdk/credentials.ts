import type { Caller } from '../../events/caller.ts';
import type { SessionKey } from '../auth/authenticator.ts';
import type { Services } from '../services.ts';
import type { Context } from './command.ts';
import { InstanceKicked, refuse } from './errors.ts';
import { isPlatform } from './platforms.ts';
import type { Head } from './protocol.ts';

/**
 * Who sends this packet, by its head alone: a reconnecting client sends its pending requests again before it logs in
 * again (wire-core.md §1.7, §3.9). Throws `Refused`: 60004 no session key, 20002 not ours or logged out, 70001 the
 * UserSig behind it has expired, 70013 another user's identifier, 1002 kicked.
 */
export async function authenticate(context: Context): Promise<Caller> {
  const { services, socket, head } = context;
  const session = socket.session;
  if (session !== undefined && session.a2 === head.a2) {
    checkHead(services, session.key, head);
    return withRequest(session.caller, head);
  }
  if (head.a2 === '') throw refuse('noCredentials');
  if (socket.kicked !== undefined) throw new InstanceKicked(socket.kicked);
  const key = openKey(context);
  const caller = callerOf(services, key, head);
  // Another socket of this instance is alive, or the actor says. Not remembered: nobody would tell this socket of a kick.
  if (services.sessions.find(key.app, key.user, key.instance) === undefined) await checkAlive(services, caller);
  return caller;
}

/** Opens `head.a2`. Throws `Refused` as `authenticate` does. */
export function openKey({ services, head }: Context): SessionKey {
  const key = services.auth.openSessionKey(head.a2);
  if (key === undefined) throw refuse('badSession');
  if (head.tinyid !== services.auth.tinyId(key.app, key.user)) throw refuse('badSession');
  checkHead(services, key, head);
  return key;
}

export function callerOf(services: Services, key: SessionKey, head: Head): Caller {
  return {
    app: key.app,
    user: key.user,
    admin: services.auth.isAdmin(key.app, key.user),
    platform: isPlatform(key.platform) ? key.platform : 'Web',
    instance: key.instance,
    requestId: String(head.seq),
  };
}

/** Throws 1002 or 20002 when the instance has ended. */
export async function checkAlive(services: Services, caller: Caller): Promise<void> {
  const { alive, kicked } = await services.commands.resume(caller);
  if (alive) return;
  throw kicked === undefined ? refuse('badSession') : new InstanceKicked(kicked);
}

function checkHead(services: Services, key: SessionKey, head: Head): void {
  if (key.app !== head.sdkappid) throw refuse('badSession');
  if (head.identifier !== '' && head.identifier !== key.user) throw refuse('otherUser');
  if (key.expiresAt * 1000 <= services.clock.now()) throw refuse('expired');
}

function withRequest(caller: Caller, head: Head): Caller {
  return { ...caller, requestId: String(head.seq) };
}
