import { createHmac, timingSafeEqual } from 'node:crypto';
import type { SessionKey } from './authenticator.ts';
import { BoundedCache } from './bounded-cache.ts';

/**
 * Session keys (`head.a2`): `<payload>.<mac>`, both base64url. The payload is the text
 * `<app>.<instance>.<expiresAt>.<platform>.<user>`, the MAC the first 128 bits of HMAC-SHA256 over the payload's base64url
 * form. Nothing is stored: a key stays good across restarts, and is worthless under another secret.
 */
const PAYLOAD = /^(\d{1,10})\.(\d{1,10})\.(\d{1,16})\.([A-Za-z]{1,16})\.([\x21-\x7e]+)$/;
const MAC_BYTES = 16;
/** The longest payload there can be, in base64url, the dot and the MAC: no need to look at anything longer. */
const MAX_CHARACTERS = 160;

export interface SessionKeys {
  issue(key: SessionKey): string;
  open(text: string): SessionKey | undefined;
  /** Secrets have changed: nothing that was verified before counts. */
  forget(): void;
}

/** `secretOf`: secret key of an app, undefined for an app that is not here. `cacheSize`: keys to remember as verified. */
export function createSessionKeys(secretOf: (app: number) => string | undefined, cacheSize: number): SessionKeys {
  const verified = new BoundedCache<string, SessionKey>(cacheSize);
  const macKeys = new Map<number, Buffer>();

  function macOf(app: number, payload: string): Buffer | undefined {
    let key = macKeys.get(app);
    if (key === undefined) {
      const secret = secretOf(app);
      if (secret === undefined) return undefined;
      // A key of its own, so that no session key is ever also a signature of something else.
      key = createHmac('sha256', secret).update('yanshu session key 1').digest();
      macKeys.set(app, key);
    }
    return createHmac('sha256', key).update(payload).digest().subarray(0, MAC_BYTES);
  }

  function verify(text: string): SessionKey | undefined {
    if (text.length > MAX_CHARACTERS) return undefined;
    const [payload = '', mac = '', ...rest] = text.split('.');
    const fields = PAYLOAD.exec(Buffer.from(payload, 'base64url').toString());
    if (fields === null || rest.length > 0) return undefined;
    const [, app, instance, expiresAt, platform = '', user = ''] = fields;
    const expected = macOf(Number(app), payload);
    const given = Buffer.from(mac, 'base64url');
    if (expected === undefined || given.toString('base64url') !== mac) return undefined;
    if (given.length !== expected.length || !timingSafeEqual(expected, given)) return undefined;
    return { app: Number(app), instance: Number(instance), expiresAt: Number(expiresAt), platform, user };
  }

  return {
    issue({ app, instance, expiresAt, platform, user }) {
      const payload = Buffer.from(`${app}.${instance}.${expiresAt}.${platform}.${user}`).toString('base64url');
      const mac = macOf(app, payload);
      if (mac === undefined) throw new Error(`no app ${app} to issue a session key for`);
      return `${payload}.${mac.toString('base64url')}`;
    },
    open(text) {
      let key = verified.get(text);
      if (key === undefined) {
        key = verify(text);
        if (key !== undefined) verified.set(text, key);
      }
      return key;
    },
    forget() {
      verified.clear();
      macKeys.clear();
    },
  };
}
