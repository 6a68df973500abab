import { createHmac, type KeyObject, timingSafeEqual, verify } from 'node:crypto';
import { deflateSync, inflateSync } from 'node:zlib';
import { Refused } from '../../events/refused.ts';
import type { VerifiedSig } from './authenticator.ts';

/** Validity of a UserSig whose maker names none: 180 days, in seconds (rest-api.md §2). */
export const DEFAULT_EXPIRE_SECONDS = 180 * 24 * 60 * 60;

/** A UserSig is some 200 characters, a privilege map included: anything far beyond is not one. */
const MAX_CHARACTERS = 4096;
const MAX_INFLATED_BYTES = 4096;

/** What a UserSig says, not yet verified. Values are kept as they were signed. */
type Claims =
  | ({ readonly form: 'v2'; readonly userBuf: string | undefined; readonly sig: string } & CommonClaims)
  | ({ readonly form: 'v1'; readonly sig: string } & CommonClaims);

interface CommonClaims {
  readonly user: string;
  readonly app: number;
  readonly time: number;
  readonly expire: number;
}

/** Keys that an app's UserSigs are verified with. */
export interface SigKeys {
  readonly secretKey: string;
  /** For the ECDSA form. */
  readonly publicKey?: KeyObject;
}

export interface SignOptions {
  /** Unix seconds of issue. */
  readonly time: number;
  /** Validity in seconds. Default: 180 days. */
  readonly expire?: number;
  /** Privilege map of the audio and video product (rest-api.md §2.2). */
  readonly userBuf?: Uint8Array;
}

/** Makes a UserSig in form v2, HMAC-SHA256 (rest-api.md §2.1). */
export function signUserSig(app: number, user: string, secretKey: string, options: SignOptions): string {
  const { time, expire = DEFAULT_EXPIRE_SECONDS } = options;
  const userBuf = options.userBuf && Buffer.from(options.userBuf).toString('base64');
  const sig = hmac(secretKey, textV2({ user, app, time, expire, userBuf }));
  const json = {
    'TLS.ver': '2.0',
    'TLS.identifier': user,
    'TLS.sdkappid': app,
    'TLS.expire': expire,
    'TLS.time': time,
    ...(userBuf !== undefined && { 'TLS.userbuf': userBuf }),
    'TLS.sig': sig,
  };
  const packed = deflateSync(JSON.stringify(json)).toString('base64');
  return packed.replaceAll('+', '*').replaceAll('/', '-').replaceAll('=', '_');
}

/**
 * Verifies a UserSig of either form, in the order of error-codes.md §18, except for its time: see `refuseExpired`.
 * Throws `Refused`: 70002 empty, 70003 malformed, 70014 another app, 70013 another user, 70016 no public key for the
 * ECDSA form, 70009 signed by another key.
 */
export function verifySignature(app: number, user: string, userSig: string, keys: SigKeys): VerifiedSig {
  if (userSig === '') throw new Refused(70002, 'UserSig is empty');
  const claims = decode(userSig);
  if (claims.app !== app) throw new Refused(70014, `UserSig was made for SDKAppID ${claims.app}, not for ${app}`);
  if (claims.user !== user) throw new Refused(70013, 'UserSig was made for another UserID');
  if (claims.form === 'v1' && keys.publicKey === undefined) {
    throw new Refused(70016, `no public key is configured for SDKAppID ${app}`);
  }
  if (!signatureHolds(claims, keys)) throw new Refused(70009, 'UserSig was not signed with the key of this SDKAppID');
  return { issuedAt: claims.time, expiresAt: claims.time + claims.expire };
}

/** Throws `Refused` 70001 once `expiresAt` has passed: in its very second a UserSig is still good. */
export function refuseExpired(sig: VerifiedSig, nowSeconds: number): void {
  if (sig.expiresAt < nowSeconds) throw new Refused(70001, 'UserSig has expired');
}

function signatureHolds(claims: Claims, keys: SigKeys): boolean {
  if (claims.form === 'v2') {
    const expected = Buffer.from(hmac(keys.secretKey, textV2(claims)));
    const given = Buffer.from(claims.sig);
    return given.length === expected.length && timingSafeEqual(given, expected);
  }
  if (keys.publicKey === undefined) return false;
  return verify('sha256', Buffer.from(textV1(claims)), keys.publicKey, Buffer.from(claims.sig, 'base64'));
}

function hmac(secretKey: string, text: string): string {
  return createHmac('sha256', secretKey).update(text).digest('base64');
}

function textV2(claims: CommonClaims & { readonly userBuf: string | undefined }): string {
  const { user, app, time, expire, userBuf } = claims;
  const text = `TLS.identifier:${user}\nTLS.sdkappid:${app}\nTLS.time:${time}\nTLS.expire:${expire}\n`;
  return userBuf === undefined ? text : `${text}TLS.userbuf:${userBuf}\n`;
}

/** rest-api.md §2.3. */
function textV1({ user, app, time, expire }: CommonClaims): string {
  return (
    `TLS.appid_at_3rd:0\nTLS.account_type:0\nTLS.identifier:${user}\nTLS.sdk_appid:${app}\n` +
    `TLS.time:${time}\nTLS.expire_after:${expire}\n`
  );
}

function decode(userSig: string): Claims {
  const json = unpack(userSig);
  const claims = json['TLS.ver'] === undefined ? claimsV1(json) : claimsV2(json);
  if (claims === undefined) throw malformed('its fields are not those of a UserSig');
  return claims;
}

function claimsV2(json: Record<string, unknown>): Claims | undefined {
  const common = commonClaims(json['TLS.identifier'], json['TLS.sdkappid'], json['TLS.time'], json['TLS.expire']);
  const sig = json['TLS.sig'];
  const userBuf = json['TLS.userbuf'];
  if (common === undefined || json['TLS.ver'] !== '2.0' || typeof sig !== 'string') return undefined;
  if (userBuf !== undefined && typeof userBuf !== 'string') return undefined;
  return { form: 'v2', ...common, userBuf, sig };
}

function claimsV1(json: Record<string, unknown>): Claims | undefined {
  const common = commonClaims(
    json['TLS.identifier'],
    json['TLS.sdk_appid'],
    json['TLS.time'],
    json['TLS.expire_after'],
  );
  const sig = json['TLS.sig'];
  if (common === undefined || typeof sig !== 'string' || typeof json['TLS.version'] !== 'string') return undefined;
  if (json['TLS.account_type'] !== '0' || json['TLS.appid_at_3rd'] !== '0') return undefined;
  return { form: 'v1', ...common, sig };
}

function commonClaims(user: unknown, app: unknown, time: unknown, expire: unknown): CommonClaims | undefined {
  const numbers = [app, time, expire].map(integer);
  const [appId, issuedAt, validity] = numbers;
  if (typeof user !== 'string' || appId === undefined || issuedAt === undefined || validity === undefined)
    return undefined;
  return { user, app: appId, time: issuedAt, expire: validity };
}

/** Numbers in form v2, strings in form v1; makers of either form exist that use the other kind. A negative validity has expired. */
function integer(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^-?\d{1,15}$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : undefined;
}

/** base64 with `* - _` for `+ / =`, then zlib, then JSON. Only the one text that packs to these bytes is accepted. */
function unpack(userSig: string): Record<string, unknown> {
  if (userSig.length > MAX_CHARACTERS) throw malformed(`it is longer than ${MAX_CHARACTERS} characters`);
  const base64 = userSig.replaceAll('*', '+').replaceAll('-', '/').replaceAll('_', '=');
  const packed = Buffer.from(base64, 'base64');
  if (packed.toString('base64') !== base64 || /[+/=]/.test(userSig))
    throw malformed('it is not the base64 of UserSigs');
  let json: unknown;
  try {
    json = JSON.parse(inflate(packed));
  } catch (cause) {
    throw malformed('it does not unpack to JSON', cause);
  }
  if (typeof json !== 'object' || json === null) throw malformed('it does not unpack to an object');
  return json as Record<string, unknown>;
}

function inflate(packed: Buffer): string {
  // Bytes behind the end of the zlib stream would be ignored: two texts would be one UserSig.
  const { buffer, engine } = inflateSync(packed, { maxOutputLength: MAX_INFLATED_BYTES, info: true }) as unknown as {
    readonly buffer: Buffer;
    readonly engine: { readonly bytesWritten: number };
  };
  if (engine.bytesWritten !== packed.length) throw new Error('bytes behind the end');
  return buffer.toString();
}

function malformed(why: string, cause?: unknown): Refused {
  return new Refused(70003, `UserSig is malformed: ${why}`, false, { cause });
}
