import { mentionsAll } from '../../events/group/events.ts';
import { Refused } from '../../events/refused.ts';
import type { SentGroupMessage } from '../commands/group-types.ts';
import { accept, type Decision } from '../host/decider.ts';
import { takesReceipts } from './message-life.ts';
import { type Actor, noSuchGroup, rankOf, refusal, rulesOf } from './rights.ts';
import { draftProblem, type GroupDraft, isMuted, place, placeImported, type Sent, withReceipts } from './sequence.ts';
import type { GroupState } from './state.ts';

type Context = { readonly now: number };

export function send(
  state: GroupState,
  { by, draft, onlineOnly }: { readonly by: Actor; readonly draft: GroupDraft; readonly onlineOnly: boolean },
  { now }: Context,
): Decision<Sent> {
  const refused = refusalToSend(state, by, draft, now) ?? draftProblem(draft);
  if (refused !== undefined) return refused;
  const rules = rulesOf(state);
  if (onlineOnly && !rules.onlineOnly) return new Refused(10004, 'not in a group of this type: online only');
  const kept = rules.storesMessages && !onlineOnly;
  return place(state, withReceipts(draft, kept && takesReceipts(state)), {
    kept,
    nameCard: state.members.nameCardOf(draft.from),
    now,
  });
}

export function importMessage(
  state: GroupState,
  { draft, time }: { readonly draft: GroupDraft; readonly time: number },
  { now }: Context,
): Decision<SentGroupMessage> {
  if (state.phase !== 'alive') return noSuchGroup(state);
  if (!rulesOf(state).importable) return new Refused(10007, 'messages cannot be imported into this type');
  const nameCard = state.members.nameCardOf(draft.from);
  return placeImported(state, draft, { time, createdAt: state.createdAt, nameCard, now });
}

export function read(
  state: GroupState,
  { user, upToSeq }: { readonly user: string; readonly upToSeq: number | undefined },
): Decision<{ readonly upToSeq: number }> {
  if (state.phase !== 'alive') return noSuchGroup(state);
  if (!rulesOf(state).storesMembers || !state.members.has(user)) return new Refused(10007, `${user} is not a member`);
  const current = state.members.readSeqOf(user);
  const wanted = Math.min(upToSeq ?? state.lastSeq, state.lastSeq);
  // A number that was set ends with the next reading, even if there is nothing behind the mark.
  if (wanted <= current && !state.unreadSet.has(user)) return accept([], { upToSeq: current });
  const upTo = Math.max(wanted, current);
  return accept([{ type: 'GroupRead', data: { user, upToSeq: upTo } }], { upToSeq: upTo });
}

function refusalToSend(state: GroupState, by: Actor, draft: GroupDraft, now: number): Refused | undefined {
  const refused = silence(state, by, draft, now);
  if (refused !== undefined) return refused;
  if (state.supportTopic) return new Refused(10004, 'in this community topics carry the messages: name one');
  return addressRefusal(state, draft);
}

/** Whom a message may be addressed to, and mention, is the type's, whoever sends it (product.md §2.15). */
function addressRefusal(state: GroupState, draft: GroupDraft): Refused | undefined {
  const { to, at } = draft;
  const { targets, mentions } = rulesOf(state);
  if (to.length > 0 && !targets) return new Refused(10007, 'no messages to chosen members in a group of this type');
  const mentioning = at.length > 0 || mentionsAll(draft);
  return mentioning && !mentions ? new Refused(10007, 'nobody is mentioned in a group of this type') : undefined;
}

/** Why a member may not speak here, or in the topics of a community; undefined when he may. */
export function silence(
  state: GroupState,
  by: Actor,
  draft: Pick<GroupDraft, 'from' | 'flags'>,
  now: number,
): Refused | undefined {
  if (state.phase !== 'alive') return noSuchGroup(state);
  const rank = rankOf(state, by);
  if (rank === 0) return new Refused(10007, `${by.user} is not a member`);
  if (isMuted(state, draft.from, now)) return new Refused(10017, 'the sender is muted');
  if (state.profile.muteAll && rank < 2) return new Refused(10017, 'the whole group is muted');
  if (state.supportTopic) return undefined;
  return refusal(state, by, 'send') ?? (mentionsAll(draft) ? refusal(state, by, 'mentionAll') : undefined);
}
