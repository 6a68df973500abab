import type { Platform } from '../events/user/events.ts';
import type { Connection } from './connection.ts';

/** Seconds of silence after which a connection counts as lost, by what is at its other end (product.md §2.3). */
export interface LinkTimes {
  readonly web: number;
  readonly native: number;
}

type Kind = keyof LinkTimes;

const kindOf: Readonly<Record<Platform, Kind>> = {
  Android: 'native',
  iPhone: 'native',
  iPad: 'native',
  Mac: 'native',
  Windows: 'native',
  Linux: 'native',
  Server: 'native',
  Web: 'web',
  MiniProgram: 'web',
};

/** A silent peer is pinged this often at least: native clients give a sign of life every two minutes (product.md §2.3). */
const PING_S = 120;

interface Link {
  kind: Kind;
  silentS: number;
}

/**
 * Ends connections at whose other end nobody is any more. What closes is seen at once; what just falls silent is pinged, and
 * every client answers that by itself, so a page that is throttled in the background or a process without a screen stays.
 * `second` is called once a second.
 */
export class Links {
  readonly #links = new Map<Connection, Link>();
  readonly #times: LinkTimes;

  constructor(times: LinkTimes) {
    this.#times = times;
  }

  opened(connection: Connection, kind: Kind): void {
    this.#links.set(connection, { kind, silentS: 0 });
  }

  /** A device of this platform has logged in on it. */
  carries(connection: Connection, platform: Platform): void {
    const link = this.#links.get(connection);
    if (link !== undefined) link.kind = kindOf[platform];
  }

  closed(connection: Connection): void {
    this.#links.delete(connection);
  }

  second(): void {
    for (const [connection, link] of this.#links) {
      if (connection.heard) {
        connection.heard = false;
        link.silentS = 0;
        continue;
      }
      const most = this.#times[link.kind];
      if (++link.silentS > most) connection.drop();
      else if (link.silentS % Math.min(PING_S, Math.ceil(most / 2)) === 0) connection.ping();
    }
  }
}
