import type { SdkName } from './bundle.ts';
import type { Checks } from './check.ts';
import { communities } from './checks/communities.ts';
import { conversations } from './checks/conversations.ts';
import { events } from './checks/events.ts';
import { experimental } from './checks/experimental.ts';
import { follows } from './checks/follow.ts';
import { groupConversations } from './checks/group-conversations.ts';
import { groupData } from './checks/group-data.ts';
import { groupMembers } from './checks/group-members.ts';
import { groupPins } from './checks/group-pins.ts';
import { groups } from './checks/groups.ts';
import { history } from './checks/history.ts';
import { lifeCycle } from './checks/life-cycle.ts';
import { liveRooms } from './checks/live-rooms.ts';
import { media } from './checks/media.ts';
import { mergedAndLanguages } from './checks/merged.ts';
import { messageLife } from './checks/message-life.ts';
import { messages } from './checks/messages.ts';
import { packets } from './checks/packets.ts';
import { presence } from './checks/presence.ts';
import { relations } from './checks/relations.ts';
import { search } from './checks/search.ts';
import { signaling } from './checks/signaling.ts';
import { users } from './checks/users.ts';
import { families, type Row, rowsOf } from './inventory.ts';
import { type OfficialClient, within } from './official-client.ts';
import { reasonOf } from './pending.ts';
import type { TestServer } from './server.ts';
import { World } from './world.ts';

/** All checks by the id of their row. */
export const checks: Checks = {
  ...lifeCycle,
  ...messages,
  ...media,
  ...mergedAndLanguages,
  ...messageLife,
  ...history,
  ...users,
  ...relations,
  ...events,
  ...conversations,
  ...packets,
  ...experimental,
  ...groups,
  ...groupMembers,
  ...liveRooms,
  ...groupConversations,
  ...communities,
  ...groupData,
  ...groupPins,
  ...search,
  ...follows,
  ...presence,
  ...signaling,
};

export type Outcome =
  | { readonly state: 'passes' }
  | { readonly state: 'partly'; readonly toCome: string }
  | { readonly state: 'pending'; readonly toCome: string }
  | { readonly state: 'absent' }
  | { readonly state: 'fails'; readonly error: unknown };

/** Longest time of one check, in milliseconds: the `wshello` of an idle client needs most of it. */
const CHECK_MS = 60_000;

/** Runs every row (or `only` some) with one version of the client; `report` hears each outcome. */
export async function runSuite(
  server: TestServer,
  sdk: SdkName,
  only: ReadonlySet<string>,
  report: (row: Row, outcome: Outcome) => void,
): Promise<ReadonlyMap<string, Outcome>> {
  const world = await World.open(server, sdk);
  const outcomes = new Map<string, Outcome>();
  try {
    for (const row of families.flatMap(rowsOf)) {
      if (only.size > 0 && !only.has(row.id)) continue;
      const outcome = await runRow(world, row);
      outcomes.set(row.id, outcome);
      report(row, outcome);
    }
  } finally {
    await world.close();
  }
  return outcomes;
}

async function runRow(world: World, row: Row): Promise<Outcome> {
  if (!has(world.alice, row)) return { state: 'absent' };
  const entry = checks[row.id];
  if (entry === undefined) return { state: 'pending', toCome: reasonOf(row.id) ?? 'nobody knows' };
  const check = typeof entry === 'function' ? entry : entry.check;
  try {
    await within(
      CHECK_MS,
      `end of ${row.id}`,
      Promise.resolve().then(() => check(world)),
    );
  } catch (error) {
    if (row.kind === 'experimental' && isUnknownKey(error)) return { state: 'absent' };
    return { state: 'fails', error };
  }
  return typeof entry === 'function' ? { state: 'passes' } : { state: 'partly', toCome: entry.toCome };
}

/** Whether this version of the client has what the row names; packets and pushes are common to both. */
function has({ chat, sdk }: OfficialClient, { kind, name }: Row): boolean {
  switch (kind) {
    case 'method':
      return typeof Reflect.get(chat, name) === 'function';
    case 'event':
      return sdk.EVENT[name] !== undefined;
    case 'signaling':
      return sdk.TSignaling?.[name] !== undefined;
    case 'experimental':
    case 'packet':
    case 'push':
      return true;
  }
}

/** The client's own answer to a key it does not know. */
function isUnknownKey(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 2905;
}
