/** Raised with every change of what is stored or how text is taken apart: an index of another version is built anew. */
export const VERSION = 2;

/**
 * Tables of the search index. Rows of `message` go by `messageId`: the place and the seq in one number. `*_tokens` are
 * full-text indexes without content: what is deleted there is told its tokens again, and with `secure-delete` they are
 * gone from the file then, not only from the results.
 */
export const schema = `
  CREATE TABLE meta (key TEXT PRIMARY KEY, value) WITHOUT ROWID;
  CREATE TABLE place (no INTEGER PRIMARY KEY, stream TEXT NOT NULL UNIQUE);
  CREATE TABLE user (
    no INTEGER PRIMARY KEY, app INTEGER NOT NULL, id TEXT NOT NULL, alive INTEGER NOT NULL, name TEXT NOT NULL,
    gender TEXT NOT NULL DEFAULT '', born INTEGER NOT NULL DEFAULT 0, UNIQUE (app, id)
  );
  CREATE TABLE message (
    id INTEGER PRIMARY KEY, position INTEGER NOT NULL, time INTEGER NOT NULL, sender INTEGER NOT NULL,
    access TEXT NOT NULL, types TEXT NOT NULL, text TEXT NOT NULL
  );
  CREATE TABLE hidden (user INTEGER NOT NULL, message INTEGER NOT NULL, PRIMARY KEY (user, message)) WITHOUT ROWID;
  CREATE INDEX hidden_message ON hidden (message);
  CREATE TABLE cleared (
    user INTEGER NOT NULL, place INTEGER NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (user, place)
  ) WITHOUT ROWID;
  CREATE TABLE purge (place INTEGER PRIMARY KEY, seq INTEGER NOT NULL);
  CREATE TABLE room (
    no INTEGER PRIMARY KEY, app INTEGER NOT NULL, id TEXT NOT NULL, type TEXT NOT NULL, name TEXT NOT NULL,
    UNIQUE (app, id)
  );
  CREATE TABLE member (
    no INTEGER PRIMARY KEY, room INTEGER NOT NULL, user INTEGER NOT NULL, card TEXT NOT NULL, UNIQUE (room, user)
  );
  CREATE INDEX member_user ON member (user, room);
  ${['message', 'user', 'room', 'member']
    .map(
      (table) => `
  CREATE VIRTUAL TABLE ${table}_tokens USING fts5(
    tokens, content='', columnsize=0, detail=none, tokenize='ascii'
  );
  INSERT INTO ${table}_tokens (${table}_tokens, rank) VALUES ('secure-delete', 1);`,
    )
    .join('')}
`;

/** For a message's id: numbers of places take the upper 25 bits, seqs the lower 28, within what a number holds exactly. */
const SEQS = 2 ** 28;
const PLACES = 2 ** 25;

/** Throws RangeError for a place or a seq that has no id. */
export function messageId(place: number, seq: number): number {
  if (seq >= SEQS || place >= PLACES)
    throw new RangeError(`message ${seq} of place ${place} has no number in the index`);
  return place * SEQS + seq;
}

export const placeOfId = (id: number): number => Math.floor(id / SEQS);
export const seqOfId = (id: number): number => id % SEQS;
/** Ids of a place: first and last. */
export const idsOf = (place: number): readonly [first: number, last: number] => [place * SEQS, place * SEQS + SEQS - 1];
