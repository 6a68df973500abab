import type { Envelope, EventType } from '../../events/envelope.ts';
import { parseStream } from '../../events/stream.ts';
import { type RelationEvent, type RelationEventType, relationEventTypes } from '../../events/user/relations.ts';
import type { MissedRelations } from '../../projections/queries/relation-types.ts';
import type { Session, Sessions } from '../sessions.ts';
import { Telling } from './fan-out.ts';
import type { Person } from './notice.ts';
import type { RelationNotice } from './relation-notice.ts';

/** What has to be looked up to tell it. */
export interface RelationLookup {
  person(app: number, user: string): Person;
  /** Users in whose lists of friends somebody is. */
  knownBy(app: number, user: string): Promise<readonly string[]>;
  /** Fields of profiles that users may not read. */
  hiddenFields(app: number): Promise<ReadonlySet<string>>;
}

type Told = Exclude<RelationEventType, 'ErrandsBegun' | 'ErrandsDone'> | 'ProfileChanged';

const told: ReadonlySet<EventType> = new Set<EventType>([
  ...relationEventTypes.filter((type) => type !== 'ErrandsBegun' && type !== 'ErrandsDone'),
  'ProfileChanged',
]);

export function isRelationEvent(event: Envelope): event is Envelope<Told> {
  return told.has(event.type);
}

/** Tells sessions who is in their user's lists now, and how the people in them call themselves (wire-users.md §14). */
export class RelationDelivery {
  readonly #sessions: Sessions;
  readonly #lookup: RelationLookup;
  readonly #report: (error: unknown) => void;
  /** Profiles are told in the order of their changes, though it takes a look into the lists of others. */
  #later: Promise<void> = Promise.resolve();

  constructor(sessions: Sessions, lookup: RelationLookup, report: (error: unknown) => void) {
    this.#sessions = sessions;
    this.#lookup = lookup;
    this.#report = report;
  }

  event(event: Envelope<Told>): void {
    const { app, ids } = parseStream(event.stream);
    const user = ids[0] ?? '';
    if (event.type === 'ProfileChanged') {
      this.#later = this.#later.then(() => this.#profile(event, app, user)).catch(this.#report);
      return;
    }
    const notice = this.#relation(app, user, { type: event.type, data: event.data } as RelationEvent, event.position);
    tell(notice, this.#sessions.of(app, user));
  }

  /** To one session alone: how things stand with what has changed while it was away. */
  async tellMissed(session: Session, { events, profile }: MissedRelations): Promise<void> {
    const { app, user } = session.caller;
    for (const event of events) tell(this.#relation(app, user, event, 0), [session]);
    if (profile === undefined) return;
    const { nick, faceUrl, fields } = profile;
    tell({ kind: 'profile', app, user, nick, faceUrl, fields, position: 0 }, [session]);
  }

  #relation(app: number, user: string, event: RelationEvent, position: number): RelationNotice {
    const people =
      event.type === 'RequestsAdded' ? event.data.requests.map(({ peer }) => this.#lookup.person(app, peer)) : [];
    return { kind: 'relation', app, user, event, people, position };
  }

  async #profile({ data, position }: Envelope<'ProfileChanged'>, app: number, user: string): Promise<void> {
    const [friends, hidden] = await Promise.all([this.#lookup.knownBy(app, user), this.#lookup.hiddenFields(app)]);
    const shown = Object.entries(data.fields ?? {}).filter(([name]) => !hidden.has(name));
    const { nick, faceUrl } = data;
    const fields = Object.fromEntries(shown);
    const audience = [user, ...friends].flatMap((one) => this.#sessions.of(app, one));
    tell({ kind: 'profile', app, user, nick, faceUrl, fields, position }, audience);
  }
}

/** Encoded once per dialect. */
function tell(notice: RelationNotice, sessions: Iterable<Session>): void {
  const telling = new Telling(notice, 'actor', 0);
  for (const session of sessions) telling.tell(session);
}
