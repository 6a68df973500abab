import type { AppDirectory } from '../actors/ports.ts';
import type { AppState } from '../events/app/events.ts';
import type { Envelope } from '../events/envelope.ts';
import type { EventLog, Subscription } from '../events/log.ts';
import { parseStream } from '../events/stream.ts';
import type { Authenticator } from '../gateway/auth/authenticator.ts';
import type { Sessions } from '../gateway/sessions.ts';
import type { AppRow } from '../projections/apps/projection.ts';
import type { AppKeys } from './app-keys.ts';

export interface AppsParts {
  readonly home: number;
  readonly most: number;
  readonly keys: AppKeys;
  readonly log: EventLog;
  readonly sessions: Sessions;
  readonly rows: () => Promise<readonly Readonly<AppRow>[]>;
  readonly report: (error: unknown) => void;
}

interface Known {
  admins: readonly string[];
  state: AppState;
  /** Only of an app that may be used. */
  key?: string | undefined;
}

/** The apps of this server: lets whoever checks signatures know of those that may be used, and ends the logins of the rest. */
export class Apps implements AppDirectory {
  readonly #parts: AppsParts;
  readonly #known = new Map<number, Known>();
  #auth: Pick<Authenticator, 'setApp'> | undefined;
  #later: Promise<void> = Promise.resolve();

  constructor(parts: AppsParts) {
    this.#parts = parts;
  }

  get home(): number {
    return this.#parts.home;
  }

  get most(): number {
    return this.#parts.most;
  }

  /** Those that are to be served besides the one of the configuration. */
  get active(): readonly number[] {
    return [...this.#known].filter(([, { state }]) => state === 'active').map(([app]) => app);
  }

  /** The key of an app that may be used now, besides the one of the configuration. */
  secretOf(app: number): string | undefined {
    return this.#known.get(app)?.key;
  }

  all = async (): Promise<readonly number[]> => [...this.#known.keys()];

  async makeKey(app: number, key: string | undefined): Promise<string> {
    return this.#parts.keys.make(app, key);
  }

  key(app: number): Promise<string> {
    return this.#parts.keys.read(app);
  }

  forgetKey(app: number): Promise<void> {
    return this.#parts.keys.forget(app);
  }

  /** Once the projections have caught up: what is so now, then every change. */
  async follow(auth: Pick<Authenticator, 'setApp'>): Promise<Subscription> {
    this.#auth = auth;
    const { log, rows, report } = this.#parts;
    for (const { app, admins, state } of await rows()) {
      // Made here once, and run by the configuration now.
      if (app === this.home) continue;
      this.#known.set(app, { admins, state });
      // An app without its key is closed; the others are not.
      await this.#tell(app).catch(report);
      // Whoever deleted it may have died before he came to that.
      if (state === 'deleted') await this.forgetKey(app).catch(report);
    }
    return log.subscribeAll({ after: log.lastPosition() }, (events) => {
      for (const event of events) this.#event(event);
    });
  }

  #event(event: Envelope): void {
    if (event.type !== 'AppCreated' && event.type !== 'AppAdminsSet' && event.type !== 'AppStateSet') return;
    const { app } = parseStream(event.stream);
    if (app === this.home) return;
    const known = this.#known.get(app) ?? { admins: [], state: 'active' };
    if (event.type === 'AppStateSet') known.state = event.data.state;
    else known.admins = event.data.admins ?? [];
    this.#known.set(app, known);
    this.#later = this.#later.then(() => this.#tell(app)).catch(this.#parts.report);
  }

  /** Resolves when what has happened so far is known to whoever checks signatures. */
  settled(): Promise<void> {
    return this.#later;
  }

  async #tell(app: number): Promise<void> {
    const known: Known = this.#known.get(app) ?? { admins: [], state: 'deleted' };
    const { admins, state } = known;
    if (state === 'active') {
      const secretKey = await this.key(app);
      known.key = secretKey;
      this.#auth?.setApp(app, { secretKey, admins });
      return;
    }
    known.key = undefined;
    this.#auth?.setApp(app, undefined);
    for (const session of this.#parts.sessions.ofApp(app)) {
      session.dialect.kick(session, { reason: 'restApi', byPlatform: undefined });
    }
  }
}
