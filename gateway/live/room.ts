import type { Marking, Viewer, ViewerPage } from '../../actors/ports.ts';
import { Arrivals } from './arrivals.ts';
import { RecentNotices } from './recent.ts';

/** Marks one room knows, and people one mark may have (rest-api.md §20.3). */
const MAX_MARKS = 10;
const MAX_MARKED = 1000;
/** People a list shows, the newest ones (rest-api.md §20.2). */
const MAX_LISTED = 1000;

/** One person in a room, in the chain of arrival: the newest are found without walking the rest. */
interface Present extends Viewer {
  /** Ascending in the room, never given twice. */
  readonly place: number;
  /** Instances of the user that are in. */
  readonly instances: Set<number>;
  marks: readonly number[];
  older: Present | undefined;
  newer: Present | undefined;
}

export interface Guest {
  /** When he last asked, Unix milliseconds. */
  seenAt: number;
  /** The last broadcast he was told, or the last one before he came: not every client says so itself. */
  heard: number;
}

/** Who is in one live room. Entering, leaving and counting cost the same at any size. */
export class LiveRoom {
  readonly #present = new Map<string, Present>();
  /** Who has a mark; a mark that nobody has is none. */
  readonly #marked = new Map<number, Set<Present>>();
  #newest: Present | undefined;
  #lastPlace = 0;
  /** Visitors without a login, by the id in their key. */
  readonly guests = new Map<string, Guest>();
  readonly recent = new RecentNotices();
  readonly arrivals = new Arrivals();
  /** So many of the newest messages are kept for those who come, whether anybody polls or not. */
  keeps = 0;

  constructor(
    readonly app: number,
    readonly group: string,
  ) {}

  get count(): number {
    return this.#present.size + this.guests.size;
  }

  /** Whether notices are worth keeping: somebody asks for them. */
  get isRecorded(): boolean {
    return this.keeps > 0 || this.guests.size > 0;
  }

  find(user: string): Viewer | undefined {
    return this.#present.get(user);
  }

  instancesOf(user: string): readonly number[] {
    return [...(this.#present.get(user)?.instances ?? [])];
  }

  users(): IterableIterator<string> {
    return this.#present.keys();
  }

  /** True when the user was not there before. `joinedAt`: Unix seconds. */
  enter(user: string, instance: number, joinedAt: number): boolean {
    const present = this.#present.get(user);
    if (present !== undefined) {
      present.instances.add(instance);
      return false;
    }
    const place = ++this.#lastPlace;
    const older = this.#newest;
    const added: Present = {
      user,
      joinedAt,
      place,
      instances: new Set([instance]),
      marks: [],
      older,
      newer: undefined,
    };
    if (older !== undefined) older.newer = added;
    this.#newest = added;
    this.#present.set(user, added);
    return true;
  }

  /** True when it was the user's last instance: he is gone, and his marks with him. */
  leave(user: string, instance: number): boolean {
    const present = this.#present.get(user);
    if (present === undefined || !present.instances.delete(instance) || present.instances.size > 0) return false;
    for (const mark of present.marks) this.#unmark(mark, present);
    if (present.newer === undefined) this.#newest = present.older;
    else present.newer.older = present.older;
    if (present.older !== undefined) present.older.newer = present.newer;
    this.#present.delete(user);
    return true;
  }

  page({ after, limit, mark }: { after: number; limit: number; mark?: number | undefined }): ViewerPage {
    const viewers: Present[] = [];
    for (const one of mark === undefined ? this.#latest() : this.#having(mark)) {
      if (after > 0 && one.place >= after) continue;
      if (viewers.length === limit) return { viewers, next: viewers.at(-1)?.place ?? 0 };
      viewers.push(one);
    }
    return { viewers, next: 0 };
  }

  *#latest(): Generator<Present> {
    let seen = 0;
    for (let one = this.#newest; one !== undefined && seen < MAX_LISTED; one = one.older, seen++) yield one;
  }

  #having(mark: number): readonly Present[] {
    return [...(this.#marked.get(mark) ?? [])].sort((one, other) => other.place - one.place);
  }

  /** Sets or takes away; true when the user has all of them, or none, afterwards. All or nothing for one user. */
  mark(set: boolean, { user, marks }: Marking): boolean {
    const present = this.#present.get(user);
    if (present === undefined) return false;
    const wanted = [...new Set(marks)];
    if (!set) {
      for (const mark of wanted) if (present.marks.includes(mark)) this.#unmark(mark, present);
      present.marks = present.marks.filter((mark) => !wanted.includes(mark));
      return true;
    }
    const added = wanted.filter((mark) => !present.marks.includes(mark));
    const fresh = added.filter((mark) => !this.#marked.has(mark));
    if (this.#marked.size + fresh.length > MAX_MARKS) return false;
    if (added.some((mark) => (this.#marked.get(mark)?.size ?? 0) >= MAX_MARKED)) return false;
    for (const mark of fresh) this.#marked.set(mark, new Set());
    for (const mark of added) this.#marked.get(mark)?.add(present);
    present.marks = [...present.marks, ...added];
    return true;
  }

  #unmark(mark: number, present: Present): void {
    const having = this.#marked.get(mark);
    having?.delete(present);
    if (having?.size === 0) this.#marked.delete(mark);
  }
}
