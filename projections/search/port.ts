/** What the read side asks of the search index. Numbers of hits are exact; what is not indexed yet is not found. */
export interface SearchIndex {
  messages(query: MessageSearch): Promise<MessageHits>;
  users(query: UserSearch): Promise<NamePage<readonly [user: string]>>;
  groups(query: GroupSearch): Promise<NamePage<readonly [group: string]>>;
  members(query: MemberSearch): Promise<NamePage<readonly [group: string, user: string]>>;
}

export interface MessageSearch {
  readonly app: number;
  /** With whose eyes. */
  readonly user: string;
  /** Streams of groups and topics that he may look into, or the one place that is meant. */
  readonly places: readonly string[];
  /** All his one-to-one conversations as well. */
  readonly allC2c: boolean;
  readonly keywords: readonly string[];
  readonly match: 'any' | 'all';
  readonly senders: readonly string[];
  /** Of elements, `TIMTextElem`…; empty: any. */
  readonly types: readonly string[];
  /** Unix seconds, inclusive. */
  readonly since?: number;
  readonly until?: number;
  /** Only what was sent up to this position of the log. */
  readonly upTo?: number;
}

export interface MessageHits {
  /** Position of the log up to which messages were searched. */
  readonly position: number;
  readonly places: readonly PlaceHits[];
}

export interface PlaceHits {
  readonly stream: string;
  /** Unix seconds of the newest hit. */
  readonly newest: number;
  /** Descending. */
  readonly seqs: Float64Array;
}

export interface NameSearch {
  readonly app: number;
  readonly keywords: readonly string[];
  readonly match: 'any' | 'all';
  /** From the page before; 0: from the beginning. */
  readonly after: number;
  readonly count: number;
}

export interface UserSearch extends NameSearch {
  /** Who asks. */
  readonly user: string;
  /** Any of these, '' for who has not said; empty: all. */
  readonly genders?: readonly string[] | undefined;
  /** As numbers, 19900101; inclusive. Who has not said: 0. */
  readonly bornFrom?: number | undefined;
  readonly bornTo?: number | undefined;
}

export interface GroupSearch extends NameSearch {
  /** Private groups only when he is in them; undefined: an administrator, who sees all. */
  readonly user: string | undefined;
  /** Empty: all types. */
  readonly types: readonly string[];
}

export interface MemberSearch extends NameSearch {
  /** Only groups that he is in; undefined: an administrator. */
  readonly user: string | undefined;
  /** Undefined: all of them. */
  readonly groups: readonly string[] | undefined;
}

export interface NamePage<Row extends readonly string[]> {
  readonly rows: readonly Row[];
  readonly total: number;
  /** Where the next page begins, 0 on the last one. */
  readonly next: number;
}

/** What a search can ask, by name: how requests reach the thread that answers them. */
export type SearchRequests = {
  readonly [K in keyof SearchIndex]: Parameters<SearchIndex[K]>[0];
};
