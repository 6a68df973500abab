import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { compileFunction } from 'node:vm';
import WebSocket from 'ws';
import { pageGlobals } from './page.ts';
import type { Sdk } from './sdk-types.ts';
import type { Timers } from './timers.ts';
import type { Traffic } from './traffic.ts';

/** The published packages under test, byte for byte as npm delivers them. */
const packages = {
  /** 3.6.6: needs nothing but a WebSocket. */
  chat: { name: '@tencentcloud/chat', browser: false },
  /** 2.27.6: opens no socket without `window`, and reads `document` when it sends. */
  tim: { name: 'tim-js-sdk', browser: true },
  /** 2.27.6, the build with the friend API. */
  'tim-friendship': { name: 'tim-js-sdk/tim-js-friendship.js', browser: true },
} as const;

export type SdkName = keyof typeof packages;

type Log = (...values: unknown[]) => void;

const require = createRequire(import.meta.url);

/**
 * Loads a copy of its own of a client: a bundle hands out one client per SDKAppID, so that two users of one process need
 * two copies. It is wrapped as Node wraps a CommonJS module; the stand-ins for a browser come in as further parameters,
 * and no global of this process changes. `inPage`: with what every page has, which uploads need.
 */
export function loadSdk(name: SdkName, timers: Timers, traffic: Traffic, log: Log, inPage = false): Sdk {
  const { name: id, browser } = packages[name];
  const file = require.resolve(id);
  const module: { exports: unknown } = { exports: {} };
  const window = browser || inPage ? fakeWindow() : undefined;
  const parameters = {
    module,
    exports: module.exports,
    WebSocket: socketClass(traffic, log),
    XMLHttpRequest: DeadRequest,
    window,
    navigator: window?.navigator,
    document: window && { charset: 'UTF-8', characterSet: 'UTF-8' },
    localStorage: undefined,
    Worker: undefined,
    console: quietConsole(log),
    ...pageGlobals,
    ...timers,
  };
  const run = compileFunction(readFileSync(file, 'utf8'), Object.keys(parameters), { filename: file });
  Reflect.apply(run, module.exports, Object.values(parameters));
  const exported = module.exports as Sdk & { readonly default?: Sdk };
  return exported.default ?? exported;
}

function socketClass(traffic: Traffic, log: Log): unknown {
  return class extends WebSocket {
    constructor(address: string | URL) {
      super(address);
      traffic.watch(this);
      // Closing a socket that still connects is an error event in `ws`, which would end the process; browsers are silent.
      this.on('error', () => {});
      this.on('open', () => log('open', address));
      this.on('close', (code) => log('close', code));
    }

    override send(data: Parameters<WebSocket['send']>[0]): void {
      traffic.leaving(data);
      super.send(data);
    }
  };
}

/** 2.27.6 uploads its log to its vendor when it is not connected; nothing leaves this process. */
class DeadRequest {
  open(): void {}
  setRequestHeader(): void {}
  send(): void {}
  abort(): void {}
  getAllResponseHeaders(): string {
    return '';
  }
}

function fakeWindow() {
  const nothing = () => {};
  return {
    addEventListener: nothing,
    removeEventListener: nothing,
    location: { href: 'http://127.0.0.1/' },
    URL,
    performance: {},
    // Without cookies the client keeps nothing in a storage.
    navigator: { userAgent: 'conformance', cookieEnabled: false },
  };
}

function quietConsole(log: Log): object {
  return new Proxy(
    {},
    {
      get:
        (_target, method) =>
        (...values: unknown[]) =>
          log(String(method), ...values),
    },
  );
}

/**
 * Some promises inside the clients have no handler (the automatic re-login, for one): a line in a browser's console, the
 * end of a process here. Errors of the clients' own shape are let go; call once per process.
 */
export function ignoreSdkRejections(): void {
  if (process.listeners('unhandledRejection').includes(onRejection)) return;
  process.on('unhandledRejection', onRejection);
}

function onRejection(reason: unknown): void {
  const own = reason instanceof Error && 'code' in reason && typeof reason.code === 'number' && 'data' in reason;
  if (!own) throw reason;
}
