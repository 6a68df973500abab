import { Query, type Sqlite } from './database.ts';

type KeyOf = (app: number, name: string) => readonly (string | number)[];

/** Names remembered per kind: those of busy conversations are asked for with every message. */
const REMEMBERED = 50_000;

/** Numbers instead of names: of places (streams) and users. Given out when a name is first seen. */
export class Numbers {
  readonly #known = new Map<string, number>();
  readonly #find: Query<readonly [number]>;
  readonly #add: Query;
  readonly #key: KeyOf;

  static ofPlaces(db: Sqlite): Numbers {
    return new Numbers(
      new Query(db, 'SELECT no FROM place WHERE stream = ?'),
      new Query(db, 'INSERT INTO place (stream) VALUES (?)'),
      (_app, stream) => [stream],
    );
  }

  static ofUsers(db: Sqlite): Numbers {
    return new Numbers(
      new Query(db, 'SELECT no FROM user WHERE app = ? AND id = ?'),
      new Query(db, "INSERT INTO user (app, id, alive, name) VALUES (?, ?, 0, '')"),
      (app, id) => [app, id],
    );
  }

  private constructor(find: Query<readonly [number]>, add: Query, key: KeyOf) {
    this.#find = find;
    this.#add = add;
    this.#key = key;
  }

  /** Undefined: never seen. */
  find(app: number, name: string): number | undefined {
    const key = `${app}\t${name}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const found = this.#find.first(...this.#key(app, name))?.[0];
    if (found !== undefined) this.#remember(key, found);
    return found;
  }

  of(app: number, name: string): number {
    const found = this.find(app, name);
    if (found !== undefined) return found;
    const added = this.#add.run(...this.#key(app, name)).row;
    this.#remember(`${app}\t${name}`, added);
    return added;
  }

  /** A transaction was rolled back: numbers given out in it are free again. */
  forget(): void {
    this.#known.clear();
  }

  #remember(key: string, number: number): void {
    if (this.#known.size >= REMEMBERED) this.#known.clear();
    this.#known.set(key, number);
  }
}
