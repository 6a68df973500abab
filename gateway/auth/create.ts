import { createPublicKey, type KeyObject } from 'node:crypto';
import { userIdProblem } from '../../actors/user/user-id.ts';
import { Refused } from '../../events/refused.ts';
import type { AppCredentials, Authenticator, VerifiedSig } from './authenticator.ts';
import { BoundedCache } from './bounded-cache.ts';
import { createRoomKeys } from './room-key.ts';
import { createSessionKeys } from './session-key.ts';
import { cachedTinyIds } from './tiny-id.ts';
import { refuseExpired, verifySignature } from './usersig.ts';

/** Entries per generation of each cache: some MB at most, and more users than talk at once on one small node. */
const CACHE_SIZE = 16_384;
/** Clients log in once; REST callers, who send the same UserSig with every call, are few. */
const SIG_CACHE_SIZE = 1024;

export interface AuthenticatorOptions {
  readonly apps: readonly AppCredentials[];
  readonly clock: { now(): number };
}

interface App {
  readonly secretKey: string;
  readonly publicKey?: KeyObject;
  readonly admins: ReadonlySet<string>;
}

/** The authenticator of the apps given. Throws when a public key is not an EC key in PEM. */
export function createAuthenticator({ apps, clock }: AuthenticatorOptions): Authenticator {
  const byId = new Map<number, App>(apps.map((app) => [app.sdkAppId, appOf(app)]));
  const sessionKeys = createSessionKeys((app) => byId.get(app)?.secretKey, CACHE_SIZE);
  const roomKeys = createRoomKeys((app) => byId.get(app)?.secretKey);
  /** UserSigs whose signature holds: REST clients send the same one with every call. */
  const verified = new BoundedCache<string, VerifiedSig>(SIG_CACHE_SIZE);

  return {
    hasApp: (app) => byId.has(app),
    setApp(app, credentials) {
      // Whatever was good under another key, or before the app was stopped, is looked at again.
      verified.clear();
      sessionKeys.forget();
      if (credentials === undefined) byId.delete(app);
      else byId.set(app, appOf({ ...credentials, sdkAppId: app }));
    },
    isAdmin: (app, user) => byId.get(app)?.admins.has(user) ?? false,
    verifyUserSig(app, user, userSig) {
      const keys = byId.get(app);
      if (keys === undefined) throw new Refused(70020, `SDKAppID ${app} does not exist`);
      // No UserID holds a space, so the three parts cannot be cut in two ways.
      const cacheKey = `${app} ${user} ${userSig}`;
      let sig = verified.get(cacheKey);
      if (sig === undefined) {
        const problem = userIdProblem(user);
        if (problem !== undefined) throw new Refused(70402, problem);
        sig = verifySignature(app, user, userSig, keys);
        verified.set(cacheKey, sig);
      }
      refuseExpired(sig, Math.floor(clock.now() / 1000));
      return sig;
    },
    issueSessionKey: (key) => sessionKeys.issue(key),
    openSessionKey: (text) => sessionKeys.open(text),
    issueRoomKey: (key) => roomKeys.issue(key),
    openRoomKey: (text) => roomKeys.open(text),
    tinyId: cachedTinyIds(CACHE_SIZE),
  };
}

function appOf({ sdkAppId, secretKey, publicKey, admins }: AppCredentials): App {
  const common = { secretKey, admins: new Set(admins) };
  return publicKey === undefined ? common : { ...common, publicKey: ecPublicKey(sdkAppId, publicKey) };
}

function ecPublicKey(app: number, pem: string): KeyObject {
  let key: KeyObject;
  try {
    key = createPublicKey(pem);
  } catch (cause) {
    throw new Error(`the public key of SDKAppID ${app} is not a PEM`, { cause });
  }
  if (key.asymmetricKeyType !== 'ec') throw new Error(`the public key of SDKAppID ${app} is not an EC key`);
  return key;
}
