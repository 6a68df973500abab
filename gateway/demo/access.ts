/** Who may ask the demo for UserSigs: anybody who can reach the server, only this machine, or nobody. */
export type DemoAccess = 'anybody' | 'loopback' | 'nobody';

export interface DemoAccessOptions {
  /** Address the server listens on. */
  readonly host: string;
  /** The operator has switched the demo on for every visitor. */
  readonly openToAll: boolean;
}

const loopbackHosts: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]', '::1']);

/**
 * A page that logs in as anyone hands out the keys of every user, so it is on by default only where nobody else can
 * reach it.
 */
export function demoAccess({ host, openToAll }: DemoAccessOptions): DemoAccess {
  if (openToAll) return 'anybody';
  return loopbackHosts.has(host) ? 'loopback' : 'nobody';
}

/**
 * Whether a request may have a UserSig; `hostHeader` is its `Host`. With `loopback` the name must be one of this machine
 * too: a foreign site whose name was made to point here (DNS rebinding) shows its own name.
 */
export function mayHaveUserSig(access: DemoAccess, hostHeader: string): boolean {
  if (access !== 'loopback') return access === 'anybody';
  return loopbackHosts.has(hostHeader.replace(/:\d+$/, ''));
}
