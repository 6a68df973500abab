import type { Envelope, EventType } from '../../events/envelope.ts';
import { parseStream } from '../../events/stream.ts';
import { CUSTOM_FIELD, unreadable, withoutFields } from '../../events/user/profile.ts';
import { type RelationEvent, type RelationEventType, relationEventTypes } from '../../events/user/relations.ts';
import type { DefinedFields } from '../../projections/queries/deps.ts';
import type { MissedRelations } from '../../projections/queries/relation-types.ts';
import type { Session, Sessions } from '../sessions.ts';
import { Telling } from './fan-out.ts';
import type { Person } from './notice.ts';
import type { RelationNotice } from './relation-notice.ts';
import { ToldLive } from './told-live.ts';

/** What has to be looked up to tell it. */
export interface RelationLookup {
  person(app: number, user: string): Person;
  /** Users in whose lists of friends somebody is. */
  knownBy(app: number, user: string): Promise<readonly string[]>;
  /** Fields that an app has defined. */
  fieldsOf(app: number): Promise<DefinedFields>;
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
  readonly #toldLive = new ToldLive();
  /** Some facts are told in the order of their changes, though it takes a look elsewhere first. */
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
      this.#afterwards(() => this.#profile(event, app, user));
      return;
    }
    if (isOfFields(event)) {
      this.#afterwards(() => this.#fields(event, app, user));
      return;
    }
    const relation = { type: event.type, data: event.data } as RelationEvent;
    const sessions = [...this.#sessions.of(app, user)];
    this.#toldLive.note(sessions, relation);
    tell(this.#relation(app, user, relation, event.position), sessions);
  }

  /** To one session alone: how things stand with what has changed while it was away. */
  async tellMissed(session: Session, { events, profile }: MissedRelations): Promise<void> {
    const { app, user } = session.caller;
    const rest = this.#toldLive.rest(session, events);
    if (rest === undefined) return;
    for (const event of rest) tell(this.#relation(app, user, event, 0), [session]);
    if (profile === undefined) return;
    const { nick, faceUrl, fields } = profile;
    tell({ kind: 'profile', app, user, nick, faceUrl, fields, position: 0 }, [session]);
  }

  #relation(app: number, user: string, event: RelationEvent, position: number): RelationNotice {
    const people =
      event.type === 'RequestsAdded' ? event.data.requests.map(({ peer }) => this.#lookup.person(app, peer)) : [];
    return { kind: 'relation', app, user, event, people, position };
  }

  #afterwards(tellIt: () => Promise<void>): void {
    this.#later = this.#later.then(tellIt).catch(this.#report);
  }

  /** Of the fields that the app has defined those that users may read. */
  async #fields({ data, position }: Envelope<'FriendsChanged'>, app: number, user: string): Promise<void> {
    const hidden = unreadable((await this.#lookup.fieldsOf(app)).friendFields, false);
    const friends = data.friends.map(({ custom = {}, ...friend }) => {
      return { ...friend, custom: withoutFields(custom, hidden) };
    });
    const event: RelationEvent = { type: 'FriendsChanged', data: { friends } };
    tell(this.#relation(app, user, event, position), this.#sessions.of(app, user));
  }

  async #profile({ data, position }: Envelope<'ProfileChanged'>, app: number, user: string): Promise<void> {
    const [friends, { profileFields }] = await Promise.all([
      this.#lookup.knownBy(app, user),
      this.#lookup.fieldsOf(app),
    ]);
    const hidden = new Set([...unreadable(profileFields, false)].map((keyword) => CUSTOM_FIELD + keyword));
    const { nick, faceUrl } = data;
    const fields = withoutFields(data.fields ?? {}, hidden);
    const audience = [user, ...friends].flatMap((one) => this.#sessions.of(app, one));
    tell({ kind: 'profile', app, user, nick, faceUrl, fields, position }, audience);
  }
}

function isOfFields(event: Envelope): event is Envelope<'FriendsChanged'> {
  return event.type === 'FriendsChanged' && event.data.friends.some(({ custom }) => custom !== undefined);
}

/** Encoded once per dialect. */
function tell(notice: RelationNotice, sessions: Iterable<Session>): void {
  const telling = new Telling(notice, 'actor', 0);
  for (const session of sessions) telling.tell(session);
}
