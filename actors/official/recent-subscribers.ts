/** What a projection knows of who subscribes, and how much of the account's stream that takes in. */
export interface KnownSubscribers {
  /** Highest revision of the account's stream that is folded; -1: nothing of it. */
  readonly revision: number;
  /** Those who were asked about and subscribe. */
  readonly subscribed: ReadonlySet<string>;
}

/** Users who are remembered: more than a hundred calls between a look-up and the decision on it. */
const MOST = 4096;

/** Plain data of a snapshot. `changes`: oldest first. */
export interface FrozenSubscribers {
  readonly changes: readonly (readonly [user: string, subscribed: boolean, revision: number])[];
  readonly forgotten: number;
}

/**
 * Who came and went lately. An account does not hold its 100,000 subscribers: a command looks up those it is about, and what
 * has changed since then is remembered here. A look-up that is older than what was forgotten says so (`isCurrent`), and the
 * command looks again. So the count of subscribers is exact, whoever comes at the same time, and costs a few bytes.
 */
export class RecentSubscribers {
  readonly #changes = new Map<string, readonly [subscribed: boolean, revision: number]>();
  /** Revision of the newest change that is not remembered. */
  #forgotten = -1;

  isCurrent({ revision }: KnownSubscribers): boolean {
    return revision >= this.#forgotten;
  }

  /** Of a current look-up. */
  has(user: string, { subscribed }: KnownSubscribers): boolean {
    return this.#changes.get(user)?.[0] ?? subscribed.has(user);
  }

  note(users: readonly string[], subscribed: boolean, revision: number): void {
    for (const user of users) {
      this.#changes.delete(user);
      this.#changes.set(user, [subscribed, revision]);
    }
    for (const [user, [, at]] of this.#changes) {
      if (this.#changes.size <= MOST) return;
      this.#changes.delete(user);
      this.#forgotten = Math.max(this.#forgotten, at);
    }
  }

  /** Another life of the account begins: what was known before says nothing. */
  restart(revision: number): void {
    this.#changes.clear();
    this.#forgotten = revision;
  }

  /** Bytes it holds. */
  get weight(): number {
    return this.#changes.size * 120;
  }

  freeze(): FrozenSubscribers {
    const changes = [...this.#changes].map(([user, [subscribed, revision]]) => [user, subscribed, revision] as const);
    return { changes, forgotten: this.#forgotten };
  }

  static thaw({ changes, forgotten }: FrozenSubscribers): RecentSubscribers {
    const recent = new RecentSubscribers();
    for (const [user, subscribed, revision] of changes) recent.#changes.set(user, [subscribed, revision]);
    recent.#forgotten = forgotten;
    return recent;
  }
}
