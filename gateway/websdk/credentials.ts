import type { Resumed } from '../../actors/commands/types.ts';
import type { Caller } from '../../events/caller.ts';
import type { SessionKey } from '../auth/authenticator.ts';
import type { Services } from '../services.ts';
import type { Context } from './command.ts';
import { InstanceKicked, refuse } from './errors.ts';
import { isPlatform } from './platforms.ts';
import type { Head } from './protocol.ts';

/** The user who has logged in on this socket, when the packet is his: its key was verified then. Throws 70001, 70013. */
export function knownCaller({ services, socket, head }: Context): Caller | undefined {
  const session = socket.session;
  if (session === undefined || session.a2 !== head.a2) return undefined;
  checkHead(services, session.key, head);
  return { ...session.caller, requestId: String(head.seq) };
}

/**
 * Who sends this packet, by its head alone: a reconnecting client sends its pending requests again before it logs in
 * again (wire-core.md §1.7, §3.9). Throws `Refused`: 60004 no session key, or its login is over, 20002 not ours, 70001 the
 * UserSig behind it has expired, 70013 another user's identifier, 1002 kicked.
 */
export async function authenticate(context: Context): Promise<Caller> {
  const { services, socket, head } = context;
  if (head.a2 === '') throw refuse('noCredentials');
  if (head.a2 === socket.over) throw refuse('loggedOut');
  const key = openKey(context);
  const caller = callerOf(services, key, head);
  // Another socket of this instance is alive, or the actor says. Not remembered: nobody would tell this socket of a kick.
  if (services.sessions.find(key.app, key.user, key.instance) !== undefined) return caller;
  await checkAlive(services, caller, head.servcmd === HELLO);
  return caller;
}

/**
 * The end of a login is told once: by push, or to a client that says hello or logs in again because it believes to be
 * online. Every 1002, 20002 and 70001 resets the client anew, even when it has logged in again meanwhile, so stragglers
 * (behind a kick, or behind the client's own logout) hear an ordinary error. Seen in both versions.
 */
const HELLO = 'im_open_status.wshello';

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

/** What is known of an instance that has not ended. Throws when it has; `tell`: with the code that ends the client's login, 1002 for a kick, else 20002. */
export async function checkAlive(services: Services, caller: Caller, tell: boolean): Promise<Resumed> {
  const resumed = await services.commands.resume(caller);
  const { alive, kicked } = resumed;
  if (alive) return resumed;
  if (!tell) throw refuse('loggedOut');
  throw kicked === undefined ? refuse('badSession') : new InstanceKicked(kicked);
}

function checkHead(services: Services, key: SessionKey, head: Head): void {
  if (key.app !== head.sdkappid) throw refuse('badSession');
  if (head.identifier !== '' && head.identifier !== key.user) throw refuse('otherUser');
  if (key.expiresAt * 1000 <= services.clock.now()) throw refuse('expired');
}
