import type { Envelope, EventType } from '../../events/envelope.ts';
import { parseStream } from '../../events/stream.ts';
import { CUSTOM_FIELD, unreadable, withoutFields } from '../../events/user/profile.ts';
import {
  type FriendChange,
  type RelationEvent,
  type RelationEventType,
  relationEventTypes,
} from '../../events/user/relations.ts';
import type { DefinedFields } from '../../projections/queries/deps.ts';
import type { MissedRelations } from '../../projections/queries/relation-types.ts';
import { placeKey } from '../collections.ts';
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

/** Facts that say something of the fields that the app has defined. */
type OfFields = Extract<RelationEvent, { readonly type: 'FriendsAdded' | 'FriendsChanged' }>;

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
  /** How many facts about the lists of a user wait to be told so. */
  readonly #waiting = new Map<string, number>();

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
    const relation = { type: event.type, data: event.data } as RelationEvent;
    const sessions = [...this.#sessions.of(app, user)];
    this.#toldLive.note(sessions, relation);
    const tellIt = (shown: RelationEvent) => tell(this.#relation(app, user, shown, event.position), sessions);
    if (isOfFields(relation)) this.#inTurn(app, user, async () => tellIt(await this.#readable(relation, app)));
    else if (this.#waiting.has(placeKey(app, user))) this.#inTurn(app, user, async () => tellIt(relation));
    else tellIt(relation);
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

  /** As `#afterwards`; until it is told, what happens next in this user's lists waits behind it. */
  #inTurn(app: number, user: string, tellIt: () => Promise<void>): void {
    const key = placeKey(app, user);
    this.#waiting.set(key, (this.#waiting.get(key) ?? 0) + 1);
    this.#afterwards(async () => {
      try {
        await tellIt();
      } finally {
        const left = (this.#waiting.get(key) ?? 1) - 1;
        if (left > 0) this.#waiting.set(key, left);
        else this.#waiting.delete(key);
      }
    });
  }

  /** Of the fields that the app has defined those that users may read. */
  async #readable(event: OfFields, app: number): Promise<RelationEvent> {
    const hidden = unreadable((await this.#lookup.fieldsOf(app)).friendFields, false);
    const friends = (event.data.friends as readonly FriendChange[]).map((friend) =>
      friend.custom === undefined ? friend : { ...friend, custom: withoutFields(friend.custom, hidden) },
    );
    return { ...event, data: { friends } } as RelationEvent;
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

function isOfFields(event: RelationEvent): event is OfFields {
  if (event.type !== 'FriendsAdded' && event.type !== 'FriendsChanged') return false;
  const friends: readonly FriendChange[] = event.data.friends;
  return friends.some(({ custom = {} }) => Object.keys(custom).length > 0);
}

/** Encoded once per dialect. */
function tell(notice: RelationNotice, sessions: Iterable<Session>): void {
  const telling = new Telling(notice, 'actor', 0);
  for (const session of sessions) telling.tell(session);
}
