import type { Caller } from '../../events/caller.ts';
import { Refused } from '../../events/refused.ts';
import type { Platform } from '../../events/user/events.ts';
import type { SessionKey } from '../auth/authenticator.ts';
import type { Services } from '../services.ts';
import { integer, may, need, needMap, oneOf, text, uint32 } from './fields.ts';
import { PROTOCOL_VERSION } from './protocol.ts';

const platforms = oneOf<Platform>('Android', 'iPhone', 'iPad', 'Windows', 'Mac', 'Linux', 'Web', 'Server');

export interface Proven {
  readonly caller: Caller;
  readonly sessionKey: string;
  /** Unix seconds at which the UserSig behind it ends. */
  readonly expiresAt: number;
}

/**
 * Proves who a socket is, by a UserSig (opens an instance) or by the session key of an instance, which may have ended
 * since: the caller registers the session, then asks. @throws Refused: the codes of `verifyUserSig`; 20001 bad fields;
 * 20002 bad session key; 70001 the UserSig behind it has expired.
 */
export async function prove(services: Services, value: unknown, requestId: number): Promise<Proven> {
  const fields = needMap(value);
  need(integer(PROTOCOL_VERSION, PROTOCOL_VERSION), 'version', fields.version);
  const app = need(uint32, 'app', fields.app);
  const user = need(text(32, 1), 'user', fields.user);
  const sessionKey = may(text(1024), 'sessionKey', fields.sessionKey);
  const base = { app, user, admin: services.auth.isAdmin(app, user), requestId: String(requestId) };
  if (sessionKey !== undefined) return resume(services, base, sessionKey);

  const platform = need(platforms, 'platform', fields.platform);
  const device = need(text(64, 1), 'device', fields.device);
  const sig = services.auth.verifyUserSig(app, user, may(text(4096), 'userSig', fields.userSig) ?? '');
  const { instance } = await services.commands.login({ ...base, platform, device, sigIssuedAt: sig.issuedAt });
  const key = services.auth.issueSessionKey({ app, user, instance, platform, expiresAt: sig.expiresAt });
  return { caller: { ...base, platform, instance }, sessionKey: key, expiresAt: sig.expiresAt };
}

function resume(services: Services, base: Omit<Caller, 'platform' | 'instance'>, sessionKey: string): Proven {
  const key = services.auth.openSessionKey(sessionKey);
  if (key === undefined || key.app !== base.app || key.user !== base.user) {
    throw new Refused(20002, 'the session key is not valid');
  }
  if (key.expiresAt * 1000 <= services.clock.now()) throw new Refused(70001, 'the UserSig has expired');
  const caller = { ...base, platform: platformOf(key), instance: key.instance };
  return { caller, sessionKey, expiresAt: key.expiresAt };
}

function platformOf(key: SessionKey): Platform {
  return platforms(key.platform) ?? 'Web';
}
