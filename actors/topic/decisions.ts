import type { NewEvent } from '../../events/envelope.ts';
import type { Remind } from '../../events/group/events.ts';
import type { TopicProfile } from '../../events/group/topic-events.ts';
import { Refused } from '../../events/refused.ts';
import type { SentGroupMessage } from '../commands/group-types.ts';
import { tooManyMuted } from '../group/leaving.ts';
import { pinning, unpinning } from '../group/pins.ts';
import {
  draftProblem,
  type GroupDraft,
  isMuted,
  place,
  placeImported,
  type Sent,
  untilOf,
  withReceipts,
} from '../group/sequence.ts';
import type { TopicGrant } from '../group/topics.ts';
import { accept, type Decision } from '../host/decider.ts';
import { evolveTopic, type TopicState } from './state.ts';

/** What every command brings along: the community's leave. */
export interface Granted {
  readonly grant: TopicGrant;
  readonly by: string;
}

type Context = { readonly now: number };

export function send(
  state: TopicState,
  { grant, draft, onlineOnly }: Granted & { readonly draft: GroupDraft; readonly onlineOnly: boolean },
  { now }: Context,
): Decision<Sent> {
  const silenced = topicSilence(state, grant, draft.from, now);
  if (silenced !== undefined) return silenced;
  if (draft.to.length > 0) return new Refused(10007, 'no messages to chosen members in communities');
  return (
    draftProblem(draft) ??
    place(state, withReceipts(draft, false), { kept: !onlineOnly, nameCard: grant.nameCard, now })
  );
}

/** Why somebody may not speak in a topic; undefined when he may. */
export function topicSilence(
  state: TopicState,
  { rank }: Pick<TopicGrant, 'rank'>,
  user: string,
  now: number,
): Refused | undefined {
  if (isMuted(state, user, now)) return new Refused(10017, 'the sender is muted in this topic');
  return state.profile.muteAll && rank < 2 ? new Refused(10017, 'the whole topic is muted') : undefined;
}

export function importMessage(
  state: TopicState,
  { grant, draft, time }: Granted & { readonly draft: GroupDraft; readonly time: number },
  { now }: Context,
): Decision<SentGroupMessage> {
  return placeImported(state, draft, { time, createdAt: grant.createdAt, nameCard: grant.nameCard, now });
}

export function read(
  state: TopicState,
  { user, upToSeq }: Granted & { readonly user: string; readonly upToSeq: number | undefined },
): Decision<{ readonly upToSeq: number }> {
  const current = state.reads.get(user) ?? 0;
  const wanted = Math.min(upToSeq ?? state.lastSeq, state.lastSeq);
  if (wanted <= current) return accept([], { upToSeq: current });
  return accept([{ type: 'GroupRead', data: { user, upToSeq: wanted } }], { upToSeq: wanted });
}

/** The change is a tip of the topic, stored like every tip of a community's profile. */
export function change(
  state: TopicState,
  { by, changes }: Granted & { readonly changes: Partial<TopicProfile> },
): Decision<undefined> {
  const news = Object.fromEntries(
    Object.entries(changes).filter(([key, value]) => value !== state.profile[key as keyof TopicProfile]),
  );
  if (Object.keys(news).length === 0) return accept([], undefined);
  const data = { changes: news, by, seq: state.lastSeq + 1 };
  return accept([{ type: 'TopicProfileChanged', data }], undefined);
}

export function mute(
  state: TopicState,
  { by, users, seconds }: Granted & { readonly users: readonly string[]; readonly seconds: number },
  { now }: Context,
): Decision<undefined> {
  const changed = users.filter((user) => seconds > 0 || state.mutes.has(user));
  if (changed.length === 0) return accept([], undefined);
  if (seconds > 0 && tooManyMuted(state.mutes, changed)) return new Refused(10004, 'too many are muted in this topic');
  const data = { users: changed, until: untilOf(seconds, now), by, seq: state.lastSeq + 1 };
  return accept([{ type: 'MembersMuted', data }], undefined);
}

export function remind(_state: TopicState, { by, remind }: Granted & { readonly remind: Remind }): Decision<undefined> {
  return accept([{ type: 'MemberDataChanged', data: { user: by, remind, by } }], undefined);
}

/** `messageSeq`: of a message that is there (see `GroupMessages` in ports.ts); 0 for none. */
export function pin(state: TopicState, { by, messageSeq }: Granted & Pinned): Decision<undefined> {
  if (messageSeq < 1 || messageSeq > state.lastSeq) return new Refused(10052, 'there is no such message');
  const events = pinning(state.pins, messageSeq, by);
  return events instanceof Refused ? events : accept(events, undefined);
}

export function unpin(state: TopicState, { by, messageSeq }: Granted & Pinned): Decision<undefined> {
  return accept(unpinning(state.pins, messageSeq, by), undefined);
}

export interface Pinned {
  readonly messageSeq: number;
}

/**
 * The first command that reaches a topic opens it, in the same append: there is no moment between, and nothing to mend
 * after a crash.
 */
export function opening<D extends Granted, R>(
  state: TopicState,
  command: D,
  context: Context,
  decide: (state: TopicState, command: D, context: Context) => Decision<R>,
): Decision<R> {
  const { generation, profile } = command.grant;
  if (state.generation === generation) return decide(state, command, context);
  const data = { topic: state.topicId, generation, afterSeq: state.lastSeq, profile };
  const opened: NewEvent = { type: 'TopicOpened', data };
  const fresh = evolveTopic({ ...state }, opened);
  const decision = decide(fresh, command, context);
  if (decision instanceof Refused || decision.events.length === 0) return decision;
  return accept([opened, ...decision.events], decision.reply);
}
