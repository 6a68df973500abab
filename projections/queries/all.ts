import type { AppQueries } from './apps.ts';
import type { GroupQueries } from './group-types.ts';
import type { MessageQueries } from './message-types.ts';
import type { OfficialQueries } from './official-types.ts';
import type { RelationQueries } from './relation-types.ts';
import type { SearchQueries } from './search-types.ts';
import type { Queries } from './types.ts';

/** The one list of everything a caller may read, family by family. */
export interface AllQueries
  extends AppQueries,
    GroupQueries,
    MessageQueries,
    OfficialQueries,
    Queries,
    RelationQueries,
    SearchQueries {}
