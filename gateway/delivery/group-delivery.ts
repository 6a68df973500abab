import { groupRules } from '../../actors/group/types.ts';
import type { GroupSystemNotice, LiveBroadcast, TransientGroupMessage } from '../../actors/ports.ts';
import type { Envelope } from '../../events/envelope.ts';
import { type GroupEvents, mentionsAll, type TipEvent } from '../../events/group/events.ts';
import { communityOf, parseStream } from '../../events/stream.ts';
import { placeKey } from '../collections.ts';
import type { Movement } from '../live/arrivals.ts';
import { LiveRooms } from '../live/rooms.ts';
import { realTiming, type Timing } from '../live/timing.ts';
import type { Following, Session, SessionObserver, Sessions } from '../sessions.ts';
import { RoomFanOut, Telling } from './fan-out.ts';
import { dataNoticeOf } from './group-data-notices.ts';
import {
  customNotice,
  dissolved,
  type GroupLookup,
  movementTip,
  noticesOf,
  tipOf,
  topicsTold,
  whoKnows,
} from './group-notices.ts';
import { GroupSessions } from './group-sessions.ts';
import type { Followers } from './message-delivery.ts';
import type { GroupDataNotice, GroupLabel, MentionedAs, Notice, Side } from './notice.ts';

type Handler<T extends keyof GroupEvents> = (app: number, group: string, data: GroupEvents[T]) => void;
type MessageNotice = Extract<Notice, { kind: 'groupMessage' }>;

/** Tells the members of groups who are online. A notice is encoded once per dialect, whatever the size of the group. */
export class GroupDelivery implements SessionObserver {
  readonly rooms: LiveRooms;
  readonly #sessions: Sessions;
  readonly #lookup: GroupLookup;
  readonly #report: (error: unknown) => void;
  readonly #timing: Timing;
  readonly #groups = new GroupSessions();
  #later: Promise<void> = Promise.resolve();
  readonly #fanOut: RoomFanOut;
  #serial = 0;

  constructor(sessions: Sessions, lookup: GroupLookup, report: (error: unknown) => void, timing: Timing = realTiming) {
    this.#sessions = sessions;
    this.#report = report;
    this.#timing = timing;
    this.#fanOut = new RoomFanOut(timing.after);
    this.rooms = new LiveRooms({
      sessions,
      timing,
      follow: (session, group) => this.#groups.add(session, group),
      unfollow: (session, group) => this.#groups.remove(session, group),
      exists: (app, group) => this.#lookup.label(app, group) !== undefined,
      tell: (app, group, movement) => this.#moved(app, group, movement),
    });
    this.#lookup = {
      ...lookup,
      label: (app, group) => {
        const label = lookup.label(app, group);
        return label && isLive(label) ? { ...label, memberCount: this.rooms.count(app, group) } : label;
      },
    };
    sessions.observe(this);
    sessions.observe(this.rooms);
    sessions.watchRooms(this.rooms);
  }

  /** A session that opens follows the groups its user is in. */
  opened(session: Session, groups: readonly Following[]): void {
    for (const { group, remind, topics = [] } of groups) {
      this.#groups.add(session, group, remind);
      for (const one of topics) this.#groups.topics.set(session, one.topic, one.remind);
    }
  }

  /** Members of a group who are connected to this node; in a live room those who watch without a login too. */
  online(app: number, group: string): number {
    return (
      this.rooms.count(app, group) || new Set([...this.#groups.of(app, group)].map(({ caller }) => caller.user)).size
    );
  }

  closed(session: Session): void {
    this.#groups.close(session);
  }

  event(event: Envelope): void {
    const { app, category, ids } = parseStream(event.stream);
    const [id = ''] = ids;
    const topic = category === 'topic' ? id : undefined;
    const group = topic === undefined ? id : communityOf(topic);
    // Who follows a community follows its topics.
    const before = topic === undefined ? this.#before[event.type as keyof GroupEvents] : undefined;
    (before as Handler<keyof GroupEvents> | undefined)?.(app, group, event.data as never);
    if (topic !== undefined && event.type === 'MemberDataChanged') this.#hearTopic(app, group, topic, event.data);
    const label =
      event.type === 'GroupDissolved'
        ? { groupId: group, type: event.data.type, name: event.data.name }
        : this.#labelOf(app, group, topic);
    if (label !== undefined) this.#tellOf(app, event, label);
    if (event.type === 'GroupDissolved') {
      this.#groups.clear(app, group);
      this.rooms.close(app, group);
    }
  }

  #labelOf(app: number, group: string, topic: string | undefined): GroupLabel | undefined {
    const label = this.#lookup.label(app, group);
    return label && topic !== undefined ? { ...label, topic } : label;
  }

  /** Who follows a group, and how it is called. */
  readonly followers: Followers = {
    label: (app, group, topic) => this.#labelOf(app, group, topic),
    of: (app, group) => this.#groups.of(app, group),
  };

  transientMessage({ app, group, topic, message, origin }: TransientGroupMessage): void {
    const label = this.#labelOf(app, group, topic);
    if (label === undefined) return;
    this.#toMembers({ kind: 'groupMessage', app, group: label, message, position: 0 }, origin);
  }

  /** To those who are online alone (rest-api.md §16.2). */
  systemNotice(notice: GroupSystemNotice): void {
    const { app, group, topic, to } = notice;
    const label = this.#labelOf(app, group, topic);
    if (label === undefined) return;
    const of = (user: string) => customNotice(notice, label, user, this.#circumstances());
    if (to === undefined) {
      this.#send(of(''), 'peer', label, 0);
      return;
    }
    const followers = this.#groups.of(app, group);
    for (const user of new Set(to)) {
      const sessions = this.#sessions.of(app, user).filter((session) => followers.has(session));
      this.#sendTo(of(user), 'peer', sessions, 0);
    }
  }

  /** Each session once, in however many rooms it is (rest-api.md §16.3). */
  broadcast({ app, message }: LiveBroadcast): void {
    const told = new Set<Session>();
    for (const id of this.rooms.groupsOf(app)) {
      const group = this.#lookup.label(app, id);
      if (group === undefined) continue;
      const sessions = [...this.#groups.of(app, id)].filter((session) => !told.has(session));
      for (const session of sessions) told.add(session);
      this.#sendTo({ kind: 'liveBroadcast', app, group, message }, 'peer', sessions, 0);
    }
    this.rooms.recordBroadcast(app, { kind: 'liveBroadcast', app, group: undefined, message });
  }

  #tellOf(app: number, event: Envelope, group: GroupLabel): void {
    if (event.type === 'GroupMessageSent') {
      const message = event.data;
      const origin = event.meta.actor === message.from ? event.meta.instance : 0;
      this.#toMembers({ kind: 'groupMessage', app, group, message, position: event.position }, origin);
      return;
    }
    if (event.type === 'GroupRead') {
      const { user, upToSeq } = event.data;
      const notice: Notice = { kind: 'groupRead', app, group, user, upToSeq, position: event.position };
      const origin = event.meta.actor === user ? event.meta.instance : 0;
      this.#sendTo(notice, 'actor', this.#sessions.of(app, user), origin);
      return;
    }
    const topics = topicsTold(app, event, group, this.#lookup);
    if (topics !== undefined) this.#send(topics, 'peer', group, 0);
    const change = dataNoticeOf(app, event, group, this.#lookup);
    if (change instanceof Promise) this.#tellLater(change);
    else if (change !== undefined) this.#tellChange(change);
    const tip = tipOf(app, event, group, this.#lookup);
    if (tip !== undefined) this.#tip(tip);
    if (event.type === 'GroupDissolved') this.#tellEnd(app, event, group);
    if (event.type === 'JoinRequested') void this.#tellAdmins(app, event, group);
    else this.#notify(app, event, group, []);
  }

  #tellChange(change: GroupDataNotice): void {
    this.#send(change, 'peer', change.group, 0);
    if (isLive(change.group)) this.rooms.record(change.app, change.group.groupId, change);
  }

  /** One after the other: a pin and its end are told in their order. */
  #tellLater(change: Promise<GroupDataNotice | undefined>): void {
    const told = Promise.all([change, this.#later]).then(([found]) => {
      if (found !== undefined) this.#tellChange(found);
    });
    this.#later = told.catch(this.#report);
  }

  /** Everybody who was in it: in a live room all with one notice, visitors without a login by the record. */
  #tellEnd(app: number, event: Envelope, group: GroupLabel): void {
    if (isLive(group)) {
      this.#flush(app, group);
      const notice = dissolved(app, event, group, '', this.#lookup);
      this.#sendTo(notice, 'peer', this.#groups.of(app, group.groupId), 0);
      this.rooms.record(app, group.groupId, notice);
      return;
    }
    const members = [...this.#groups.of(app, group.groupId)].map(({ caller }) => caller.user);
    for (const to of new Set(members)) {
      this.#sendTo(dissolved(app, event, group, to, this.#lookup), 'peer', this.#sessions.of(app, to), 0);
    }
  }

  /** Who the admins are is not on the path of a message, so it may be looked up at leisure. */
  async #tellAdmins(app: number, event: Envelope, group: GroupLabel): Promise<void> {
    try {
      this.#notify(app, event, group, await this.#lookup.admins(app, group.groupId));
    } catch (error) {
      this.#report(error);
    }
  }

  #notify(app: number, event: Envelope, group: GroupLabel, admins: readonly string[]): void {
    for (const notice of noticesOf(app, event, group, this.#lookup, admins)) {
      const origin = notice.to === event.meta.actor ? event.meta.instance : 0;
      this.#sendTo(notice, 'peer', this.#sessions.of(app, notice.to), origin);
    }
  }

  /** All members, its author too: his client changes what it holds by the tip. */
  #tip(tip: Extract<Notice, { kind: 'groupTip' }>): void {
    const knowing = new Set(whoKnows(tip));
    const isActor = ({ caller }: Session) => knowing.has(caller.user);
    this.#send(tip, 'actor', tip.group, 0, undefined, isActor);
    this.#send(tip, 'peer', tip.group, 0, undefined, (session) => !isActor(session));
    if (isLive(tip.group)) this.rooms.record(tip.app, tip.group.groupId, tip);
  }

  /** Who came into a live room and who left it, to those who are there. */
  #moved(app: number, group: string, { joined, left }: Movement): void {
    const label = this.#lookup.label(app, group);
    if (label === undefined) return;
    const tell = (event: TipEvent, users: readonly string[]) =>
      this.#tip(movementTip(app, label, event, users, this.#circumstances()));
    const joinedAt = Math.floor(this.#timing.now() / 1000);
    const members = joined.map((user) => ({ user, role: 'Member', joinedAt, custom: [] }) as const);
    const [by = '', user = ''] = [joined.at(-1), left.at(-1)];
    if (by !== '') tell({ type: 'MembersJoined', data: { members, how: 'applied', by, seq: -1 } }, joined);
    if (user !== '') tell({ type: 'MemberQuit', data: { user, seq: -1 } }, left);
  }

  #circumstances() {
    return { time: Math.floor(this.#timing.now() / 1000), serial: ++this.#serial, lookup: this.#lookup };
  }

  /** Before anybody is told: newcomers hear of their own arrival, who has left is told by a notice of his own. */
  readonly #before: { readonly [T in keyof GroupEvents]?: Handler<T> } = {
    MembersJoined: (app, group, { members }) => {
      for (const { user } of members) for (const one of this.#sessions.of(app, user)) this.#groups.add(one, group);
    },
    MemberQuit: (app, group, { user }) => this.#forget(app, group, [user]),
    MembersKicked: (app, group, { users }) => this.#forget(app, group, users),
    MembersBanned: (app, group, { users, until }) => this.#forget(app, group, until === 0 ? [] : users),
    MemberDataChanged: (app, group, { user, remind }) => {
      if (remind === undefined) return;
      for (const session of this.#sessions.of(app, user)) this.#groups.hear(session, group, remind);
    },
    TopicsDeleted: (app, _group, { topics }) => {
      for (const topic of topics) this.#groups.topics.end(app, topic);
    },
  };

  #hearTopic(app: number, group: string, topic: string, { user, remind }: GroupEvents['MemberDataChanged']): void {
    if (remind === undefined) return;
    const followers = this.#groups.of(app, group);
    for (const session of this.#sessions.of(app, user)) {
      if (followers.has(session)) this.#groups.topics.set(session, topic, remind);
    }
  }

  #forget(app: number, group: string, users: readonly string[]): void {
    this.rooms.remove(app, group, users);
    for (const user of users) for (const session of this.#sessions.of(app, user)) this.#groups.remove(session, group);
  }

  /** A message goes to the members who are online; a targeted one only to those it names and its sender. */
  #toMembers(notice: MessageNotice, origin: number): void {
    const { app, group, message } = notice;
    const { from, to } = message;
    const wants = this.#wanting(notice);
    if (to.length === 0) this.#send(notice, 'peer', group, origin, from, wants);
    else this.#sendTo(notice, 'peer', this.#following(notice, [...to, from]), origin, from, wants);
    if (isLive(group)) this.rooms.record(app, group.groupId, notice);
    if (notice.position > 0) this.#mention(notice);
  }

  /** Whether a session gets this message by the receive option of its user; undefined: all do. His own reach his devices. */
  #wanting({ app, group, message }: MessageNotice): ((session: Session) => boolean) | undefined {
    const selective = this.#groups.selective(app, group.groupId, group.topic);
    if (selective === undefined) return undefined;
    const all = mentionsAll(message);
    return (session) => {
      const remind = selective(session);
      const { user } = session.caller;
      if (remind === undefined || user === message.from) return true;
      return remind === 'NotReceiveMsgExceptAt' && (all || message.at.includes(user));
    };
  }

  /** Who is mentioned is told so apart from the message, behind it. */
  #mention(notice: MessageNotice): void {
    const { app, group, message } = notice;
    const all = mentionsAll(message);
    if (!all && message.at.length === 0) return;
    const named = new Set(message.at);
    const wants = this.#wanting(notice);
    const followers = all ? this.#groups.of(app, group.groupId) : this.#following(notice, message.at);
    const others = [...followers].filter((one) => one.caller.user !== message.from && wants?.(one) !== false);
    const isNamed = ({ caller }: Session) => named.has(caller.user);
    const mention = (as: MentionedAs): Notice => ({ ...notice, kind: 'groupMention', as });
    this.#sendTo(mention(all ? 'both' : 'member'), 'peer', others.filter(isNamed), 0);
    if (!all) return;
    this.#sendTo(
      mention('all'),
      'peer',
      others.filter((session) => !isNamed(session)),
      0,
    );
  }

  /** The sessions of these users, as far as they are members. */
  #following({ app, group }: MessageNotice, users: readonly string[]): Session[] {
    const followers = this.#groups.of(app, group.groupId);
    return [...new Set(users)].flatMap((user) => this.#sessions.of(app, user)).filter((one) => followers.has(one));
  }

  /** To everybody who follows a group, or those of them who want it. `except`: an instance of `user` that needs no echo. */
  #send(
    notice: Notice,
    side: Side,
    group: GroupLabel,
    except: number,
    user?: string,
    wants?: (session: Session) => boolean,
  ): void {
    const { app } = notice;
    if (isLive(group)) {
      const viewers = () => this.#groups.of(app, group.groupId);
      this.#fanOut.tell(placeKey(app, group.groupId), viewers, new Telling(notice, side, except, user), wants);
      return;
    }
    this.#sendTo(notice, side, this.#groups.of(app, group.groupId), except, user, wants);
  }

  #sendTo(
    notice: Notice,
    side: Side,
    sessions: Iterable<Session>,
    except: number,
    user?: string,
    wants?: (session: Session) => boolean,
  ): void {
    const telling = new Telling(notice, side, except, user);
    for (const session of sessions) if (wants?.(session) !== false) telling.tell(session);
  }

  #flush(app: number, { groupId }: GroupLabel): void {
    this.#fanOut.flush(placeKey(app, groupId), () => this.#groups.of(app, groupId));
  }
}

/** Whether who is in a group is a matter of connections, and what is said there is not kept. */
function isLive({ type }: Pick<GroupLabel, 'type'>): boolean {
  return !groupRules[type].storesMembers;
}
