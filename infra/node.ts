import { createCommands } from '../actors/commands/create.ts';
import { type Dependencies, settingsOf } from '../actors/commands/dependencies.ts';
import { Host } from '../actors/host/host.ts';
import { singleNode } from '../actors/placement.ts';
import type { Clock, MergedLists, Words } from '../actors/ports.ts';
import type { AppSettings } from '../events/app/events.ts';
import type { Limits } from '../events/app/limits.ts';
import type { EventLog } from '../events/log.ts';
import { Outbox } from '../gateway/connection.ts';
import { Delivery } from '../gateway/delivery/delivery.ts';
import { GroupDelivery } from '../gateway/delivery/group-delivery.ts';
import { MessageDelivery } from '../gateway/delivery/message-delivery.ts';
import { StatusDelivery } from '../gateway/delivery/status-delivery.ts';
import { realTiming } from '../gateway/live/timing.ts';
import type { Services } from '../gateway/services.ts';
import type { Session, Sessions } from '../gateway/sessions.ts';
import type { MissedEvent, OpenProjections } from '../projections/index.ts';
import { snapshotStore } from './snapshots.ts';

export interface NodeParts {
  readonly log: EventLog;
  readonly projections: OpenProjections;
  readonly sessions: Sessions;
  readonly clock: Clock;
  readonly words: Words;
  readonly mergedLists: MergedLists;
  /** What the configuration says of every app. */
  readonly configured: AppSettings;
  readonly memoryBudgetBytes: number;
  readonly maxPending: number;
  /** Runs something later; absent: by the timers of the process. */
  readonly after?: (ms: number, run: () => void) => void;
  /** Users who have somebody in their list of friends: they are told of his status where the app wants that. Default: nobody. */
  readonly friendsOf?: (app: number, user: string) => Promise<readonly string[]>;
  /** Something went wrong that no caller hears of; `stream` names the entity it happened to. */
  readonly report: (error: unknown, stream?: string) => void;
}

export interface Node {
  readonly host: Host;
  /** What the dialects get from the node. */
  readonly services: Pick<
    Services,
    | 'commands'
    | 'queries'
    | 'log'
    | 'sessions'
    | 'notifier'
    | 'groupsOf'
    | 'discardedBy'
    | 'watchedBy'
    | 'onlineMembers'
    | 'rooms'
    | 'outbox'
    | 'tellMissed'
    | 'clock'
  >;
  /** Does nothing before `follow`. */
  readonly delivery: Delivery;
  /** How much an app may have: what the queries want to know. */
  limitsOf(app: number): Promise<Limits>;
  /** Whether users of an app may ask for each other's status. */
  hasUserStatus(app: number): Promise<boolean>;
}

/** Puts the write side and the delivery together over a log and its projections: for the server and the simulation. */
export function composeNode(parts: NodeParts): Node {
  const { log, projections, sessions, clock, words, report } = parts;
  const { groups, groupMessages, accounts } = projections;
  const { friendsOf = nobody } = parts;
  const person = (app: number, user: string) => accounts.find(app, user) ?? { user, nick: '', faceUrl: '' };
  const after = parts.after ?? realTiming.after;
  const groupDelivery = new GroupDelivery(
    sessions,
    {
      label: groups.label,
      admins: groups.admins,
      lastSeq: groups.lastSeq,
      message: groupMessages.message,
      person,
    },
    report,
    { now: clock.now, after },
  );
  const messageDelivery = new MessageDelivery(
    sessions,
    groupDelivery.followers,
    { person, ...projections.messageNotices },
    report,
  );
  const friendsToTell = async (app: number, user: string) =>
    (await settingsOf(dependencies, app)).friendStatusNotices === 1 ? friendsOf(app, user) : [];
  const statuses = new StatusDelivery(sessions, { now: projections.presence.now, friendsToTell }, report, { after });
  const delivery = new Delivery(sessions, groupDelivery, messageDelivery, statuses);
  const host = new Host({
    log,
    clock,
    snapshots: snapshotStore(projections.store),
    onError: (stream, error) => report(error, stream),
    placement: singleNode,
    memoryBudgetBytes: parts.memoryBudgetBytes,
    maxPending: parts.maxPending,
    keepsUp: () => projections.runner.pressure() < 1,
  });
  const dependencies: Dependencies = {
    host,
    accounts,
    history: projections.c2cHistory,
    memberships: groups,
    groupMessages,
    messages: projections.messages,
    idleGroups: projections.idleGroups,
    notifier: delivery,
    clock,
    words,
    rooms: groupDelivery.rooms,
    configured: parts.configured,
    mergedLists: parts.mergedLists,
  };
  const commands = createCommands(dependencies);
  const services = {
    commands,
    queries: projections.queries,
    log,
    sessions,
    notifier: delivery,
    groupsOf: groups.groupsOf,
    discardedBy: projections.hearing.discardedBy,
    watchedBy: projections.presence.watchedBy,
    onlineMembers: (app: number, group: string) => delivery.onlineMembers(app, group),
    rooms: groupDelivery.rooms,
    outbox: new Outbox(),
    tellMissed: (session: Session, events: readonly MissedEvent[]) => messageDelivery.tellMissed(session, events),
    clock,
  };
  const limitsOf = async (app: number) => (await settingsOf(dependencies, app)).limits;
  const hasUserStatus = async (app: number) => (await settingsOf(dependencies, app)).userStatus === 1;
  return { host, services, delivery, limitsOf, hasUserStatus };
}

const nobody = async (): Promise<readonly string[]> => [];
