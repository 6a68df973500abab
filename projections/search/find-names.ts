import { Query, type Sqlite, type Value } from './database.ts';
import { normalise } from './normalise.ts';
import { ofApp } from './people.ts';
import type { GroupSearch, MemberSearch, NamePage, NameSearch, UserSearch } from './port.ts';
import { allOf, holds, keywordOf } from './tokens.ts';

/** What somebody or something is called: an id that is found as a whole, and names that are found by any part. */
interface Called {
  readonly id: string;
  readonly names: readonly string[];
}

interface Clause {
  readonly sql: string;
  readonly values: readonly Value[];
}

const both = (clauses: readonly Clause[], word: 'AND' | 'OR'): Clause => ({
  sql: clauses.length === 0 ? '0' : `(${clauses.map(({ sql }) => sql).join(` ${word} `)})`,
  values: clauses.flatMap(({ values }) => values),
});

/** Finds accounts, groups and members of groups by name or id. Ids come in the order of their first appearance. */
export class NameFinder {
  readonly #db: Sqlite;

  constructor(db: Sqlite) {
    this.#db = db;
  }

  users(query: UserSearch): NamePage<readonly [string]> {
    const where = eachKeyword(query, (keyword) =>
      both([equals('id', keyword), named('no', 'user', query.app, keyword)], 'OR'),
    );
    const said = saying(query);
    const rows = this.#rows<readonly [number, string, string]>(
      `SELECT no, id, name FROM user WHERE app = ? AND alive = 1 AND ${where.sql} ${said.sql} ORDER BY no`,
      [query.app, ...where.values, ...said.values],
    );
    return pageOf(
      query,
      rows.map(([no, id, name]) => ({ no, row: [id] as const, called: { id, names: [name] } })),
    );
  }

  groups(query: GroupSearch): NamePage<readonly [string]> {
    const where = eachKeyword(query, (keyword) =>
      both([equals('id', keyword), named('no', 'room', query.app, keyword)], 'OR'),
    );
    const types = query.types.length > 0 ? `AND type IN (${marks(query.types)})` : '';
    const visible = query.user === undefined ? '' : `AND (type <> 'Work' OR no IN (${OWN_ROOMS}))`;
    const rows = this.#rows<readonly [number, string, string]>(
      `SELECT no, id, name FROM room WHERE app = ? AND ${where.sql} ${types} ${visible} ORDER BY no`,
      [query.app, ...where.values, ...query.types, ...(query.user === undefined ? [] : [query.app, query.user])],
    );
    return pageOf(
      query,
      rows.map(([no, id, name]) => ({ no, row: [id] as const, called: { id, names: [name] } })),
    );
  }

  members(query: MemberSearch): NamePage<readonly [string, string]> {
    const where = eachKeyword(query, (keyword) =>
      both(
        [
          equals('user.id', keyword),
          named('user.no', 'user', query.app, keyword),
          named('member.no', 'member', query.app, keyword),
        ],
        'OR',
      ),
    );
    const groups = query.groups === undefined ? '' : `AND room.id IN (${marks(query.groups)})`;
    const visible = query.user === undefined ? '' : `AND member.room IN (${OWN_ROOMS})`;
    const rows = this.#rows<readonly [number, string, string, string, string]>(
      `SELECT member.no, room.id, user.id, user.name, member.card
       FROM member JOIN user ON user.no = member.user JOIN room ON room.no = member.room
       WHERE room.app = ? AND ${where.sql} ${groups} ${visible} ORDER BY member.no`,
      [
        query.app,
        ...where.values,
        ...(query.groups ?? []),
        ...(query.user === undefined ? [] : [query.app, query.user]),
      ],
    );
    return pageOf(
      query,
      rows.map(([no, group, id, name, card]) => ({
        no,
        row: [group, id] as const,
        called: { id, names: [name, card] },
      })),
    );
  }

  #rows<Row extends readonly unknown[]>(sql: string, values: readonly Value[]): readonly Row[] {
    return new Query<Row>(this.#db, sql).all(...values);
  }
}

/** Groups that somebody is in. */
const OWN_ROOMS = 'SELECT m.room FROM member m JOIN user u ON u.no = m.user WHERE u.app = ? AND u.id = ?';

const marks = (values: readonly unknown[]): string => values.map(() => '?').join(', ');
const equals = (column: string, keyword: string): Clause => ({ sql: `${column} = ?`, values: [keyword] });

/** By any part of a name; candidates, where the keyword is longer than a pair of characters. */
function named(column: string, table: 'user' | 'room' | 'member', app: number, keyword: string): Clause {
  const { tokens } = keywordOf(normalise(keyword), 'parts');
  if (tokens.length === 0) return { sql: '0', values: [] };
  const sql = `${column} IN (SELECT rowid FROM ${table}_tokens WHERE ${table}_tokens MATCH ?)`;
  return { sql, values: [allOf([...tokens, ofApp(app)])] };
}

/** What users must say of themselves. */
function saying({ genders = [], bornFrom, bornTo }: UserSearch): Clause {
  const clauses: readonly Clause[] = [
    ...(genders.length === 0 ? [] : [{ sql: `AND gender IN (${marks(genders)})`, values: genders }]),
    ...(bornFrom === undefined ? [] : [{ sql: 'AND born >= ?', values: [bornFrom] }]),
    ...(bornTo === undefined ? [] : [{ sql: 'AND born <= ?', values: [bornTo] }]),
  ];
  return { sql: clauses.map(({ sql }) => sql).join(' '), values: clauses.flatMap(({ values }) => values) };
}

function eachKeyword({ keywords, match }: NameSearch, clause: (keyword: string) => Clause): Clause {
  return both(keywords.map(clause), match === 'all' ? 'AND' : 'OR');
}

interface Found<Row> {
  readonly no: number;
  readonly row: Row;
  readonly called: Called;
}

function pageOf<Row extends readonly string[]>(query: NameSearch, candidates: readonly Found<Row>[]): NamePage<Row> {
  const keywords = query.keywords.map((keyword) => ({ id: keyword, text: normalise(keyword) }));
  const found = candidates.filter(({ called }) => {
    const matches = ({ id, text }: { readonly id: string; readonly text: string }) =>
      called.id === id || called.names.some((name) => holds(name, text, 'parts'));
    return query.match === 'all' ? keywords.every(matches) : keywords.some(matches);
  });
  const rest = found.filter(({ no }) => no > query.after);
  const page = rest.slice(0, query.count);
  return {
    rows: page.map(({ row }) => row),
    total: found.length,
    next: rest.length > page.length ? (page.at(-1)?.no ?? 0) : 0,
  };
}
