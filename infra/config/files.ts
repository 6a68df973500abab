import { createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { BadConfig } from './errors.ts';
import type { Settings } from './schema.ts';

/** PEM text of the public key for ECDSA UserSigs, undefined when none is configured. Throws `BadConfig`. */
export function publicKeyOf({ publicKey }: Settings): string | undefined {
  if (publicKey === undefined) return undefined;
  const pem = read('publicKey', publicKey);
  const key = parsed('publicKey', publicKey, () => createPublicKey(pem));
  if (key.asymmetricKeyType !== 'ec') throw new BadConfig(`publicKey: ${publicKey} holds no EC key`);
  return pem;
}

/**
 * The server's certificate, checked together with its key; undefined without TLS. Throws `BadConfig` when a file cannot
 * be read or the two do not belong together.
 */
export function certificateOf({ tlsCert, tlsKey }: Settings): X509Certificate | undefined {
  if (tlsCert === undefined || tlsKey === undefined) return undefined;
  const certificate = parsed('tlsCert', tlsCert, () => new X509Certificate(read('tlsCert', tlsCert)));
  const key = parsed('tlsKey', tlsKey, () => createPrivateKey(read('tlsKey', tlsKey)));
  if (!certificate.checkPrivateKey(key)) throw new BadConfig(`tlsKey: ${tlsKey} is not the key of ${tlsCert}`);
  return certificate;
}

function read(name: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new BadConfig(`${name}: ${file} cannot be read: ${cause instanceof Error ? cause.message : cause}`, {
      cause,
    });
  }
}

function parsed<T>(name: string, file: string, parse: () => T): T {
  try {
    return parse();
  } catch (cause) {
    if (cause instanceof BadConfig) throw cause;
    throw new BadConfig(`${name}: ${file} holds no usable PEM`, { cause });
  }
}
