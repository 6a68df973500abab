import Type, { type Static } from 'typebox';
import type { Caller } from '../../events/caller.ts';
import { Refused } from '../../events/refused.ts';
import type { GroupHistoryEntry, GroupView } from '../../projections/queries/group-types.ts';
import { peopleOf } from '../delivery/group-notices.ts';
import type { GroupLabel, Person } from '../delivery/notice.ts';
import type { Services } from '../services.ts';
import { forSession, type Reply, type SessionContext } from './command.ts';
import { groupFaults, onBothServices, place, placeOf } from './group-command.ts';
import { wireTip } from './group-tips.ts';
import { wireGroupMessage } from './group-wire.ts';
import type { Body } from './protocol.ts';
import { revokedElements, revokerInfo } from './wire-message.ts';

/** wire-messages.md §6.2: a window that ends at `ReqMsgSeq`, or (`GetType` 3) just the numbers of the list. */
const history = Type.Object({
  ...place,
  ReqMsgNumber: Type.Optional(Type.Integer({ minimum: 1 })),
  ReqMsgSeq: Type.Optional(Type.Integer({ minimum: 0 })),
  GetType: Type.Optional(Type.Integer()),
  ReqMsgSeqList: Type.Optional(Type.Array(Type.Integer({ minimum: 1 }), { maxItems: 50 })),
});
const CHOSEN = 3;

/** The client asks for 21 at most by itself; a page must fit into what a socket may buffer. */
const MAX_PAGE = 30;

/** `IsFinished`: 2 when there is nothing older (wire-messages.md §6.2). */
const FINISHED = 2;
const MORE = 1;

/** Times in microseconds (wire-messages.md §5.4). */
const since = {
  ...place,
  BeginTime: Type.Optional(Type.Number()),
  EndTime: Type.Optional(Type.Number()),
  Limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
};
const recalls = Type.Object({ NotifyReqList: Type.Array(Type.Object(since), { maxItems: 100 }) });
const recallsOfOne = Type.Object(since);
const MICROSECONDS = 1000;

/** Messages and tips of groups, downlink by request. */
export const groupHistoryCommands = onBothServices({
  group_msg_get: forSession(history, groupFaults, (context, body) =>
    body.GetType === CHOSEN ? readChosen(context, body) : readWindow(context, body),
  ),
  // Recalls since a client was last there (wire-groups.md §3.5, §14).
  batch_get_group_notify: forSession(recalls, groupFaults, async (context, body) => ({
    NotifyRspList: await Promise.all(
      body.NotifyReqList.map(async (one) => ({ GroupId: one.GroupId, ...(await readRecalls(context, one)) })),
    ),
  })),
  get_group_notify: forSession(recallsOfOne, groupFaults, readRecalls),
});

/** A group that is gone, or that he has left, has nothing to tell. */
async function readRecalls({ services, caller }: SessionContext, body: Static<typeof recallsOfOne>): Promise<Body> {
  const from = (body.BeginTime ?? 0) / MICROSECONDS;
  const to = body.EndTime ? body.EndTime / MICROSECONDS : Number.POSITIVE_INFINITY;
  const query = { ...placeOf(body), from, to, limit: body.Limit ?? 20 };
  try {
    const { recalls: found, next } = await services.queries.groupRecalls(caller, query);
    return {
      NextMsgTime: next * MICROSECONDS,
      NotifyMsgList: found.map(({ seq, random, by, reason }) => ({
        MsgSeq: seq,
        MsgRandom: random,
        RevokerInfo: { Revoker_Account: by, Reason: reason },
      })),
    };
  } catch (error) {
    if (error instanceof Refused) return { NextMsgTime: 0, NotifyMsgList: [] };
    throw error;
  }
}

async function readWindow(context: SessionContext, body: Static<typeof history>): Promise<Reply> {
  const { services, caller, socket } = context;
  const { missedTo } = socket.catchingUp;
  const { GroupId, ReqMsgSeq: upTo = 0 } = body;
  const count = Math.min(body.ReqMsgNumber ?? MAX_PAGE, MAX_PAGE);
  const query = { ...placeOf(body), viewer: caller.user, upTo, count };
  const { entries, invisible, gone, finished } = await services.queries.groupHistory(caller, query);
  const top = upTo || Math.max(0, ...entries.map(seqOf), ...invisible, ...gone);
  return {
    GroupId,
    RspMsgList: newestFirst([
      ...(await wireEntries(
        context,
        body,
        entries.filter(({ position }) => position <= missedTo),
      )),
      ...gone.map(placeholder),
    ]),
    InvisibleMsgSeq: invisible,
    IsFinished: finished ? FINISHED : MORE,
    // Below 1: the history ends here.
    NextReqMsgSeq: finished ? 0 : Math.max(0, top - count),
  };
}

/** Newest first, like everything in groups. Numbers that are not there, or not for this user, are left out. */
async function readChosen(context: SessionContext, body: Static<typeof history>): Promise<Reply> {
  const { services, caller } = context;
  const { GroupId, ReqMsgSeqList: seqs = [] } = body;
  const descending = [...new Set(seqs)].sort((one, other) => other - one);
  const pages = await Promise.all(
    descending.map((upTo) =>
      services.queries.groupHistory(caller, { ...placeOf(body), viewer: caller.user, upTo, count: 1 }),
    ),
  );
  const entries = pages.flatMap((page) => page.entries);
  return { GroupId, RspMsgList: await wireEntries(context, body, entries), IsFinished: FINISHED };
}

async function wireEntries(
  { services, caller }: SessionContext,
  body: Static<typeof history>,
  entries: readonly GroupHistoryEntry[],
): Promise<readonly Body[]> {
  const [group] = await services.queries.groups(caller, { groups: [body.GroupId] });
  if (group === undefined) return [];
  const people = await peopleIn(services, caller, entries);
  const { topic } = placeOf(body);
  return entries.map((entry) => wireEntry(services, caller, { ...group, topic }, entry, people));
}

/** One place of a group's sequence: `Event` tells a tip from a message (wire-groups.md §11). */
export function wireEntry(
  { auth }: Services,
  { app }: Caller,
  { groupId, topic, type, name }: GroupView & Pick<GroupLabel, 'topic'>,
  entry: GroupHistoryEntry,
  people: ReadonlyMap<string, Person>,
): Body {
  const label: GroupLabel = { groupId, topic, type, name };
  if (entry.kind === 'message') {
    return { Event: 3, ...wireGroupMessage(auth, app, label, entry.message), ...stateOf(entry) };
  }
  const { event, seq, time, position } = entry;
  const { operator, affected } = peopleOf(event);
  const person = (user: string) => people.get(user) ?? { user, nick: '', faceUrl: '' };
  const tip = { event, seq, time, position, operator: person(operator), affected: affected.map(person) };
  return { Event: 4, IsPlaceMsg: 0, ...wireTip(label, tip) };
}

/** `IsPlaceMsg`: 1 for what is gone, 2 for what was recalled (wire-messages.md §6.2). */
const GONE = 1;
const REVOKED = 2;

function stateOf({ message, state }: Extract<GroupHistoryEntry, { kind: 'message' }>): Body {
  const revoked = state?.revoked;
  if (revoked !== undefined) {
    return {
      IsPlaceMsg: REVOKED,
      MsgBody: revokedElements(message.body),
      CloudCustomData: '',
      RevokerInfo: revokerInfo(revoked),
    };
  }
  return { IsPlaceMsg: 0, ...(state !== undefined && state.version > 0 && { MsgVersion: state.version }) };
}

/** A number whose message is gone. */
export function placeholder(seq: number): Body {
  return { Event: 3, MsgSeq: seq, IsPlaceMsg: GONE, MsgBody: [] };
}

/** Everybody whom the tips among these entries name. */
export async function peopleIn(
  { queries }: Services,
  caller: Caller,
  entries: readonly GroupHistoryEntry[],
): Promise<ReadonlyMap<string, Person>> {
  const users = new Set<string>();
  for (const entry of entries) {
    if (entry.kind !== 'tip') continue;
    const { operator, affected } = peopleOf(entry.event);
    for (const user of [operator, ...affected]) users.add(user);
  }
  if (users.size === 0) return new Map();
  const accounts = await queries.accounts(caller, { users: [...users] });
  return new Map(accounts.flatMap((account) => (account === undefined ? [] : [[account.user, account]])));
}

function newestFirst(list: readonly Body[]): readonly Body[] {
  return list.toSorted((one, other) => Number(other.MsgSeq) - Number(one.MsgSeq));
}

function seqOf(entry: GroupHistoryEntry): number {
  return entry.kind === 'message' ? entry.message.seq : entry.seq;
}
