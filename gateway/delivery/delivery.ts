import type {
  AllRead,
  GroupSystemNotice,
  LiveBroadcast,
  Notifier,
  TransientGroupMessage,
  TransientMessage,
} from '../../actors/ports.ts';
import type { Envelope } from '../../events/envelope.ts';
import type { EventLog, Subscription } from '../../events/log.ts';
import { categoryOf, parseStream } from '../../events/stream.ts';
import { isFollowEvent } from '../../events/user/follows.ts';
import type { Frame } from '../connection.ts';
import type { Dialect, Session, Sessions } from '../sessions.ts';
import { Discards } from './discards.ts';
import { type FollowLookup, followNotices } from './follow-notices.ts';
import type { GroupDelivery } from './group-delivery.ts';
import type { MessageDelivery } from './message-delivery.ts';
import { isMessageEvent } from './message-notices.ts';
import type { Notice, Side } from './notice.ts';
import { type Audience, toldBy } from './notices.ts';
import type { OfficialDelivery } from './official-delivery.ts';
import { isRelationEvent, type RelationDelivery } from './relation-delivery.ts';
import type { StatusDelivery } from './status-delivery.ts';

/** Categories of streams whose events are told to the members of groups. */
const ofGroups: ReadonlySet<string> = new Set(['group', 'topic']);

/** What tells of one kind of things each. */
export interface DeliveryParts {
  readonly groups: GroupDelivery;
  readonly messages: MessageDelivery;
  readonly relations: RelationDelivery;
  readonly officials: OfficialDelivery;
  readonly statuses: StatusDelivery;
  readonly follows: FollowLookup;
}

/**
 * Tells connected sessions what has happened, on the turn it became durable. Follows the log, so whatever caused an
 * event (a web page, a REST call, a command line) reaches every device in its own dialect.
 */
export class Delivery implements Notifier {
  readonly #sessions: Sessions;
  readonly #discards: Discards;
  readonly #parts: DeliveryParts;

  constructor(sessions: Sessions, parts: DeliveryParts) {
    this.#sessions = sessions;
    this.#discards = new Discards(sessions);
    this.#parts = parts;
  }

  /** Everything behind the log's present end is told. */
  follow(log: EventLog): Subscription {
    return log.subscribeAll({ after: log.lastPosition() }, (events) => {
      for (const event of events) this.#event(event, events);
    });
  }

  transientMessage({ app, message, origin }: TransientMessage): void {
    this.#tell({ kind: 'c2cMessage', app, message, position: 0 }, { actor: message.from, peer: message.to, origin });
  }

  transientGroupMessage(message: TransientGroupMessage): void {
    this.#parts.groups.transientMessage(message);
  }

  groupSystemNotice(notice: GroupSystemNotice): void {
    this.#parts.groups.systemNotice(notice);
  }

  liveBroadcast(broadcast: LiveBroadcast): void {
    this.#parts.groups.broadcast(broadcast);
  }

  allRead({ app, user, instance, peers, groups }: AllRead): void {
    const audience = { actor: user, peer: undefined, origin: instance };
    this.#tell({ kind: 'allRead', app, peers, groups }, audience);
  }

  /** Members of a group who are connected. */
  onlineMembers(app: number, group: string): number {
    return this.#parts.groups.online(app, group);
  }

  /** `batch`: what became durable together, and is known to the projections. */
  #event(event: Envelope, batch: readonly Envelope[]): void {
    if (isMessageEvent(event)) {
      this.#parts.messages.event(event);
      return;
    }
    if (isRelationEvent(event)) {
      this.#parts.relations.event(event);
      return;
    }
    if (ofGroups.has(categoryOf(event.stream))) {
      this.#parts.groups.event(event);
      return;
    }
    if (isFollowEvent(event)) {
      for (const { to, notice } of followNotices(event, batch, this.#parts.follows)) {
        this.#send(notice, 'peer', this.#sessions.of(notice.app, to), 0);
      }
      return;
    }
    if (event.type === 'InstanceLoggedOut' || event.type === 'InstanceKicked') this.#gone(event);
    if (event.type === 'PeerRemindSet') this.#hears(event);
    this.#parts.officials.event(event);
    this.#parts.statuses.event(event);
    const told = toldBy(event);
    if (told === undefined) return;
    if ('notice' in told) {
      this.#tell(told.notice, told.audience);
      return;
    }
    const session = this.#sessions.find(told.app, told.user, told.instance);
    if (session === undefined) return;
    this.#sessions.close(session);
    session.dialect.kick(session, told.kick);
  }

  /** The end of a login is the end of being in live rooms: nobody comes back to it. */
  #gone({ stream, data }: Envelope<'InstanceLoggedOut' | 'InstanceKicked'>): void {
    const { app, ids } = parseStream(stream);
    this.#parts.groups.rooms.gone({ app, user: ids[0] ?? '', instance: data.instance });
  }

  #hears({ stream, data }: Envelope<'PeerRemindSet'>): void {
    const { app, ids } = parseStream(stream);
    this.#discards.changed(app, ids[0] ?? '', data);
  }

  #tell(notice: Notice, { actor, peer, origin }: Audience): void {
    if (peer !== undefined) this.#send(notice, 'peer', this.#sessions.of(notice.app, peer), 0);
    if (actor !== undefined) this.#send(notice, 'actor', this.#sessions.of(notice.app, actor), origin);
  }

  #send(notice: Notice, side: Side, sessions: readonly Session[], except: number): void {
    let dialect: Dialect | undefined;
    let frame: Frame | undefined;
    const sender = side === 'peer' && notice.kind === 'c2cMessage' ? notice.message.from : undefined;
    for (const session of sessions) {
      if (session.caller.instance === except) continue;
      if (sender !== undefined && this.#discards.has(session, sender)) continue;
      // Sessions of one dialect stand together: this encodes once per dialect.
      if (session.dialect !== dialect) {
        dialect = session.dialect;
        frame = dialect.encode(notice, side);
      }
      if (frame !== undefined) session.connection.send(frame);
    }
  }
}
