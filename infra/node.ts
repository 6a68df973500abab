import { createCommands } from '../actors/commands/create.ts';
import { type Dependencies, settingsOf } from '../actors/commands/dependencies.ts';
import { Host } from '../actors/host/host.ts';
import { singleNode } from '../actors/placement.ts';
import type { AppDirectory, Clock, MergedLists, Words } from '../actors/ports.ts';
import type { AppSettings } from '../events/app/events.ts';
import type { Limits } from '../events/app/limits.ts';
import type { EventLog } from '../events/log.ts';
import { Outbox } from '../gateway/connection.ts';
import { Delivery } from '../gateway/delivery/delivery.ts';
import { GroupDelivery } from '../gateway/delivery/group-delivery.ts';
import { MessageDelivery } from '../gateway/delivery/message-delivery.ts';
import { OfficialDelivery } from '../gateway/delivery/official-delivery.ts';
import { RelationDelivery } from '../gateway/delivery/relation-delivery.ts';
import { StatusDelivery } from '../gateway/delivery/status-delivery.ts';
import { realTiming } from '../gateway/live/timing.ts';
import type { Services } from '../gateway/services.ts';
import type { Session, Sessions } from '../gateway/sessions.ts';
import type { MissedEvent, MissedRelations, OpenProjections } from '../projections/index.ts';
import type { DefinedFields } from '../projections/queries/deps.ts';
import { snapshotStore } from './snapshots.ts';

export interface NodeParts {
  readonly log: EventLog;
  readonly projections: OpenProjections;
  readonly sessions: Sessions;
  readonly clock: Clock;
  readonly words: Words;
  readonly mergedLists: MergedLists;
  readonly appDirectory: AppDirectory;
  /** What the configuration says of every app. */
  readonly configured: AppSettings;
  readonly memoryBudgetBytes: number;
  readonly maxPending: number;
  /** Runs something later; absent: by the timers of the process. */
  readonly after?: (ms: number, run: () => void) => void;
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
    | 'tellMissedRelations'
    | 'clock'
  >;
  /** Does nothing before `follow`. */
  readonly delivery: Delivery;
  /** How much an app may have: what the queries want to know. */
  limitsOf(app: number): Promise<Limits>;
  /** Fields that an app has defined: what the queries want to know. */
  fieldsOf(app: number): Promise<DefinedFields>;
  /** Whether users of an app may ask for each other's status. */
  hasUserStatus(app: number): Promise<boolean>;
}

/** Puts the write side and the delivery together over a log and its projections: for the server and the simulation. */
export function composeNode(parts: NodeParts): Node {
  const { log, projections, sessions, clock, words, report } = parts;
  const { groups, groupMessages, accounts, relations } = projections;
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
  const relationDelivery = new RelationDelivery(
    sessions,
    { person, knownBy: relations.knownBy, fieldsOf: (app) => fieldsOf(app) },
    report,
  );
  const friendsToTell = async (app: number, user: string) => {
    if ((await settingsOf(dependencies, app)).friendStatusNotices === 0) return [];
    // Whoever has put somebody into his list without being in his does not watch him.
    return (await relations.knownBy(app, user)).filter((other) => relations.isFriend(app, user, other));
  };
  const delivery = new Delivery(sessions, {
    groups: groupDelivery,
    messages: messageDelivery,
    relations: relationDelivery,
    officials: new OfficialDelivery(sessions, projections.officials, report),
    statuses: new StatusDelivery(sessions, { now: projections.presence.now, friendsToTell }, report, { after }),
    follows: { person, isFollowing: projections.follows.isFollowing },
  });
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
    relations,
    history: projections.c2cHistory,
    memberships: groups,
    groupMessages,
    messages: projections.messages,
    idleGroups: projections.idleGroups,
    officials: projections.officials,
    notifier: delivery,
    clock,
    words,
    rooms: groupDelivery.rooms,
    configured: parts.configured,
    mergedLists: parts.mergedLists,
    appDirectory: parts.appDirectory,
    follows: projections.follows,
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
    tellMissedRelations: (session: Session, missed: MissedRelations) => relationDelivery.tellMissed(session, missed),
    tellMissed: (session: Session, events: readonly MissedEvent[]) => messageDelivery.tellMissed(session, events),
    clock,
  };
  const limitsOf = async (app: number) => (await settingsOf(dependencies, app)).limits;
  const fieldsOf = (app: number): Promise<DefinedFields> => settingsOf(dependencies, app);
  const hasUserStatus = async (app: number) => (await settingsOf(dependencies, app)).userStatus === 1;
  return { host, services, delivery, limitsOf, fieldsOf, hasUserStatus };
}
