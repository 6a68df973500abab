import { accounts } from './accounts/projection.ts';
import { activeUsers } from './active-users/projection.ts';
import { apps } from './apps/projection.ts';
import { hearingPort } from './conversation-settings/port.ts';
import { conversationSettings } from './conversation-settings/projection.ts';
import { conversations } from './conversations/projection.ts';
import { followsPort } from './follows/port.ts';
import { follows } from './follows/projection.ts';
import { groupData } from './groups/data.ts';
import { groupHistory } from './groups/history.ts';
import { idleGroupsPort } from './groups/idle-port.ts';
import { groupMembers } from './groups/members.ts';
import { groupMessagesPort } from './groups/messages-port.ts';
import { groupsPort } from './groups/port.ts';
import { groups } from './groups/projection.ts';
import { history } from './history/projection.ts';
import { messageNoticesPort } from './messages/notices-port.ts';
import { messagesPort } from './messages/port.ts';
import { messageLife } from './messages/projection.ts';
import { messageViews } from './messages/views.ts';
import { notices } from './notices/projection.ts';
import { officialsPort } from './official/port.ts';
import { officialAccounts } from './official/projection.ts';
import { accountsPort, c2cHistoryPort } from './ports.ts';
import { presencePort } from './presence/port.ts';
import { presence } from './presence/projection.ts';
import type { Projection } from './projection.ts';
import type { AllQueries } from './queries/all.ts';
import type { QueryDeps } from './queries/deps.ts';
import { createQueries } from './queries/queries.ts';
import { relationsPort } from './relations/port.ts';
import { relations } from './relations/projection.ts';
import { createRunner, type ProjectionRunner, type RunnerOptions } from './runner.ts';
import { LmdbStore } from './store/lmdb.ts';
import type { ProjectionStore } from './store.ts';

/** Every projection of the product. */
export const projections: readonly Projection[] = [
  accounts,
  conversations,
  conversationSettings,
  history,
  groups,
  groupMembers,
  groupHistory,
  groupData,
  notices,
  messageLife,
  messageViews,
  relations,
  follows,
  apps,
  officialAccounts,
  presence,
  activeUsers,
];

export type OpenOptions = Omit<RunnerOptions, 'store' | 'projections'> & {
  readonly connections: QueryDeps['connections'];
  readonly clock: QueryDeps['clock'];
  readonly limits: QueryDeps['limits'];
  readonly homeApp?: QueryDeps['homeApp'];
  readonly fieldsOf?: QueryDeps['fieldsOf'];
  /** Default: they may. */
  readonly hasUserStatus?: QueryDeps['hasUserStatus'];
  /** Days for which messages can be read; default 0: for ever. */
  readonly retentionDays?: number;
  /** Default: there is no search. */
  readonly search?: QueryDeps['search'];
} & (
    | {
        /** Directory of the embedded store. */
        readonly path: string;
      }
    | {
        /** Another driver. It is closed with the rest. */
        readonly store: ProjectionStore;
      }
  );

/** The whole read side of one process. */
export interface OpenProjections {
  readonly runner: ProjectionRunner;
  readonly store: ProjectionStore;
  readonly queries: AllQueries;
  /** The actor room's `Accounts`. */
  readonly accounts: ReturnType<typeof accountsPort>;
  /** The actor room's `Relations`. */
  readonly relations: ReturnType<typeof relationsPort>;
  /** The actor room's `C2cHistory`. */
  readonly c2cHistory: ReturnType<typeof c2cHistoryPort>;
  /** The actor room's `Memberships`, and what the delivery asks about groups. */
  readonly groups: ReturnType<typeof groupsPort>;
  /** The actor room's `Follows`, and what the delivery asks about who follows whom. */
  readonly follows: ReturnType<typeof followsPort>;
  /** What the delivery asks about how users hear of messages. */
  readonly hearing: ReturnType<typeof hearingPort>;
  /** The actor room's `GroupMessages`. */
  readonly groupMessages: ReturnType<typeof groupMessagesPort>;
  /** The actor room's `Messages`. */
  readonly messages: ReturnType<typeof messagesPort>;
  /** What the delivery asks about messages. */
  readonly messageNotices: ReturnType<typeof messageNoticesPort>;
  /** The actor room's `Officials`. */
  readonly officials: ReturnType<typeof officialsPort>;
  /** What the delivery and the server itself ask about presence. */
  readonly presence: ReturnType<typeof presencePort>;
  /** The actor room's `IdleGroups`. */
  readonly idleGroups: ReturnType<typeof idleGroupsPort>;
  /** Resolves when everything in the log is folded. */
  start(): Promise<void>;
  /** Flushes, then closes the store, even when the flush fails. */
  close(): Promise<void>;
}

/** Opens the projections of the product over a log. Nothing is read before `start`. */
export function openProjections(options: OpenOptions): OpenProjections {
  const { connections, clock, limits, fieldsOf, homeApp } = options;
  const store = 'store' in options ? options.store : new LmdbStore({ path: options.path });
  const runner = createRunner({ ...options, store, projections });
  const { search, retentionDays = 0, hasUserStatus } = options;
  const deps: QueryDeps = {
    log: options.log,
    runner,
    connections,
    clock,
    limits,
    fieldsOf,
    homeApp,
    search,
    retentionDays,
    hasUserStatus,
  };
  return {
    runner,
    store,
    queries: createQueries(deps),
    accounts: accountsPort(runner),
    relations: relationsPort(runner),
    c2cHistory: c2cHistoryPort(runner),
    groups: groupsPort(runner, options.log, clock),
    follows: followsPort(runner),
    hearing: hearingPort(runner),
    groupMessages: groupMessagesPort(options.log, runner),
    messages: messagesPort(deps),
    messageNotices: messageNoticesPort({ log: options.log, runner }),
    officials: officialsPort(options.log, runner),
    presence: presencePort(deps),
    idleGroups: idleGroupsPort(options.log, runner),
    start: () => runner.start(),
    close: () => runner.close().finally(() => store.close()),
  };
}
