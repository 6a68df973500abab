import { type BinaryClient, type GroupMessage, RequestRefused } from '../../gateway/binary/client/index.ts';
import { text } from '../binary/server.ts';
import { between } from '../recovery/random.ts';

/** Groups that come and go under the same ids, and a topic in one of them. */
const PUBLIC = 'club';
const COMMUNITY = '@TGS#_town';
export const TOPIC = `${COMMUNITY}@TOPIC#_square`;
const GROUPS = [PUBLIC, COMMUNITY] as const;
const PLACES = [PUBLIC, PUBLIC, TOPIC] as const;

/** Answers that a race explains: not allowed, an owner who would leave, no such group, handled already, id taken, no such topic. */
const EXPLAINED: ReadonlySet<number> = new Set([10007, 10009, 10010, 10013, 10024, 10021, 10025, 110003]);

export interface SentToGroup {
  readonly place: string;
  readonly content: string;
  readonly seq: number;
}

type Do = <T>(promise: Promise<T>, done: (result: T) => void, explained: (error: unknown) => boolean) => void;

/** What a device does with groups: everything at any time, allowed or not. */
export class DeviceGroups {
  readonly acknowledged: SentToGroup[] = [];
  readonly received: GroupMessage[] = [];
  #sent = 0;
  readonly #client: BinaryClient;
  readonly #name: string;
  readonly #random: () => number;
  readonly #do: Do;

  constructor(client: BinaryClient, name: string, random: () => number, run: Do) {
    this.#client = client;
    this.#name = name;
    this.#random = random;
    this.#do = run;
  }

  /** One thing, drawn by lot; `others`: users it may be done to. */
  act(others: readonly string[]): void {
    const { groups, topics } = this.#client;
    const group = this.#one(GROUPS);
    const other = this.#one(others);
    const acts: readonly (readonly [weight: number, act: () => void])[] = [
      [14, () => this.#send(this.#one(PLACES))],
      [4, () => this.#ask(groups.read(this.#one(PLACES)))],
      [5, () => this.#create(group, others)],
      [4, () => this.#ask(groups.join(group, 'let me in'))],
      [3, () => this.#ask(groups.invite(group, [other]))],
      [2, () => this.#ask(groups.handleJoin(group, other, this.#random() < 0.8))],
      [2, () => this.#ask(groups.quit(group))],
      [2, () => this.#ask(groups.kick(group, [other]))],
      [0.3, () => this.#ask(groups.dissolve(group))],
      [4, () => this.#ask(topics.create(COMMUNITY, { name: 'square', topic: TOPIC }))],
      [0.3, () => this.#ask(topics.delete(COMMUNITY, [TOPIC]))],
    ];
    let dice = this.#random() * acts.reduce((sum, [weight]) => sum + weight, 0);
    for (const [weight, act] of acts) {
      dice -= weight;
      if (dice >= 0) continue;
      act();
      return;
    }
  }

  #create(group: (typeof GROUPS)[number], members: readonly string[]): void {
    const type = group === COMMUNITY ? 'Community' : 'Public';
    const supportTopic = group === COMMUNITY;
    this.#ask(this.#client.groups.create({ type, name: group, groupId: group, members, supportTopic }));
  }

  #send(place: string): void {
    const content = `${this.#name} to ${place} ${++this.#sent}`;
    this.#do(
      this.#client.groups.send(place, text(content)),
      ({ seq, dropped }) => {
        if (!dropped) this.acknowledged.push({ place, content, seq });
      },
      isExplained,
    );
  }

  #ask(promise: Promise<unknown>): void {
    this.#do(promise, () => {}, isExplained);
  }

  #one<T>(list: readonly T[]): T {
    return list[between(this.#random, 0, list.length - 1)] as T;
  }
}

function isExplained(error: unknown): boolean {
  return error instanceof RequestRefused && EXPLAINED.has(error.code);
}
