import type { Envelope } from '../../events/envelope.ts';
import type { MessageEventType } from '../../events/message/events.ts';
import { communityOf, parseStream } from '../../events/stream.ts';
import type { Session, Sessions } from '../sessions.ts';
import { Telling as Frames } from './fan-out.ts';
import type { MessagePlaceNotice } from './message-notice.ts';
import { type MessageLookup, messageTellings, type Telling } from './message-notices.ts';
import type { GroupLabel } from './notice.ts';

/** Who of a group is connected, and what the group is called: of the delivery to groups. */
export interface Followers {
  label(app: number, group: string, topic: string | undefined): GroupLabel | undefined;
  of(app: number, group: string): ReadonlySet<Session>;
}

/** Tells sessions what happened to messages that were there: the same for all kinds of places. */
export class MessageDelivery {
  readonly #sessions: Sessions;
  readonly #followers: Followers;
  readonly #lookup: MessageLookup;
  readonly #report: (error: unknown) => void;
  /** What must be looked up is told in the order of the events all the same. */
  #later: Promise<void> = Promise.resolve();

  constructor(sessions: Sessions, followers: Followers, lookup: MessageLookup, report: (error: unknown) => void) {
    this.#sessions = sessions;
    this.#followers = followers;
    this.#lookup = lookup;
    this.#report = report;
  }

  event(event: Envelope<MessageEventType>): void {
    const place = this.#placeOf(event.stream);
    if (place === undefined) return;
    const { app, where } = place;
    const tellings = messageTellings({ event, app, where, lookup: this.#lookup });
    if (!(tellings instanceof Promise)) {
      for (const telling of tellings) this.#tell(telling, event, this.#audience(app, where, telling.only));
      return;
    }
    const told = Promise.all([tellings, this.#later]).then(([found]) => {
      for (const telling of found) this.#tell(telling, event, this.#audience(app, where, telling.only));
    });
    this.#later = told.catch(this.#report);
  }

  /** To one session alone, for what its user missed while it was away. */
  async tellMissed(session: Session, events: readonly Envelope<MessageEventType>[]): Promise<void> {
    for (const event of events) {
      const place = this.#placeOf(event.stream);
      if (place === undefined) continue;
      const tellings = await messageTellings({ event, ...place, lookup: this.#lookup });
      for (const telling of tellings) this.#tell({ ...telling, echo: true }, event, [session]);
    }
  }

  #placeOf(stream: string): { readonly app: number; readonly where: MessagePlaceNotice } | undefined {
    const { app, category, ids } = parseStream(stream);
    const [one = '', other = one] = ids;
    if (category === 'c2c') return { app, where: { users: [one, other] } };
    const topic = category === 'topic' ? one : undefined;
    const group = this.#followers.label(app, topic === undefined ? one : communityOf(topic), topic);
    return group && { app, where: { group } };
  }

  /** Sessions of a place; of few users they are found without looking at all of a group. */
  #audience(app: number, where: MessagePlaceNotice, only: readonly string[] | undefined): Iterable<Session> {
    const followers = 'group' in where ? this.#followers.of(app, where.group.groupId) : undefined;
    const users = only ?? ('users' in where ? [...new Set(where.users)] : undefined);
    if (users === undefined) return followers ?? [];
    const sessions = users.flatMap((user) => this.#sessions.of(app, user));
    return followers === undefined ? sessions : sessions.filter((session) => followers.has(session));
  }

  #tell({ notice, only, except, echo = false }: Telling, { meta }: Envelope, audience: Iterable<Session>): void {
    const frames = new Frames(notice, 'peer', echo ? 0 : meta.instance, meta.actor);
    for (const session of audience) {
      const { user } = session.caller;
      if (only?.includes(user) === false || except?.includes(user) === true) continue;
      frames.tell(session);
    }
  }
}
