import type { MergedLists } from '../../actors/ports.ts';
import { noConversationLimits } from '../../actors/user/conversations/limits.ts';
import type { AppSettings } from '../../events/app/events.ts';
import type { Caller } from '../../events/caller.ts';
import type { EventLog } from '../../events/log.ts';
import { openMemoryLog } from '../../events/memory/open.ts';
import { officialStream } from '../../events/stream.ts';
import { Sessions } from '../../gateway/sessions.ts';
import { composeNode, type Node } from '../../infra/node.ts';
import { type OpenProjections, openProjections } from '../../projections/index.ts';
import { MemoryStore } from '../../projections/store/memory.ts';
import { missing } from '../missing.ts';
import { NOW } from './given.ts';
import { oneApp } from './hosting.ts';
import { administrator, bodyOf, caller } from './message-house.ts';

export const NEWS = '@TOA#_news';
const APP = administrator.app;

/** One life of the server over a log that outlives it: it dies when it has written so much. */
export class Life {
  static async begin(log: EventLog, configured: AppSettings = {}, writes = Number.POSITIVE_INFINITY): Promise<Life> {
    const clock = { now: () => life.now };
    const sessions = new Sessions();
    const problems: unknown[] = [];
    const report = (problem: unknown) => void problems.push(problem);
    let left = writes;
    let last: Promise<unknown> = Promise.resolve();
    let died: () => void = () => {};
    const death = new Promise<void>((resolve) => {
      died = resolve;
    });
    const never = new Promise<never>(() => {});
    const mortal: EventLog = {
      append: (...args) => {
        if (left-- > 0) {
          const appended = log.append(...args);
          last = appended.catch(() => {});
          return appended;
        }
        // What was on its way to the disk when it died is there or is not; nothing comes behind it.
        void last.then(died);
        return never;
      },
      read: (stream, options) => log.read(stream, options),
      readAll: (options) => log.readAll(options),
      readPages: (options) => log.readPages(options),
      subscribeAll: (options, onEvents) => log.subscribeAll(options, onEvents),
      lastPosition: () => log.lastPosition(),
      close: () => log.close(),
    };
    const limits = () => noConversationLimits;
    const store = new MemoryStore();
    const projections = openProjections({ log: mortal, store, connections: sessions, clock, limits, report });
    let word = 0;
    const words = { next: () => `W${++word}` };
    const bounds = { memoryBudgetBytes: 1024 * 1024, maxPending: 10_000 };
    const mergedLists = missing<MergedLists>({});
    const appDirectory = oneApp(1);
    const parts = {
      appDirectory,
      log: mortal,
      projections,
      sessions,
      clock,
      words,
      mergedLists,
      configured,
      ...bounds,
      report,
    };
    const life = new Life(log, composeNode(parts), projections, death, problems);
    await projections.start();
    return life;
  }

  /** Users, and an account that nobody subscribes to. */
  static async withAccount(users: readonly string[], configured: AppSettings = {}, more: object = {}): Promise<Life> {
    const life = await Life.begin(await openMemoryLog(), configured);
    await Promise.all(['olga', ...users].map((user) => life.commands.importAccount(administrator, { user })));
    const profile = { name: 'News', ...more };
    await life.commands.createOfficialAccount(administrator, { owner: 'olga', account: NEWS, profile });
    return life;
  }

  now = NOW;
  #random = 0;

  private constructor(
    readonly log: EventLog,
    readonly node: Node,
    readonly projections: OpenProjections,
    /** Resolves when it would have written more than it may. */
    readonly death: Promise<void>,
    readonly problems: readonly unknown[],
  ) {}

  get commands() {
    return this.node.services.commands;
  }

  get queries() {
    return this.projections.queries;
  }

  async subscribe(users: readonly string[], by: Caller = administrator, account = NEWS) {
    const results = [];
    for (let from = 0; from < users.length; from += 100) {
      const command = { account, users: users.slice(from, from + 100) };
      results.push(...(await this.commands.subscribe(by, command)));
    }
    return results;
  }

  /** A broadcast, once everything it asks for is done. Others follow a day later. */
  async publish(text: string, more: object = {}) {
    const sent = await this.announce(text, more);
    await this.done();
    return sent;
  }

  /** A broadcast that may not be delivered yet. */
  async announce(text: string, more: object = {}, by: Caller = administrator) {
    this.now += 86_400_000;
    const random = ++this.#random;
    const sent = await this.commands.sendBroadcast(by, { account: NEWS, random, body: bodyOf(text), ...more });
    return { ...sent, random, key: { msgSeq: sent.number, random, time: sent.time } };
  }

  /** Nothing is left to do. */
  async done(): Promise<void> {
    while ((await this.projections.officials.busy()).length > 0) {
      await this.commands.resumeOfficialWork();
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** What a user finds in his conversation with the account: the words, '' of what was recalled. */
  async textsOf(user: string, account = NEWS): Promise<readonly string[]> {
    const query = { viewer: user, peer: account, limit: 100, direction: 'older' } as const;
    const { messages } = await this.queries.c2cHistory(caller(user), query);
    return messages.map(({ message, state }) =>
      state?.revoked === undefined ? String(/message \d+|[a-z]+ \d+/.exec(Buffer.from(message.body).toString())) : '',
    );
  }

  /** Events of the account's stream. */
  async facts(account = NEWS): Promise<readonly string[]> {
    const types: string[] = [];
    for await (const { type } of this.log.read(officialStream(APP, account))) types.push(type);
    return types;
  }
}
