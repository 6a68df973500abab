import type { TemplatedApp } from 'uWebSockets.js';
import type { Commands } from '../actors/commands/types.ts';
import type { Clock, Notifier } from '../actors/ports.ts';
import type { EventLog } from '../events/log.ts';
import type { AllQueries } from '../projections/queries/all.ts';
import type { MissedRelations } from '../projections/queries/relation-types.ts';
import type { MissedEvent } from '../projections/queries/types.ts';
import type { Authenticator } from './auth/authenticator.ts';
import type { Outbox } from './connection.ts';
import type { Files } from './files/files.ts';
import type { HistoryFiles } from './history-files/history-files.ts';
import type { Language } from './language/language.ts';
import type { Links } from './links.ts';
import type { LiveRooms } from './live/rooms.ts';
import type { Following, Session, Sessions } from './sessions.ts';

/** One log line; `fields` are plain data. Implemented by pino in infra/. */
export interface Logger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** Limits of the gateway; 0 switches a limit off. */
export interface GatewayLimits {
  /** Requests of one socket that may wait for their answer. */
  readonly pendingPerSocket: number;
  /** REST calls per second per command and app (rest-api.md §1). */
  readonly restPerSecond: number;
  /** The same for account commands. */
  readonly restAccountsPerSecond: number;
  /** The same for those that list all groups of an app. */
  readonly restListsPerSecond: number;
  /** The same for searches. */
  readonly restSearchesPerSecond: number;
  /** The same for message logs. */
  readonly restExportsPerSecond: number;
}

/** Everything a dialect may use. Handed over by the composition root. */
export interface Services {
  readonly commands: Commands;
  readonly queries: AllQueries;
  readonly log: EventLog;
  readonly sessions: Sessions;
  readonly notifier: Notifier;
  /** Groups that somebody is in: what a session that opens has to follow. */
  groupsOf(app: number, user: string): Promise<readonly Following[]>;
  /** Users whose messages somebody does not want: those are kept from a session that opens. */
  discardedBy(app: number, user: string): Promise<readonly string[]>;
  /** Users of whose status somebody is told. */
  watchedBy(app: number, user: string): Promise<readonly string[]>;
  /** How many members of a group are connected. */
  onlineMembers(app: number, group: string): number;
  readonly rooms: LiveRooms;
  readonly files: Files;
  readonly language: Language;
  /** Tells one session what happened to messages while its user was away. */
  tellMissed(session: Session, events: readonly MissedEvent[]): Promise<void>;
  /** As `tellMissed`, of the people its user knows. */
  tellMissedRelations(session: Session, missed: MissedRelations): Promise<void>;
  readonly historyFiles: HistoryFiles;
  readonly outbox: Outbox;
  /** Every connection of a dialect, as long as it is open. */
  readonly links: Links;
  readonly auth: Authenticator;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly limits: GatewayLimits;
  /** True once the projections have caught up. */
  ready(): boolean;
}

/** A dialect adds its routes to the one uWebSockets app. */
export type Mount = (app: TemplatedApp, services: Services) => void;
