import type { ConversationLimits } from '../../events/app/limits.ts';
import type { EventLog } from '../../events/log.ts';
import type { FieldDefinition } from '../../events/user/profile.ts';
import type { ProjectionRunner } from '../runner.ts';
import type { SearchIndex } from '../search/port.ts';
import type { Connections } from './types.ts';

/** Fields of an app's own, of profiles and of friends. */
export interface DefinedFields {
  readonly profileFields: readonly FieldDefinition[];
  readonly friendFields: readonly FieldDefinition[];
}

/** What queries are answered from. */
export interface QueryDeps {
  readonly log: EventLog;
  /** The app of the configuration: its administrators are the operators of the server. */
  readonly homeApp?: number | undefined;
  readonly runner: Pick<ProjectionRunner, 'reader' | 'readNow' | 'folded'>;
  readonly connections: Connections;
  /** How much there may be of an app's conversations: the actor room knows. */
  limits(app: number): Promise<ConversationLimits> | ConversationLimits;
  /** Fields that an app has defined: the actor room knows. Absent: there are none. */
  readonly fieldsOf?: ((app: number) => Promise<DefinedFields>) | undefined;
  /** Whether users of an app may ask for each other's status: the actor room knows. Absent: always. */
  readonly hasUserStatus?: ((app: number) => Promise<boolean> | boolean) | undefined;
  /** Days for which messages can be read; 0 or absent: for ever. */
  readonly retentionDays?: number;
  /** Absent: there is no search. */
  readonly search?: SearchIndex | undefined;
  readonly clock: {
    /** Unix milliseconds. */
    now(): number;
  };
}
