import type { Envelope, EventType } from '../../events/envelope.ts';
import type { GroupEvents, TipEvent, TipType } from '../../events/group/events.ts';
import { noticesToldBy } from '../../events/group/notices.ts';
import type { GroupLabel, GroupNoticeCode, Notice, Person } from './notice.ts';

/** What the delivery must look up to tell of a group: answered at once, from rows that the commit has just changed. */
export interface GroupLookup {
  /** Undefined: unknown or dissolved. */
  label(app: number, group: string): (GroupLabel & { readonly memberCount: number }) | undefined;
  person(app: number, user: string): Person;
  /** The members who may handle applications: asked for applications only. */
  admins(app: number, group: string): Promise<readonly string[]>;
}

type Tip = Extract<Notice, { kind: 'groupTip' }>;
type GroupNotice = Extract<Notice, { kind: 'groupNotice' }>;

/** Whom a tip is about, by event; the event's own author is the operator. */
const affectedBy: { readonly [T in TipType]: (data: GroupEvents[T]) => readonly string[] } = {
  MembersJoined: ({ members }) => members.map(({ user }) => user),
  MemberQuit: ({ user }) => [user],
  MembersKicked: ({ users }) => users,
  MemberRoleChanged: ({ user }) => [user],
  MembersMuted: ({ users }) => users,
  GroupProfileChanged: () => [],
  GroupOwnerChanged: ({ to }) => [to],
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
  if (seq === 0) return undefined;
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
  const operator = requested ? data.inviter || data.applicant || '' : event.meta.actor;
  return noticesToldBy(event.type as keyof GroupEvents, event.data as never, admins).map(([to, code, text]) => ({
    ...noticeTo(app, event, group, to, code, lookup.person(app, operator)),
    text,
    authentication: requested ? (data.authentication ?? '') : '',
    requestedAt: requested ? (data.requestedAt ?? 0) : 0,
  }));
}

/** To somebody who was a member until this event. */
export function dissolved(
  app: number,
  event: Envelope,
  group: GroupLabel,
  to: string,
  lookup: GroupLookup,
): GroupNotice {
  return noticeTo(app, event, group, to, 'dissolved', lookup.person(app, event.meta.actor));
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
