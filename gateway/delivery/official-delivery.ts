import type { Envelope } from '../../events/envelope.ts';
import { isOfficial } from '../../events/official/events.ts';
import { parseStream } from '../../events/stream.ts';
import type { Sessions } from '../sessions.ts';
import { Telling } from './fan-out.ts';
import type { OfficialNotice } from './official-notices.ts';

/** What the delivery asks about official accounts. */
export interface OfficialLookup {
  find(app: number, account: string): { readonly owner: string } | undefined;
  page(
    app: number,
    account: string,
    page: { readonly after: string; readonly limit: number; readonly former: boolean },
  ): Promise<readonly { readonly user: string }[]>;
}

/** Subscribers that are looked at in one go. */
const PAGE = 500;

type About = { readonly app: number; readonly account: string; readonly position: number };

/** Tells connected users what happens to official accounts they subscribe to, and owners what is written to theirs. */
export class OfficialDelivery {
  readonly #sessions: Sessions;
  readonly #lookup: OfficialLookup;
  readonly #report: (error: unknown) => void;
  /** Changes are told one after the other, each to thousands. */
  #later: Promise<void> = Promise.resolve();

  constructor(sessions: Sessions, lookup: OfficialLookup, report: (error: unknown) => void) {
    this.#sessions = sessions;
    this.#lookup = lookup;
    this.#report = report;
  }

  event(event: Envelope): void {
    if (event.type === 'C2cMessageSent') {
      this.#written(event);
      return;
    }
    if (!event.stream.startsWith('official-')) return;
    const { app, ids } = parseStream(event.stream);
    const about = { app, account: ids[0] ?? '', position: event.position };
    if (event.type === 'SubscribersAdded') this.#each(about, event.data.users, 'subscribed');
    if (event.type === 'SubscribersRemoved') {
      this.#each(about, event.data.users, event.data.released ? 'destroyed' : 'unsubscribed');
    }
    if (event.type === 'OfficialAccountChanged') {
      const { changes } = event.data;
      this.#later = this.#later.then(() => this.#changed(about, changes)).catch(this.#report);
    }
  }

  /** Its owner reads what is written to an account. */
  #written({ stream, data: message, position }: Envelope<'C2cMessageSent'>): void {
    if (!isOfficial(message.to)) return;
    const { app } = parseStream(stream);
    const account = message.to;
    const owner = this.#lookup.find(app, account)?.owner;
    if (owner !== undefined)
      this.#tell({ kind: 'official', app, account, position, what: 'message', message }, [owner]);
  }

  #each(about: About, users: readonly string[], what: 'subscribed' | 'unsubscribed' | 'destroyed'): void {
    this.#tell({ kind: 'official', ...about, what }, users);
  }

  async #changed(about: About, changes: Extract<OfficialNotice, { what: 'changed' }>['changes']): Promise<void> {
    const { app, account } = about;
    const telling = { kind: 'official', ...about, what: 'changed', changes } as const;
    for (let after = ''; ; ) {
      const page = await this.#lookup.page(app, account, { after, limit: PAGE, former: false });
      const users = page.map(({ user }) => user);
      this.#tell(telling, users);
      const last = users.at(-1);
      if (last === undefined || users.length < PAGE) return;
      after = last;
    }
  }

  #tell(notice: OfficialNotice, users: readonly string[]): void {
    const telling = new Telling(notice, 'peer', 0);
    for (const user of users) for (const session of this.#sessions.of(notice.app, user)) telling.tell(session);
  }
}
