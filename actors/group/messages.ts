import { type GroupEvents, GroupMessageFlag } from '../../events/group/events.ts';
import { Refused } from '../../events/refused.ts';
import type { SentGroupMessage } from '../commands/group-types.ts';
import { accept, type Decision } from '../host/decider.ts';
import { isOverRate } from './rate.ts';
import { type Actor, noSuchGroup, rankOf, refusal, rulesOf } from './rights.ts';
import { type GroupState, recentNumber } from './state.ts';

type Context = { readonly now: number };

/** A message as the command hands it over: what the group itself assigns is missing. */
export type GroupDraft = Omit<GroupEvents['GroupMessageSent'], 'seq' | 'time' | 'nameCard'>;

/** Most members a message may be addressed to, and mention (rest-api.md §16.1). */
const MAX_TARGETS = 50;
const MAX_MENTIONS = 30;

/** What the gateway delivers of a message that is not kept. */
export type Sent = SentGroupMessage & { readonly transient: GroupEvents['GroupMessageSent'] | undefined };

export function send(
  state: GroupState,
  { by, draft, onlineOnly }: { readonly by: Actor; readonly draft: GroupDraft; readonly onlineOnly: boolean },
  { now }: Context,
): Decision<Sent> {
  const refused = refusalToSend(state, by, draft, now, onlineOnly);
  if (refused !== undefined) return refused;
  const { from, random, msgSeq } = draft;
  const first = state.recent.find(0, recentNumber(from, random));
  if (first !== undefined && first.msgSeq === msgSeq) {
    return accept([], { seq: first.seq, time: first.time, dropped: false, duplicate: true, transient: undefined });
  }
  const time = Math.max(Math.floor(now / 1000), state.lastTime);
  if (isOverRate(state.rate, time, draft.priority)) {
    return accept([], { seq: 0, time, dropped: true, duplicate: false, transient: undefined });
  }
  const kept = rulesOf(state).storesMessages && !onlineOnly;
  const message = { ...draft, nameCard: state.members.nameCardOf(from), seq: kept ? state.lastSeq + 1 : 0, time };
  const sent = { seq: message.seq, time, dropped: false, duplicate: false };
  if (!kept) return accept([], { ...sent, transient: message });
  return accept([{ type: 'GroupMessageSent', data: message }], { ...sent, transient: undefined });
}

export function importMessage(
  state: GroupState,
  { draft, time }: { readonly draft: GroupDraft; readonly time: number },
  { now }: Context,
): Decision<SentGroupMessage> {
  if (state.phase !== 'alive') return noSuchGroup(state);
  if (!rulesOf(state).importable) return new Refused(10007, 'messages cannot be imported into this type');
  if (time < state.createdAt || time < state.lastTime)
    return new Refused(10004, 'times must ascend from the creation on');
  if (time > Math.floor(now / 1000)) return new Refused(10004, 'the message is of the future');
  const seq = state.lastSeq + 1;
  const flags = draft.flags | GroupMessageFlag.imported;
  const message = { ...draft, flags, nameCard: state.members.nameCardOf(draft.from), seq, time };
  return accept([{ type: 'GroupMessageSent', data: message }], { seq, time, dropped: false, duplicate: false });
}

export function read(
  state: GroupState,
  { user, upToSeq }: { readonly user: string; readonly upToSeq: number | undefined },
): Decision<{ readonly upToSeq: number }> {
  if (state.phase !== 'alive') return noSuchGroup(state);
  if (!state.members.has(user)) return new Refused(10007, `${user} is not a member`);
  const current = state.members.readSeqOf(user);
  const wanted = Math.min(upToSeq ?? state.lastSeq, state.lastSeq);
  // A number that was set ends with the next reading, even if there is nothing behind the mark.
  if (wanted <= current && !state.unreadSet.has(user)) return accept([], { upToSeq: current });
  const upTo = Math.max(wanted, current);
  return accept([{ type: 'GroupRead', data: { user, upToSeq: upTo } }], { upToSeq: upTo });
}

function refusalToSend(
  state: GroupState,
  by: Actor,
  draft: GroupDraft,
  now: number,
  onlineOnly: boolean,
): Refused | undefined {
  if (state.phase !== 'alive') return noSuchGroup(state);
  const rank = rankOf(state, by);
  if (rank === 0) return new Refused(10007, `${by.user} is not a member`);
  const seconds = Math.floor(now / 1000);
  if ((state.mutes.get(draft.from) ?? 0) > seconds) return new Refused(10017, 'the sender is muted');
  if (state.profile.muteAll && rank < 2) return new Refused(10017, 'the whole group is muted');
  if (onlineOnly && !rulesOf(state).onlineOnly) return new Refused(10004, 'not in a group of this type: online only');
  if (draft.to.length > MAX_TARGETS) return new Refused(10004, `at most ${MAX_TARGETS} receivers`);
  if (draft.at.length > MAX_MENTIONS) return new Refused(10053, `at most ${MAX_MENTIONS} mentions`);
  return draft.to.length === 0 ? undefined : refusal(state, by, 'target');
}
