import fc from 'fast-check';
import type { EventData } from '../../../events/envelope.ts';
import { GroupMessageFlag, type GroupType } from '../../../events/group/events.ts';
import { EMPTY_TOPIC } from '../../../events/group/topic-events.ts';
import type { MessagePlace } from '../../../events/message/place.ts';
import { streamOfPlace } from '../../../events/message/place.ts';
import { APP, type Fact, T0 } from '../given.ts';
import { Changes, lifeFact, refOf } from '../message-facts.ts';
import { group, groupFact, join, message, quit } from './given-groups.ts';

/**
 * Random lives of messages in a group or in a topic of a community, and what must be unread at their end: counted from the
 * whole list, as plainly as can be.
 */
export const USERS = ['a.li', 'bob', 'carol'];
const user = fc.constantFrom(...USERS);
const anybody = fc.constantFrom(...USERS, 'outsider');
const pick = fc.oneof(fc.nat(6), fc.nat(200));
const { noUnread } = GroupMessageFlag;

export const step = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      kind: fc.constant('write' as const),
      user: anybody,
      silent: fc.oneof({ weight: 3, arbitrary: fc.constant(false) }, fc.boolean()),
      to: fc.oneof({ weight: 5, arbitrary: fc.constant([]) }, fc.uniqueArray(user, { minLength: 1, maxLength: 2 })),
      // Now and then more than a row of own entries, or of places, holds.
      count: fc.oneof({ weight: 6, arbitrary: fc.constant(1) }, fc.integer({ min: 2, max: 140 })),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('mute' as const), user: anybody }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('read' as const), user, pick }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constantFrom('revoke' as const, 'modify' as const), user, pick }) },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('delete' as const), user, picks: fc.array(pick, { maxLength: 5 }) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('clear' as const), user }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('remove' as const), user: anybody }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('removeHistory' as const), pick }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('set' as const), user, unread: fc.nat(9) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('return' as const), user }) },
);
export type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;
type Of<K extends Step['kind']> = Extract<Step, { kind: K }>;

interface Entry {
  readonly seq: number;
  readonly author: string;
  readonly to: readonly string[];
  readonly silent: boolean;
  readonly written: boolean;
  revoked: boolean;
  removed: boolean;
}

interface Member {
  joinedSeq: number;
  readSeq: number;
  given: { readonly unread: number; readonly seq: number } | undefined;
  cleared: number;
  readonly deleted: Set<number>;
}

export class Life {
  readonly facts: Fact[] = [];
  readonly members = new Map<string, Member>();
  readonly #place: Extract<MessagePlace, { group: string }>;
  readonly #entries: Entry[] = [];
  readonly #changes = new Changes();
  #removedSeq = 0;

  constructor(place: Extract<MessagePlace, { group: string }>, type: GroupType, steps: readonly Step[]) {
    this.#place = place;
    const { group: groupId, topic } = place;
    this.facts.push(group(type, { groupId, owner: '', supportTopic: topic !== undefined }), join(USERS, { groupId }));
    for (const name of USERS) {
      this.members.set(name, { joinedSeq: 0, readSeq: 0, given: undefined, cleared: 0, deleted: new Set() });
    }
    if (topic !== undefined) {
      const made = { topic, profile: EMPTY_TOPIC, generation: 1 };
      this.facts.push(groupFact('TopicCreated', { ...made, createdAt: T0, imported: false, by: '' }, T0, groupId));
      this.#fact('TopicOpened', { ...made, afterSeq: 0 });
    }
    for (const one of steps) (this.#rules[one.kind] as (one: Step) => void)(one);
  }

  /** What he has not read: in numbers that a client shows. */
  unread(name: string): number {
    const member = this.members.get(name);
    if (member === undefined) return 0;
    const { readSeq, given, cleared, deleted } = member;
    const start = given ?? { unread: 0, seq: readSeq };
    // Where all of what was counted is gone, only what is behind it counts.
    const { unread, seq: from } = this.#removedSeq > start.seq ? { unread: 0, seq: this.#removedSeq } : start;
    const counted = this.#entries.filter(
      ({ seq, author, silent, to, revoked, removed }) =>
        seq > from &&
        author !== name &&
        !silent &&
        to.length === 0 &&
        !revoked &&
        !removed &&
        !(seq > cleared && deleted.has(seq)),
    );
    return unread + counted.length;
  }

  /** Seqs that are there for him, what came before him included. */
  seen(name: string, historyBefore: boolean): number[] {
    const member = this.members.get(name);
    if (member === undefined) return [];
    const first = Math.max(member.cleared, this.#removedSeq, historyBefore ? 0 : member.joinedSeq);
    return this.#entries
      .filter(({ seq, removed }) => seq > first && !removed && !member.deleted.has(seq))
      .filter(({ to, author }) => to.length === 0 || author === name || to.includes(name))
      .map(({ seq }) => seq);
  }

  get #last(): number {
    return this.#entries.length;
  }

  readonly #rules: { readonly [K in Step['kind']]: (one: Of<K>) => void } = {
    write: ({ user: author, silent, to: wanted, count }) => {
      // Topics have no messages to some.
      const to = this.#place.topic === undefined ? wanted : [];
      for (let n = 0; n < count; n++) {
        const seq = this.#take(author, { silent, to, written: true });
        const { event } = message(author, seq, { flags: silent ? noUnread : 0, to });
        this.facts.push({ stream: streamOfPlace(APP, this.#place), event, at: T0 * 1000 });
      }
    },
    mute: ({ user: by }) => {
      const seq = this.#take(by, { silent: false, to: [], written: false });
      this.#fact('MembersMuted', { users: ['outsider'], until: T0 + 9, by, seq });
    },
    read: ({ user: name, pick: back }) => this.#read('GroupRead', name, Math.max(0, this.#last - back)),
    clear: ({ user: name }) => {
      if (this.#last === 0) return;
      this.#read('HistoryCleared', name, this.#last);
      const member = this.members.get(name);
      if (member) member.cleared = this.#last;
    },
    revoke: ({ user: by, pick: back }) => {
      const entry = this.#changeable(back);
      if (entry === undefined) return;
      entry.revoked = true;
      this.#fact('MessageRevoked', { ...this.#ref(entry), by, reason: '' });
    },
    modify: ({ user: by, pick: back }) => {
      const entry = this.#changeable(back);
      if (entry === undefined) return;
      const ref = this.#ref(entry);
      this.#fact('MessageModified', { ...ref, version: ref.change, by, body: Buffer.from('other') });
    },
    delete: ({ user: name, picks }) => {
      const found = picks.flatMap((back) => this.#entries.at(-1 - back)?.seq ?? []);
      const seqs = [...new Set(found)].sort((one, other) => one - other);
      if (seqs.length === 0) return;
      this.#fact('MessagesDeleted', { user: name, seqs });
      for (const seq of seqs) this.members.get(name)?.deleted.add(seq);
    },
    remove: ({ user: from }) => {
      const found = this.#entries.filter(
        ({ written, author, removed, seq }) => written && author === from && !removed && seq > this.#removedSeq,
      );
      if (found.length === 0) return;
      for (const entry of found) entry.removed = true;
      this.#fact('MessagesRemoved', { seqs: found.map(({ seq }) => seq), from, by: '' });
    },
    removeHistory: ({ pick: back }) => {
      const upToSeq = this.#last - back;
      if (upToSeq < 1) return;
      this.#removedSeq = Math.max(this.#removedSeq, upToSeq);
      this.#fact('HistoryRemoved', { upToSeq, by: '' });
    },
    set: ({ user: name, unread }) => {
      const member = this.members.get(name);
      if (member === undefined || this.#place.topic !== undefined) return;
      member.given = { unread, seq: this.#last };
      this.#fact('GroupUnreadSet', { user: name, unread, atSeq: this.#last, by: '' });
    },
    return: ({ user: name }) => {
      const before = this.members.get(name);
      if (before === undefined) return;
      const { group: groupId } = this.#place;
      this.facts.push(quit(name, 0, groupId), join([name], { groupId }));
      // What he took out of his view stays out of it.
      this.members.set(name, { ...before, joinedSeq: this.#last, readSeq: this.#last, given: undefined });
    },
  };

  #take(author: string, entry: Pick<Entry, 'silent' | 'to' | 'written'>): number {
    const seq = this.#last + 1;
    this.#entries.push({ seq, author, ...entry, revoked: false, removed: false });
    return seq;
  }

  #changeable(back: number): Entry | undefined {
    const entry = this.#entries.at(-1 - back);
    if (entry === undefined || !entry.written || entry.revoked || entry.removed) return undefined;
    return entry.seq > this.#removedSeq ? entry : undefined;
  }

  #ref({ author, seq, to }: Entry) {
    return { ...refOf(author, seq, to), change: this.#changes.next(seq) };
  }

  #read(type: 'GroupRead' | 'HistoryCleared', name: string, upToSeq: number): void {
    const member = this.members.get(name);
    if (member === undefined) return;
    this.#fact(type, { user: name, upToSeq });
    Object.assign(member, { readSeq: Math.max(member.readSeq, upToSeq), given: undefined });
  }

  #fact<E extends keyof EventData>(type: E, data: EventData[E]): void {
    // As in `lifeFact`: the parameters pair each type with its data.
    this.facts.push({ ...lifeFact(this.#place, type as never, data as never), at: T0 * 1000 });
  }
}
