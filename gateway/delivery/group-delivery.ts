import type { TransientGroupMessage } from '../../actors/ports.ts';
import type { Envelope } from '../../events/envelope.ts';
import { type GroupEvents, GroupMessageFlag } from '../../events/group/events.ts';
import { communityOf, parseStream } from '../../events/stream.ts';
import type { Frame } from '../connection.ts';
import type { Dialect, Session, SessionObserver, Sessions } from '../sessions.ts';
import { dataNoticeOf } from './group-data-notices.ts';
import { dissolved, type GroupLookup, noticesOf, tipOf, topicsTold, whoKnows } from './group-notices.ts';
import { GroupSessions } from './group-sessions.ts';
import type { GroupDataNotice, GroupLabel, MentionedAs, Notice, Side } from './notice.ts';

type Handler<T extends keyof GroupEvents> = (app: number, group: string, data: GroupEvents[T]) => void;

/** Tells the members of groups who are online. A notice is encoded once per dialect, whatever the size of the group. */
export class GroupDelivery implements SessionObserver {
  readonly #sessions: Sessions;
  readonly #lookup: GroupLookup;
  readonly #report: (error: unknown) => void;
  readonly #groups = new GroupSessions();
  #later: Promise<void> = Promise.resolve();

  constructor(sessions: Sessions, lookup: GroupLookup, report: (error: unknown) => void) {
    this.#sessions = sessions;
    this.#lookup = lookup;
    this.#report = report;
    sessions.observe(this);
  }

  /** A session that opens follows the groups its user is in. */
  opened(session: Session, groups: readonly string[]): void {
    for (const group of groups) this.#groups.add(session, group);
  }

  /** Members of a group who are connected to this node. */
  online(app: number, group: string): number {
    return new Set([...this.#groups.of(app, group)].map(({ caller }) => caller.user)).size;
  }

  closed(session: Session): void {
    this.#groups.close(session);
  }

  event(event: Envelope): void {
    const { app, category, ids } = parseStream(event.stream);
    const [id = ''] = ids;
    const topic = category === 'topic' ? id : undefined;
    const group = topic === undefined ? id : communityOf(topic);
    const before = this.#before[event.type as keyof GroupEvents] as Handler<keyof GroupEvents> | undefined;
    before?.(app, group, event.data as never);
    const label =
      event.type === 'GroupDissolved'
        ? { groupId: group, type: event.data.type, name: event.data.name }
        : this.#labelOf(app, group, topic);
    if (label !== undefined) this.#tellOf(app, event, label);
    if (event.type === 'GroupDissolved') this.#groups.clear(app, group);
  }

  #labelOf(app: number, group: string, topic: string | undefined): GroupLabel | undefined {
    const label = this.#lookup.label(app, group);
    return label && topic !== undefined ? { ...label, topic } : label;
  }

  transientMessage({ app, group, topic, message, origin }: TransientGroupMessage): void {
    const label = this.#labelOf(app, group, topic);
    if (label === undefined) return;
    this.#toMembers({ kind: 'groupMessage', app, group: label, message, position: 0 }, origin);
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
      this.#send(notice, 'actor', this.#sessions.of(app, user), event.meta.actor === user ? event.meta.instance : 0);
      return;
    }
    const topics = topicsTold(app, event, group, this.#lookup);
    if (topics !== undefined) this.#send(topics, 'peer', this.#groups.of(app, group.groupId), 0);
    const change = dataNoticeOf(app, event, group, this.#lookup);
    if (change instanceof Promise) this.#tellLater(change);
    else if (change !== undefined) this.#tellChange(change);
    const tip = tipOf(app, event, group, this.#lookup);
    if (tip !== undefined) this.#tip(tip);
    if (event.type === 'GroupDissolved') {
      const members = [...this.#groups.of(app, group.groupId)].map(({ caller }) => caller.user);
      for (const to of new Set(members))
        this.#send(dissolved(app, event, group, to, this.#lookup), 'peer', this.#sessions.of(app, to), 0);
    }
    if (event.type === 'JoinRequested') void this.#tellAdmins(app, event, group);
    else this.#notify(app, event, group, []);
  }

  #tellChange(change: GroupDataNotice): void {
    this.#send(change, 'peer', this.#groups.of(change.app, change.group.groupId), 0);
  }

  /** One after the other: a pin and its end are told in their order. */
  #tellLater(change: Promise<GroupDataNotice | undefined>): void {
    const told = Promise.all([change, this.#later]).then(([found]) => {
      if (found !== undefined) this.#tellChange(found);
    });
    this.#later = told.catch(this.#report);
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
      this.#send(notice, 'peer', this.#sessions.of(app, notice.to), origin);
    }
  }

  /** All members, its author too: his client changes what it holds by the tip. */
  #tip(tip: Extract<Notice, { kind: 'groupTip' }>): void {
    const knowing = new Set(whoKnows(tip));
    const sessions = [...this.#groups.of(tip.app, tip.group.groupId)];
    const isActor = ({ caller }: Session) => knowing.has(caller.user);
    this.#send(tip, 'actor', sessions.filter(isActor), 0);
    this.#send(
      tip,
      'peer',
      sessions.filter((session) => !isActor(session)),
      0,
    );
  }

  /** Before anybody is told: newcomers hear of their own arrival, who has left is told by a notice of his own. */
  readonly #before: { readonly [T in keyof GroupEvents]?: Handler<T> } = {
    MembersJoined: (app, group, { members }) => {
      for (const { user } of members) for (const one of this.#sessions.of(app, user)) this.#groups.add(one, group);
    },
    MemberQuit: (app, group, { user }) => this.#forget(app, group, [user]),
    MembersKicked: (app, group, { users }) => this.#forget(app, group, users),
    MembersBanned: (app, group, { users, until }) => this.#forget(app, group, until === 0 ? [] : users),
  };

  #forget(app: number, group: string, users: readonly string[]): void {
    for (const user of users) for (const session of this.#sessions.of(app, user)) this.#groups.remove(session, group);
  }

  /** A message goes to the members who are online; a targeted one only to those it names and its sender. */
  #toMembers(notice: Extract<Notice, { kind: 'groupMessage' }>, origin: number): void {
    const { app, group, message } = notice;
    const { from, to } = message;
    const audience = to.length === 0 ? this.#groups.of(app, group.groupId) : this.#following(notice, [...to, from]);
    this.#send(notice, 'peer', audience, origin, from);
    if (notice.position > 0) this.#mention(notice);
  }

  /** Who is mentioned is told so apart from the message, behind it. */
  #mention(notice: Extract<Notice, { kind: 'groupMessage' }>): void {
    const { app, group, message } = notice;
    const all = (message.flags & GroupMessageFlag.atAll) !== 0;
    if (!all && message.at.length === 0) return;
    const named = new Set(message.at);
    const followers = all ? this.#groups.of(app, group.groupId) : this.#following(notice, message.at);
    const others = [...followers].filter(({ caller }) => caller.user !== message.from);
    const isNamed = ({ caller }: Session) => named.has(caller.user);
    const mention = (as: MentionedAs): Notice => ({ ...notice, kind: 'groupMention', as });
    this.#send(mention(all ? 'both' : 'member'), 'peer', others.filter(isNamed), 0);
    if (!all) return;
    this.#send(
      mention('all'),
      'peer',
      others.filter((session) => !isNamed(session)),
      0,
    );
  }

  /** The sessions of these users, as far as they are members. */
  #following({ app, group }: Extract<Notice, { kind: 'groupMessage' }>, users: readonly string[]): Session[] {
    const followers = this.#groups.of(app, group.groupId);
    return [...new Set(users)].flatMap((user) => this.#sessions.of(app, user)).filter((one) => followers.has(one));
  }

  /** `except`: an instance of `user` that needs no echo. */
  #send(notice: Notice, side: Side, sessions: Iterable<Session>, except: number, user?: string): void {
    const encoded = new Map<Dialect, Frame | undefined>();
    for (const session of sessions) {
      const { dialect, caller } = session;
      if (caller.instance === except && (user === undefined || caller.user === user)) continue;
      if (!encoded.has(dialect)) encoded.set(dialect, dialect.encode(notice, side));
      const frame = encoded.get(dialect);
      if (frame !== undefined) session.connection.send(frame);
    }
  }
}
