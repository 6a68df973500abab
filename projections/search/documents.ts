import { Query, type Sqlite } from './database.ts';
import { type MessageText, messageText } from './message-text.ts';
import { idsOf, messageId } from './schema.ts';
import { tokensOf } from './tokens.ts';

/** Tokens beside those of the text: who may see a message (`u`, `p`), who sent it (`s`), what is in it (`k`). */
export const forUser = (user: number): string => `u${user}`;
export const forPlace = (place: number): string => `p${place}`;
export const fromSender = (user: number): string => `s${user}`;
export const ofType = (type: number | string): string => `k${type}`;

export interface NewMessage {
  readonly place: number;
  readonly seq: number;
  readonly position: number;
  /** Unix seconds. */
  readonly time: number;
  /** Number of the user. */
  readonly sender: number;
  /** Tokens of those who may see it. */
  readonly access: readonly string[];
  readonly body: Uint8Array;
}

type Stored = readonly [sender: number, access: string, types: string, text: string];

/**
 * Messages in the index: a row for each, and its tokens if there is anything to find it by. Tokens wait for `flush`, which
 * hands them over in the order of ids: the full-text index writes a piece to the disk whenever an id is lower than the last.
 */
export class Messages {
  readonly #added = new Map<number, string>();
  readonly #dropped = new Map<number, string>();
  readonly #insert: Query;
  readonly #find: Query<Stored>;
  readonly #update: Query;
  readonly #delete: Query;
  readonly #unhide: Query;
  readonly #ids: Query<readonly [number]>;
  readonly #addTokens: Query;
  readonly #dropTokens: Query;

  constructor(db: Sqlite) {
    this.#insert = new Query(
      db,
      'INSERT OR IGNORE INTO message (id, position, time, sender, access, types, text) VALUES (?, ?, ?, ?, ?, ?, ?)',
    );
    this.#find = new Query(db, 'SELECT sender, access, types, text FROM message WHERE id = ?');
    this.#update = new Query(db, 'UPDATE message SET types = ?, text = ? WHERE id = ?');
    this.#delete = new Query(db, 'DELETE FROM message WHERE id = ?');
    this.#unhide = new Query(db, 'DELETE FROM hidden WHERE message = ?');
    this.#ids = new Query(db, 'SELECT id FROM message WHERE id BETWEEN ? AND ? ORDER BY id LIMIT ?');
    this.#addTokens = new Query(db, 'INSERT INTO message_tokens (rowid, tokens) VALUES (?, ?)');
    this.#dropTokens = new Query(
      db,
      "INSERT INTO message_tokens (message_tokens, rowid, tokens) VALUES ('delete', ?, ?)",
    );
  }

  /** A number is given out once: a message that is there stays as it is. */
  add(message: NewMessage): void {
    const { place, seq, position, time, sender } = message;
    const id = messageId(place, seq);
    const { text, types } = messageText(message.body);
    const stored: Stored = [sender, message.access.join(' '), types.map(ofType).join(' '), text];
    const { changes } = this.#insert.run(id, position, time, ...stored);
    const tokens = tokensOfMessage(stored);
    if (changes > 0 && tokens !== '') this.#added.set(id, tokens);
  }

  /** What was said is something else now. */
  change(place: number, seq: number, body: Uint8Array): void {
    const id = messageId(place, seq);
    const before = this.#find.first(id);
    if (before === undefined) return;
    const { text, types }: MessageText = messageText(body);
    const after: Stored = [before[0], before[1], types.map(ofType).join(' '), text];
    this.#drop(id, before);
    this.#update.run(after[2], after[3], id);
    const tokens = tokensOfMessage(after);
    if (tokens !== '') this.#added.set(id, tokens);
  }

  remove(place: number, seq: number): void {
    this.#removeId(messageId(place, seq));
  }

  /** Removes the first messages of a place, at most so many; returns how many there were. */
  removeUpTo(place: number, seq: number, most: number): number {
    const ids = this.#ids.all(idsOf(place)[0], messageId(place, seq), most);
    for (const [id] of ids) this.#removeId(id);
    return ids.length;
  }

  /** To be called before a commit. */
  flush(): void {
    for (const [id, tokens] of ascending(this.#dropped)) this.#dropTokens.run(id, tokens);
    for (const [id, tokens] of ascending(this.#added)) this.#addTokens.run(id, tokens);
    this.forget();
  }

  /** The transaction was rolled back. */
  forget(): void {
    this.#dropped.clear();
    this.#added.clear();
  }

  #removeId(id: number): void {
    const stored = this.#find.first(id);
    if (stored === undefined) return;
    this.#drop(id, stored);
    this.#delete.run(id);
    this.#unhide.run(id);
  }

  #drop(id: number, stored: Stored): void {
    // What was added in this transaction has not reached the full-text index yet.
    if (this.#added.delete(id)) return;
    const tokens = tokensOfMessage(stored);
    if (tokens !== '') this.#dropped.set(id, tokens);
  }
}

const ascending = (tokens: ReadonlyMap<number, string>) => [...tokens].sort(([one], [other]) => one - other);

/** A function of the row alone: to take tokens out of the index, it must be told exactly those that went in. */
function tokensOfMessage([sender, access, types, text]: Stored): string {
  return types === '' ? '' : [...tokensOf(text, 'words'), access, fromSender(sender), types].join(' ');
}
