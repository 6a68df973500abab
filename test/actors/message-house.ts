import { encodeBody } from '../../actors/message/body.ts';
import type { MergedLists } from '../../actors/ports.ts';
import { noConversationLimits } from '../../actors/user/conversations/limits.ts';
import type { AppSettings } from '../../events/app/events.ts';
import type { Caller } from '../../events/caller.ts';
import type { GroupType } from '../../events/group/events.ts';
import { openMemoryLog } from '../../events/memory/open.ts';
import type { MessagePlace } from '../../events/message/place.ts';
import { Refused } from '../../events/refused.ts';
import { Sessions } from '../../gateway/sessions.ts';
import { composeNode, type Node } from '../../infra/node.ts';
import { type OpenProjections, openProjections } from '../../projections/index.ts';
import { MemoryStore } from '../../projections/store/memory.ts';
import { missing } from '../missing.ts';
import { NOW } from './given.ts';
import { oneApp } from './hosting.ts';

const APP = 1;
/** People that one command brings in. */
const MOST_AT_ONCE = 50;
export const PEOPLE = ['alice', 'bob', 'carol', 'dave'];

export const bodyOf = (Text: string): Uint8Array =>
  encodeBody({ elements: [{ MsgType: 'TIMTextElem', MsgContent: { Text } }], cloudCustomData: '' });

export const caller = (user: string, admin = false): Caller => ({
  app: APP,
  user,
  admin,
  platform: admin ? 'Server' : 'Web',
  instance: 0,
  requestId: '',
});
export const administrator = caller('administrator', true);

/** Commands over a real host, with a log in memory and the real projections: what is decided rests on what was folded. */
export class MessageHouse {
  static async open(configured: AppSettings = {}): Promise<MessageHouse> {
    const clock = { now: () => house.now };
    const log = await openMemoryLog();
    const sessions = new Sessions();
    const problems: unknown[] = [];
    const report = (problem: unknown) => void problems.push(problem);
    const limits = () => noConversationLimits;
    const fieldsOf = (app: number) => house.node.fieldsOf(app);
    const options = { log, store: new MemoryStore(), connections: sessions, clock, limits, fieldsOf, report };
    const projections = openProjections(options);
    let word = 0;
    const words = { next: () => `W${++word}` };
    const bounds = { memoryBudgetBytes: 1024 * 1024, maxPending: 10_000 };
    // Nobody merges messages here.
    const mergedLists = missing<MergedLists>({});
    const appDirectory = oneApp(APP);
    const node = composeNode({
      appDirectory,
      log,
      projections,
      sessions,
      clock,
      words,
      mergedLists,
      configured,
      ...bounds,
      report,
    });
    const house = new MessageHouse(node, projections, problems);
    await projections.start();
    for (const user of [...PEOPLE, 'administrator']) await house.commands.importAccount(administrator, { user });
    return house;
  }

  /** Unix milliseconds. */
  now = NOW;
  #random = 0;
  #groups = 0;

  private constructor(
    readonly node: Node,
    readonly projections: OpenProjections,
    readonly problems: readonly unknown[],
  ) {}

  get commands() {
    return this.node.services.commands;
  }

  get queries() {
    return this.projections.queries;
  }

  /** A one-to-one message; its number. */
  async say(from: string, to: string, flags = 0): Promise<number> {
    const random = ++this.#random;
    const message = { from, to, random, msgSeq: random, flags, body: bodyOf(`message ${random}`) };
    return (await this.commands.sendC2c(caller(from), message)).seq;
  }

  /** A group of alice with these members. */
  async group(type: GroupType, members: readonly string[] = ['bob', 'carol'], more: object = {}): Promise<string> {
    const groupId = `${type === 'Community' ? '@TGS#_' : ''}g${++this.#groups}`;
    const people = type === 'AVChatRoom' ? {} : { members: members.slice(0, MOST_AT_ONCE).map((user) => ({ user })) };
    const command = { type, groupId, owner: 'alice', profile: { name: groupId }, ...people, ...more };
    await this.commands.createGroup(administrator, command);
    for (let at = MOST_AT_ONCE; at < members.length; at += MOST_AT_ONCE) {
      await this.join(groupId, ...members.slice(at, at + MOST_AT_ONCE));
    }
    return groupId;
  }

  /** A message to a group or topic; its number. */
  async tell(from: string, place: { group: string; topic?: string }, flags = 0, to: string[] = []): Promise<number> {
    const random = ++this.#random;
    const message = { ...place, from, random, msgSeq: random, flags, to, body: bodyOf(`message ${random}`) };
    return (await this.commands.sendGroupMessage(caller(from), message)).seq;
  }

  join(group: string, ...users: readonly string[]): Promise<unknown> {
    return this.commands.addGroupMembers(administrator, { group, users, silent: true });
  }

  /** The code that `user` is answered with when he recalls a message. */
  async recall(user: string | Caller, place: MessagePlace, message: number, reason = ''): Promise<number> {
    const by = typeof user === 'string' ? caller(user) : user;
    return codeOf(async () => {
      const [result] = await this.commands.revokeMessages(by, { place, messages: [message], reason });
      if (result === undefined) throw new Error('no result');
      if (result.code !== 0) throw new Refused(result.code, result.problem);
    });
  }

  react(user: string, place: MessagePlace, message: number, reaction = 'smile', added = true): Promise<number> {
    return codeOf(() => this.commands.react(caller(user), { place, message, reaction, added }));
  }

  /** The code, and 20027 for a conflict. */
  modify(user: string | Caller, place: MessagePlace, message: number, version: number | undefined, text = 'other') {
    const by = typeof user === 'string' ? caller(user) : user;
    const elements = [{ MsgType: 'TIMTextElem', MsgContent: { Text: text } }];
    return codeOf(async () => {
      const { conflict } = await this.commands.modifyMessage(by, { place, message, version, elements });
      if (conflict) throw new Refused(20027, 'conflict');
    });
  }

  extend(user: string, place: MessagePlace, message: number, pairs: readonly (readonly [string, string, number?])[]) {
    const entries = pairs.map(([key, value, seq = 0]) => ({ key, value, seq }));
    return this.commands.changeExtensions(caller(user), { place, message, operation: 'set', entries });
  }

  confirm(reader: string, place: MessagePlace, ...messages: readonly number[]): Promise<number> {
    return codeOf(() => this.commands.confirmMessages(caller(reader), { place, messages, reader }));
  }
}

/** 0, or the code of the refusal. */
export async function codeOf(run: () => Promise<unknown>): Promise<number> {
  try {
    await run();
    return 0;
  } catch (error) {
    if (error instanceof Refused) return error.code;
    throw error;
  }
}
