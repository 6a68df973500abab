import { Query, type Sqlite } from './database.ts';
import { forPlace, forUser, fromSender, ofType } from './documents.ts';
import { searchable } from './message-text.ts';
import { Numbers } from './names.ts';
import { normalise } from './normalise.ts';
import type { MessageHits, MessageSearch, PlaceHits } from './port.ts';
import { messageId, placeOfId, seqOfId } from './schema.ts';
import { allOf, anyOf, holds, type Keyword, keywordOf } from './tokens.ts';

/** Finds messages that somebody may see, by conversation. */
export class MessageFinder {
  readonly #users: Numbers;
  readonly #places: Numbers;
  readonly #hits: Query<readonly [number]>;
  readonly #details: Query<readonly [text: string, time: number, position: number]>;
  readonly #hidden: Query<readonly [number]>;
  readonly #cleared: Query<readonly [place: number, seq: number]>;
  readonly #purged: Query<readonly [place: number, seq: number]>;
  readonly #stream: Query<readonly [string]>;
  readonly #position: Query<readonly [number]>;

  constructor(db: Sqlite) {
    this.#users = Numbers.ofUsers(db);
    this.#places = Numbers.ofPlaces(db);
    this.#hits = new Query(db, 'SELECT rowid FROM message_tokens WHERE message_tokens MATCH ? ORDER BY rowid DESC');
    this.#details = new Query(db, 'SELECT text, time, position FROM message WHERE id = ?');
    this.#hidden = new Query(db, 'SELECT message FROM hidden WHERE user = ?');
    this.#cleared = new Query(db, 'SELECT place, seq FROM cleared WHERE user = ?');
    this.#purged = new Query(db, 'SELECT place, seq FROM purge');
    this.#stream = new Query(db, 'SELECT stream FROM place WHERE no = ?');
    this.#position = new Query(db, "SELECT value FROM meta WHERE key = 'position'");
  }

  find(query: MessageSearch): MessageHits {
    const [position] = this.#position.first() ?? [0];
    const upTo = Math.min(position, query.upTo ?? position);
    const matching = this.#matching(query);
    if (matching === undefined) return { position: upTo, places: [] };
    const isGone = this.#goneFor(query);
    const places = new Map(query.places.map((stream) => [this.#places.find(query.app, stream), stream]));
    const hits = new Map<number, number[]>();
    for (const [id] of this.#hits.all(matching.expression)) {
      const place = placeOfId(id);
      if (!places.has(place)) {
        if (!query.allC2c || !this.#isC2c(place, places)) continue;
      }
      if (isGone(place, id) || !this.#confirms(id, matching.keywords, query, upTo)) continue;
      const of = hits.get(place);
      if (of) of.push(seqOfId(id));
      else hits.set(place, [seqOfId(id)]);
    }
    return {
      position: upTo,
      places: [...hits].map(([place, seqs]) => this.#placeHits(place, seqs, places.get(place))),
    };
  }

  /** Undefined: nothing can match. */
  #matching(query: MessageSearch): { readonly expression: string; readonly keywords: readonly Keyword[] } | undefined {
    const { app, match } = query;
    const keywords = query.keywords.map((keyword) => keywordOf(normalise(keyword), 'words'));
    const usable = keywords.filter(({ text }) => text !== '');
    // A keyword in which nothing can be found is in no text.
    if (keywords.length > 0 && (usable.length === 0 || (match === 'all' && usable.length < keywords.length))) {
      return undefined;
    }
    const user = this.#users.find(app, query.user);
    const places = query.places.flatMap((stream) => this.#places.find(app, stream) ?? []);
    const access = [...(user === undefined ? [] : [forUser(user)]), ...places.map(forPlace)];
    const senders = query.senders.flatMap((sender) => this.#users.find(app, sender) ?? []).map(fromSender);
    const types = query.types.flatMap((type) => (Object.hasOwn(searchable, type) ? [searchable[type]] : []));
    const isOut = <T>(asked: readonly unknown[], known: readonly T[]) => asked.length > 0 && known.length === 0;
    if (access.length === 0 || isOut(query.senders, senders) || isOut(query.types, types)) return undefined;
    const parts = [
      usable.map(({ tokens }) => `(${allOf(tokens)})`).join(match === 'all' ? ' AND ' : ' OR '),
      anyOf(access),
      anyOf(senders),
      anyOf(types.map((type) => ofType(type?.number ?? 0))),
    ];
    const expression = parts.flatMap((part) => (part === '' ? [] : [`(${part})`])).join(' AND ');
    return { expression, keywords: usable };
  }

  /** What somebody has deleted or cleared for himself, and what is being removed. */
  #goneFor({ app, user }: MessageSearch): (place: number, id: number) => boolean {
    const no = this.#users.find(app, user);
    const hidden = new Set(no === undefined ? [] : this.#hidden.all(no).map(([id]) => id));
    const floors = new Map<number, number>();
    for (const [place, seq] of [...(no === undefined ? [] : this.#cleared.all(no)), ...this.#purged.all()]) {
      floors.set(place, Math.max(floors.get(place) ?? 0, messageId(place, seq)));
    }
    return (place, id) => hidden.has(id) || id <= (floors.get(place) ?? 0);
  }

  /** Of a longer keyword the index says that its pieces are there, the text says whether it is. */
  #confirms(id: number, keywords: readonly Keyword[], query: MessageSearch, upTo: number): boolean {
    const { since, until, match } = query;
    const exact = keywords.every((keyword) => keyword.exact);
    if (exact && since === undefined && until === undefined && query.upTo === undefined) return true;
    const row = this.#details.first(id);
    if (row === undefined) return false;
    const [text, time, position] = row;
    if (time < (since ?? 0) || time > (until ?? time) || position > upTo) return false;
    if (exact) return true;
    const found = ({ text: keyword }: Keyword) => holds(text, keyword, 'words');
    return match === 'all' ? keywords.every(found) : keywords.some(found);
  }

  /** Remembers what it found, for the hits behind it. */
  #isC2c(place: number, places: Map<number | undefined, string>): boolean {
    const stream = this.#streamOf(place);
    if (!stream.startsWith('c2c-')) return false;
    places.set(place, stream);
    return true;
  }

  #placeHits(place: number, seqs: readonly number[], stream = this.#streamOf(place)): PlaceHits {
    const [, newest = 0] = this.#details.first(messageId(place, seqs[0] ?? 0)) ?? [];
    return { stream, newest, seqs: Float64Array.from(seqs) };
  }

  #streamOf(place: number): string {
    return this.#stream.first(place)?.[0] ?? '';
  }
}
