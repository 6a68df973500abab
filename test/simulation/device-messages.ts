import {
  type BinaryClient,
  type Message,
  type MessageWhere,
  RequestRefused,
} from '../../gateway/binary/client/index.ts';
import { text } from '../binary/server.ts';
import { between } from '../recovery/random.ts';
import type { DeviceGroups, SentToGroup } from './device-groups.ts';

/** Answers that a race or the rules explain: not his, too late, twice, unknown, not there any more, no member, by others. */
const EXPLAINED: ReadonlySet<number> = new Set([
  10004, 10007, 10010, 10030, 10031, 10032, 10052, 10062, 110003, 20001, 20016, 20022, 20023, 20028, 23001, 23002,
  23003, 23004, 23005, 23006, 23007,
]);

type Do = <T>(promise: Promise<T>, done: (result: T) => void, explained: (error: unknown) => boolean) => void;

/** A message that a device has heard of, or sent. */
interface Known {
  readonly where: MessageWhere;
  readonly seq: number;
}

/** What a device does with messages that are there: everything at any time, allowed or not. */
export class DeviceMessages {
  readonly #client: BinaryClient;
  readonly #user: string;
  readonly #random: () => number;
  readonly #do: Do;
  #words = 0;

  constructor(client: BinaryClient, user: string, random: () => number, run: Do) {
    this.#client = client;
    this.#user = user;
    this.#random = random;
    this.#do = run;
  }

  act(
    received: readonly Message[],
    sent: readonly { readonly peer: string; readonly seq: number }[],
    groups: DeviceGroups,
  ) {
    const known = this.#draw([
      () => this.#one(received.map((message) => this.#ofPair(message))),
      () => this.#one(sent.map(({ peer, seq }) => ({ where: { peer }, seq }))),
      () => this.#one(groups.received.map(({ group, seq }) => ({ where: { group }, seq }))),
      () => this.#one(groups.acknowledged.map(({ place, seq }: SentToGroup) => ({ where: { group: place }, seq }))),
    ])();
    if (known !== undefined) this.#change(known);
  }

  #change({ where, seq }: Known): void {
    const { messages } = this.#client;
    const act = this.#draw<() => Promise<unknown>>([
      () => messages.revoke(where, [seq]),
      () => messages.modify(where, seq, between(this.#random, 0, 1), text(`other words ${++this.#words}`)),
      () => messages.delete(where, [seq]),
      () => messages.react(where, seq, this.#random() < 0.5 ? 'smile' : 'frown', this.#random() < 0.7),
      () => messages.confirm(where, [seq]),
      () => messages.setExtensions(where, seq, [{ key: 'k', value: this.#user, seq: between(this.#random, 0, 1) }]),
      ...(this.#random() < 0.2 ? [() => messages.clear(where)] : []),
    ]);
    this.#do(
      act(),
      () => {},
      (error) => error instanceof RequestRefused && EXPLAINED.has(error.code),
    );
  }

  #ofPair({ from, to, seq }: Message): Known {
    return { where: { peer: from === this.#user ? to : from }, seq };
  }

  #draw<T>(list: readonly T[]): T {
    return list[between(this.#random, 0, list.length - 1)] as T;
  }

  #one<T>(list: readonly T[]): T | undefined {
    return list.length === 0 ? undefined : this.#draw(list);
  }
}
