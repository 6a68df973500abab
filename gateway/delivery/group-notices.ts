import type { GroupSystemNotice } from '../../actors/ports.ts';
import type { Envelope, EventType } from '../../events/envelope.ts';
import type { GroupEvents, TipData, TipEvent, TipType } from '../../events/group/events.ts';
import { noticesToldBy } from '../../events/group/notices.ts';
import type { GroupLabel, GroupNoticeCode, Notice, Person } from './notice.ts';

/** What the delivery must look up to tell of a group: answered at once, from rows that the commit has just changed. */
export interface GroupLookup {
  /** Undefined: unknown or dissolved. */
  label(app: number, group: string): (GroupLabel & { readonly memberCount: number }) | undefined;
  person(app: number, user: string): Person;
  /** Highest number of the group's sequence, 0 without one. */
  lastSeq(app: number, group: string): number;
  /** The message of a number, undefined without one: asked for pins only. */
  message(app: number, group: string, seq: number): Promise<GroupEvents['GroupMessageSent'] | undefined>;
  /** The members who may handle applications: asked for applications only. */
  admins(app: number, group: string): Promise<readonly string[]>;
}

type Tip = Extract<Notice, { kind: 'groupTip' }>;
type GroupNotice = Extract<Notice, { kind: 'groupNotice' }>;

/** Whom a tip is about, by event; the event's own author is the operator. */
const affectedBy: { readonly [T in TipType]: (data: TipData[T]) => readonly string[] } = {
  MembersJoined: ({ members }) => members.map(({ user }) => user),
  MemberQuit: ({ user }) => [user],
  MembersKicked: ({ users }) => users,
  MemberRoleChanged: ({ user }) => [user],
  MembersMuted: ({ users }) => users,
  MembersBanned: ({ users }) => users,
  GroupProfileChanged: () => [],
  GroupOwnerChanged: ({ to }) => [to],
  TopicProfileChanged: () => [],
};

/** People named in one tip: what a client shows, not the whole of a mass invitation. */
const MAX_NAMED = 100;

/** Who did what a tip tells of, and to whom. */
export function peopleOf({ type, data }: TipEvent): {
  readonly operator: string;
  readonly affected: readonly string[];
} {
  const affected = (affectedBy[type] as (data: unknown) => readonly string[])(data).slice(0, MAX_NAMED);
  return { operator: type === 'MemberQuit' ? data.user : data.by, affected };
}

export function tipOf(app: number, event: Envelope, group: GroupLabel, lookup: GroupLookup): Tip | undefined {
  if (!isTip(event.type)) return undefined;
  const tip = { type: event.type, data: event.data } as TipEvent;
  const { seq } = tip.data;
  if (!seq) return undefined;
  const { operator, affected } = peopleOf(tip);
  return {
    kind: 'groupTip',
    app,
    group,
    event: tip,
    seq: Math.max(seq, 0),
    time: Math.floor(event.time / 1000),
    position: event.position,
    operator: lookup.person(app, operator),
    affected: affected.map((user) => lookup.person(app, user)),
    memberCount: lookup.label(app, group.groupId)?.memberCount ?? 0,
  };
}

/** Topics that came and went, told to everybody: the author's client learns of them by its answer and ignores it. */
export function topicsTold(
  app: number,
  event: Envelope,
  group: GroupLabel,
  lookup: GroupLookup,
): Extract<Notice, { kind: 'groupTopics' }> | undefined {
  const told = topicsBy[event.type as keyof typeof topicsBy] as ((data: unknown) => TopicsTold | undefined) | undefined;
  const change = told?.(event.data);
  if (change === undefined) return undefined;
  const { time, position } = event;
  const operator = lookup.person(app, event.meta.actor);
  return { kind: 'groupTopics', app, group, ...change, operator, time: Math.floor(time / 1000), position };
}

interface TopicsTold {
  readonly change: 'created' | 'deleted';
  readonly topics: readonly string[];
}
const topicsBy: { readonly [T in keyof GroupEvents]?: (data: GroupEvents[T]) => TopicsTold | undefined } = {
  TopicCreated: ({ topic, imported }) => (imported ? undefined : { change: 'created', topics: [topic] }),
  TopicsDeleted: ({ topics }) => ({ change: 'deleted', topics }),
};

/** For whom a tip is no news: who caused it, and who came in by it. For them it is not unread (projections/groups). */
export function whoKnows({ event, operator, affected }: Tip): readonly string[] {
  const newcomers = event.type === 'MembersJoined' ? affected : [];
  return [operator, ...newcomers].map(({ user }) => user);
}

function isTip(type: EventType): type is TipType {
  return type in affectedBy;
}

/** `admins`: needed for applications only. */
export function noticesOf(
  app: number,
  event: Envelope,
  group: GroupLabel,
  lookup: GroupLookup,
  admins: readonly string[],
): GroupNotice[] {
  const data = event.data as {
    readonly authentication?: string;
    readonly requestedAt?: number;
    readonly applicant?: string;
    readonly inviter?: string;
  };
  const requested = event.type === 'JoinRequested';
  const until = event.type === 'MembersBanned' ? event.data.until : undefined;
  const operator = requested ? data.inviter || data.applicant || '' : event.meta.actor;
  return noticesToldBy(event.type as keyof GroupEvents, event.data as never, admins).map(([to, code, text]) => ({
    ...noticeTo(app, event, group, to, code, lookup.person(app, operator)),
    text,
    ...(until !== undefined && { until }),
    authentication: requested ? (data.authentication ?? '') : '',
    requestedAt: requested ? (data.requestedAt ?? 0) : 0,
  }));
}

/** What an administrator of the app tells members who are online; '' stands for all of them. */
export function customNotice(
  { app, content, by }: GroupSystemNotice,
  group: GroupLabel,
  to: string,
  { time, serial, lookup }: { readonly time: number; readonly serial: number; readonly lookup: GroupLookup },
): GroupNotice {
  const operator = lookup.person(app, by);
  const rest = { time, serial, text: content, authentication: '', requestedAt: 0, position: 0 } as const;
  return { kind: 'groupNotice', app, group, to, code: 'custom', operator, ...rest };
}

/** Who came into a live room, or left it: told as the events of other groups are, and of no log. */
export function movementTip(
  app: number,
  group: GroupLabel & { readonly memberCount: number },
  event: TipEvent,
  users: readonly string[],
  { time, serial, lookup }: { readonly time: number; readonly serial: number; readonly lookup: GroupLookup },
): Tip {
  const affected = users.map((user) => lookup.person(app, user));
  const operator = affected.at(-1) ?? lookup.person(app, '');
  const { memberCount } = group;
  return { kind: 'groupTip', app, group, event, seq: 0, time, position: 0, serial, operator, affected, memberCount };
}

/** To somebody who was a member until this event. */
export function dissolved(
  app: number,
  event: Envelope,
  group: GroupLabel,
  to: string,
  lookup: GroupLookup,
): GroupNotice {
  const code = event.type === 'GroupDissolved' && event.data.recycled ? 'recycled' : 'dissolved';
  return noticeTo(app, event, group, to, code, lookup.person(app, event.meta.actor));
}

function noticeTo(
  app: number,
  event: Envelope,
  group: GroupLabel,
  to: string,
  code: GroupNoticeCode,
  operator: Person,
): GroupNotice {
  return {
    kind: 'groupNotice',
    app,
    group,
    to,
    code,
    operator,
    time: Math.floor(event.time / 1000),
    text: '',
    authentication: '',
    requestedAt: 0,
    position: event.position,
  };
}
