import type { Caller } from '../../events/caller.ts';
import type { OfficialEvents } from '../../events/official/events.ts';
import { Refused } from '../../events/refused.ts';
import { c2cStream, officialStream } from '../../events/stream.ts';
import { c2cDecider } from '../c2c/decider.ts';
import { officialDecider } from '../official/decider.ts';
import type { Task } from '../official/state.ts';
import type { KeptBroadcast, ListedSubscriber } from '../ports.ts';
import type { Dependencies } from './dependencies.ts';
import type { MessageCommands } from './message-types.ts';
import { onKnown } from './official-subscribers.ts';

/** Users between two facts about progress: what a crash repeats at most. */
const PAGE = 200;
/** Conversations of one account that are written at the same time: other callers get their turn in between. */
const AT_ONCE = 16;
/** Accounts that are busy at the same time. */
const MAX_BUSY = 4;

/** What a recall of a copy may answer when there is nothing left to do: none is there, or it is recalled. */
const ALREADY: ReadonlySet<number> = new Set([0, 20022, 20023]);

/**
 * What official accounts have to do for all of their subscribers. Of a broadcast the account's stream has one fact, and
 * every subscriber gets a copy into his conversation with the account. How far that is, is a fact as well, page by page.
 * After a crash a page is begun again: a conversation takes each number once, so nobody gets anything twice, and
 * nobody is left out. One account's work is done in order, one piece after the other, by one loop.
 */
export class OfficialWorker {
  readonly #dependencies: Dependencies;
  readonly #revoke: MessageCommands['revokeMessages'];
  /** Accounts whose loop runs, and whether there is news for it. */
  readonly #busy = new Map<string, { again: boolean }>();
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(dependencies: Dependencies, revoke: MessageCommands['revokeMessages']) {
    this.#dependencies = dependencies;
    this.#revoke = revoke;
  }

  /** There is something to do. What fails is taken up by the next `resume`. */
  wake(app: number, account: string): void {
    this.#work(app, account).catch(() => {});
  }

  /** Goes on with everything that is not done. @throws what the first of them failed with. */
  async resume(): Promise<void> {
    const busy = await this.#dependencies.officials.busy();
    const results = await Promise.allSettled(busy.map(({ app, account }) => this.#work(app, account)));
    const failed = results.find((result) => result.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  }

  /** Everybody who subscribes, as they are found. */
  async *subscribers(app: number, account: string, after = '', former = false): AsyncIterable<ListedSubscriber> {
    for (let from = after; ; ) {
      const page = await this.#dependencies.officials.page(app, account, { after: from, limit: PAGE, former });
      yield* page;
      const last = page.at(-1);
      if (last === undefined || page.length < PAGE) return;
      from = last.user;
    }
  }

  async #work(app: number, account: string): Promise<void> {
    const stream = officialStream(app, account);
    const known = this.#busy.get(stream);
    if (known !== undefined) {
      known.again = true;
      return;
    }
    const mine = { again: true };
    this.#busy.set(stream, mine);
    if (this.#running >= MAX_BUSY) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#running++;
    try {
      while (mine.again) {
        mine.again = false;
        while (await this.#step(asAccount(app, account), account, stream)) {
          // The next piece of work.
        }
      }
    } finally {
      this.#running--;
      this.#busy.delete(stream);
      this.#waiting.shift()?.();
    }
  }

  /** Looks after one page of users; false when there is nothing to do. */
  async #step(caller: Caller, account: string, stream: string): Promise<boolean> {
    const { host } = this.#dependencies;
    const task = await host.ask(officialDecider, stream, 'task', {}, caller);
    if (task === undefined) return false;
    const { upTo, done } = await this.#jobs[task.work](caller, account, task);
    await host.ask(officialDecider, stream, 'advance', { task, upTo, done }, caller);
    return true;
  }

  readonly #jobs: Readonly<Record<Task['work'], (caller: Caller, account: string, task: Task) => Promise<Progress>>> = {
    deliver: async (caller, account, task) => {
      const { officials } = this.#dependencies;
      const [kept, said] = await Promise.all([
        officials.broadcast(caller.app, account, task.number),
        officials.broadcastSent(caller.app, account, task.number),
      ]);
      // Erased since, because it was too old to be read: there is nothing to hand over.
      if (kept === undefined || said === undefined || said.body.length === 0) return { upTo: '', done: true };
      const page = await this.#page(caller.app, account, task.upTo, false);
      const due = page.filter(({ revision }) => revision < kept.revision);
      await this.#each(due, ({ user }) => this.#deliver(caller, account, user, said));
      return progress(page, task);
    },

    recall: async (caller, account, task) => {
      const kept = await this.#dependencies.officials.broadcast(caller.app, account, task.number);
      if (kept === undefined) return { upTo: '', done: true };
      // First those who subscribe, then those who once did: a mark in front says which.
      const former = task.upTo.startsWith(FORMER);
      const after = former ? task.upTo.slice(FORMER.length) : task.upTo;
      const page = await this.#page(caller.app, account, after, former);
      await this.#each(page, ({ user }) => this.#recall(caller, account, user, kept, task.reason));
      const { upTo, done } = progress(page, task);
      if (former) return { upTo: `${FORMER}${page.at(-1)?.user ?? after}`, done };
      return done ? { upTo: FORMER, done: false } : { upTo, done };
    },

    release: async (caller, account) => {
      const { host } = this.#dependencies;
      const page = await this.#page(caller.app, account, '', false);
      const users = page.map(({ user }) => user);
      if (users.length > 0) {
        await onKnown(this.#dependencies, caller.app, account, users, (known) =>
          host.ask(officialDecider, officialStream(caller.app, account), 'release', { users, known }, caller),
        );
      }
      // They are gone now: the next page begins where this one did.
      return { upTo: '', done: page.length < PAGE };
    },
  };

  #page(app: number, account: string, after: string, former: boolean): Promise<readonly ListedSubscriber[]> {
    return this.#dependencies.officials.page(app, account, { after, limit: PAGE, former });
  }

  async #deliver(caller: Caller, account: string, user: string, said: OfficialEvents['BroadcastSent']): Promise<void> {
    const { accounts, host } = this.#dependencies;
    // His account was deleted a moment ago.
    if (accounts.find(caller.app, user) === undefined) return;
    const { number, time, random, flags, nick, faceUrl, offlinePush, body } = said;
    const about = { from: account, to: user, msgSeq: number, random, clientTime: time, flags, nick, faceUrl };
    const draft = { ...about, offlinePush, body };
    await host.visit(c2cDecider, c2cStream(caller.app, account, user), 'deliver', { draft, sentAt: time }, caller);
  }

  async #recall(caller: Caller, account: string, user: string, kept: KeptBroadcast, reason: string): Promise<void> {
    const seq = await this.#dependencies.officials.copyOf(caller.app, account, user, kept);
    if (seq === undefined) return;
    const place = { users: [account, user] } as const;
    const [result] = await this.#revoke(caller, { place, messages: [seq], reason });
    if (result !== undefined && !ALREADY.has(result.code)) throw new Refused(result.code, result.problem, true);
  }

  /** Some at a time. @throws what the first of them failed with, when all have ended. */
  async #each<T>(items: readonly T[], run: (item: T) => Promise<void>): Promise<void> {
    const rest = items.values();
    const failures: unknown[] = [];
    const take = async () => {
      for (const item of rest) {
        if (failures.length > 0) return;
        await run(item).catch((error: unknown) => failures.push(error));
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, take));
    if (failures.length > 0) throw failures[0];
  }
}

/** Stands before the place among those who no longer subscribe; no UserID begins with a space. */
const FORMER = ' ';

interface Progress {
  readonly upTo: string;
  readonly done: boolean;
}

function progress(page: readonly ListedSubscriber[], { upTo }: Task): Progress {
  return { upTo: page.at(-1)?.user ?? upTo, done: page.length < PAGE };
}

/** The account itself acts; what it does needs no leave. */
function asAccount(app: number, account: string): Caller {
  return { app, user: account, admin: true, platform: 'Server', instance: 0, requestId: 'broadcast' };
}
