import type { Caller } from '../../events/caller.ts';
import {
  type ConversationGroupName,
  type ConversationId,
  type DoNotDisturb,
  type PeerRemind,
  partiesOf,
  withPeer,
} from '../../events/user/conversations.ts';
import {
  allGroups,
  arrangedBy,
  type ConversationGroupRow,
  DISCARDED,
  isSettingsKey,
  QUIET,
  type SettingsRow,
  settingsKey,
} from '../conversation-settings/row.ts';
import { idKey } from '../row-keys.ts';
import type { ConversationSettings } from './conversation-types.ts';
import type { QueryDeps } from './deps.ts';
import { mayRead } from './permission.ts';

const DAY_S = 86_400;

/** What somebody has set for his conversations, by conversation. Rows are live: to be looked at on this turn. */
export async function settingsRows(
  deps: QueryDeps,
  app: number,
  user: string,
): Promise<ReadonlyMap<ConversationId, SettingsRow>> {
  // Whole: a large partition that is read whole stays in memory so.
  const found = reader(deps).range<SettingsRow>(arrangedBy(app, idKey(user)));
  const settings = new Map<ConversationId, SettingsRow>();
  for (const { sort, value } of found instanceof Promise ? await found : found) {
    if (isSettingsKey(sort)) settings.set(value.conversation, value);
  }
  return settings;
}

/** A copy; of a conversation for which nothing is set, that. */
export function settingsView(id: ConversationId, row: SettingsRow | undefined): ConversationSettings {
  const { pinned = false, marks = [], custom = '', groups = [], time: changedAt = 0 } = row ?? {};
  return { id, pinned, marks, custom, groups, changedAt };
}

export async function conversationSettings(
  deps: QueryDeps,
  caller: Caller,
  { user, conversations }: { user: string; conversations?: readonly ConversationId[] | undefined },
): Promise<readonly ConversationSettings[]> {
  mayRead(caller, user);
  if (conversations === undefined) {
    const all = await settingsRows(deps, caller.app, user);
    return [...all].map(([id, row]) => settingsView(id, row)).filter(isSet);
  }
  const partition = arrangedBy(caller.app, idKey(user));
  return Promise.all(
    conversations.map(async (id) => settingsView(id, await reader(deps).get<SettingsRow>(partition, settingsKey(id)))),
  );
}

const isSet = ({ pinned, marks, custom, groups }: ConversationSettings): boolean =>
  pinned || marks.length > 0 || custom !== '' || groups.length > 0;

export async function conversationGroups(
  deps: QueryDeps,
  caller: Caller,
  { user }: { user: string },
): Promise<readonly ConversationGroupName[]> {
  mayRead(caller, user);
  const rows = await reader(deps).range<ConversationGroupRow>(arrangedBy(caller.app, idKey(user)), allGroups);
  return rows.map(({ value: { id, name } }) => ({ id, name }));
}

export async function peerReminds(
  deps: QueryDeps,
  caller: Caller,
  { user, peers }: { user: string; peers?: readonly string[] | undefined },
): Promise<readonly { readonly peer: string; readonly remind: PeerRemind }[]> {
  mayRead(caller, user);
  const all = await settingsRows(deps, caller.app, user);
  const remindOf = (row: SettingsRow | undefined): PeerRemind => row?.remind || 'AcceptAndNotify';
  if (peers !== undefined) return peers.map((peer) => ({ peer, remind: remindOf(all.get(withPeer(peer))) }));
  return [...all.values()].flatMap((row) => {
    const { peer } = partiesOf(row.conversation);
    return peer === undefined || row.remind === '' ? [] : [{ peer, remind: row.remind }];
  });
}

/** Users whose messages somebody does not want at all. */
export async function discardedBy(
  deps: Pick<QueryDeps, 'runner'>,
  app: number,
  user: string,
): Promise<readonly string[]> {
  const found = await reader(deps).get<readonly string[]>(arrangedBy(app, idKey(user)), DISCARDED);
  // Rows are live.
  return found === undefined ? [] : [...found];
}

export async function doNotDisturb(
  deps: QueryDeps,
  caller: Caller,
  { user }: { user: string },
): Promise<DoNotDisturb & { readonly active: boolean }> {
  mayRead(caller, user);
  const row = await reader(deps).get<DoNotDisturb>(arrangedBy(caller.app, idKey(user)), QUIET);
  const set: DoNotDisturb = row ?? { remind: 'AcceptAndNotify', start: 0, end: 0, daily: false };
  return { ...set, active: isActive(set, Math.floor(deps.clock.now() / 1000)) };
}

/** Whether `now` (Unix seconds) lies in the window, the end excluded. Without a window it is always so. */
function isActive({ remind, start, end, daily }: DoNotDisturb, now: number): boolean {
  if (remind === 'AcceptAndNotify') return false;
  if (end === 0) return now >= start;
  return now >= start && (daily ? (now - start) % DAY_S < end - start : now < end);
}

function reader({ runner }: Pick<QueryDeps, 'runner'>) {
  return runner.reader('conversation-settings');
}
