import { openToRead, type Sqlite } from './database.ts';
import { MessageFinder } from './find-messages.ts';
import { NameFinder } from './find-names.ts';
import type { SearchIndex, SearchRequests } from './port.ts';

type Answers = { readonly [K in keyof SearchIndex]: (query: SearchRequests[K]) => Awaited<ReturnType<SearchIndex[K]>> };

/** Answers searches from the index in one directory, beside who writes it. */
export class SearchFinder {
  readonly #db: Sqlite;
  readonly #answers: Answers;

  constructor(directory: string) {
    this.#db = openToRead(directory);
    const messages = new MessageFinder(this.#db);
    const names = new NameFinder(this.#db);
    this.#answers = {
      messages: (query) => messages.find(query),
      users: (query) => names.users(query),
      groups: (query) => names.groups(query),
      members: (query) => names.members(query),
    };
  }

  /** One search, on one state of the index. */
  find<K extends keyof SearchIndex>(kind: K, query: SearchRequests[K]): Awaited<ReturnType<SearchIndex[K]>> {
    this.#db.exec('BEGIN');
    try {
      return this.#answers[kind](query);
    } finally {
      this.#db.exec('ROLLBACK');
    }
  }

  close(): void {
    this.#db.close();
  }
}
