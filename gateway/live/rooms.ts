import type { Instance, LiveRooms as LiveRoomsPort, Marking, ViewerPage } from '../../actors/ports.ts';
import { placeKey, removeAt, valueAt } from '../collections.ts';
import type { Notice } from '../delivery/notice.ts';
import type { Session, SessionObserver, Sessions } from '../sessions.ts';
import { Arrivals, type Movement } from './arrivals.ts';
import { RecentNotices, type Recorded } from './recent.ts';
import { LiveRoom } from './room.ts';
import type { Timing } from './timing.ts';

/**
 * How long an instance whose connection is gone counts as there: clients come back after a break of the network without
 * joining again. Logging out and being kicked end it at once.
 */
const GRACE_MS = 20_000;
/** A visitor without a login who has not asked for so long is gone: he asks again within 3 s of an answer. */
const GUEST_MS = 15_000;
/** Visitors without a login of one room: what they cost is bounded. */
const MAX_GUESTS = 50_000;

export interface LiveRoomsOptions {
  readonly sessions: Sessions;
  readonly timing: Timing;
  follow(session: Session, group: string): void;
  unfollow(session: Session, group: string): void;
  /** Whether there is such a group. */
  exists(app: number, group: string): boolean;
  /** Tells a room who came and went. */
  tell(app: number, group: string, movement: Movement): void;
}

/** Every live room of this node that somebody is in. A room that nobody is in has nothing here. */
export class LiveRooms implements LiveRoomsPort, SessionObserver {
  readonly #options: LiveRoomsOptions;
  readonly #rooms = new Map<string, LiveRoom>();
  /** Rooms of an instance. */
  readonly #entered = new Map<string, Set<LiveRoom>>();
  /** Broadcasts of an app, for those who poll. */
  readonly #broadcasts = new Map<number, RecentNotices>();
  /** Instances without a connection, with the number of the break. */
  readonly #away = new Map<string, number>();
  #breaks = 0;
  #watchingGuests = false;

  constructor(options: LiveRoomsOptions) {
    this.#options = options;
  }

  has(app: number, group: string, user: string): boolean {
    return this.joinedAt(app, group, user) !== undefined;
  }

  /** Unix seconds; undefined: he is not there. */
  joinedAt(app: number, group: string, user: string): number | undefined {
    return this.#rooms.get(placeKey(app, group))?.find(user)?.joinedAt;
  }

  /** Users, and visitors without a login. */
  count(app: number, group: string): number {
    return this.#rooms.get(placeKey(app, group))?.count ?? 0;
  }

  enter(instance: Instance, group: string): void {
    const { app, user } = instance;
    const room = this.#roomOf(app, group);
    const session = this.#options.sessions.find(app, user, instance.instance);
    valueAt(this.#entered, instanceKey(instance), () => new Set<LiveRoom>()).add(room);
    if (session !== undefined) this.#options.follow(session, group);
    else this.#wait(instance);
    if (room.enter(user, instance.instance, Math.floor(this.#options.timing.now() / 1000))) {
      room.arrivals.came(user);
      this.#announce(room);
    }
  }

  enterAll(app: number, group: string, user: string): void {
    for (const { caller } of this.#options.sessions.of(app, user)) this.enter(caller, group);
  }

  leave(instance: Instance, group: string): void {
    const room = this.#rooms.get(placeKey(instance.app, group));
    if (room !== undefined) this.#leave(room, instance, true);
  }

  /** They are out, with all their instances; whoever takes them out tells the room himself. */
  remove(app: number, group: string, users: readonly string[]): void {
    const room = this.#rooms.get(placeKey(app, group));
    for (const user of room === undefined ? [] : users) {
      for (const instance of room?.instancesOf(user) ?? []) {
        if (room !== undefined) this.#leave(room, { app, user, instance }, false);
      }
    }
  }

  /** The room is no more. */
  close(app: number, group: string): void {
    const room = this.#rooms.get(placeKey(app, group));
    if (room === undefined) return;
    this.remove(app, group, [...room.users()]);
    room.guests.clear();
    room.recent.wake();
    this.#rooms.delete(placeKey(app, group));
  }

  /** The login is over: this instance will not come back. */
  gone(instance: Instance): void {
    this.#away.delete(instanceKey(instance));
    for (const room of [...(this.#entered.get(instanceKey(instance)) ?? [])]) this.#leave(room, instance, true);
  }

  opened(session: Session): void {
    const key = instanceKey(session.caller);
    this.#away.delete(key);
    for (const { group } of this.#entered.get(key) ?? []) this.#options.follow(session, group);
  }

  closed({ caller }: Session): void {
    if (this.#entered.has(instanceKey(caller))) this.#wait(caller);
  }

  page(app: number, group: string, page: { after: number; limit: number; mark?: number | undefined }): ViewerPage {
    return this.#rooms.get(placeKey(app, group))?.page(page) ?? { viewers: [], next: 0 };
  }

  mark(app: number, group: string, set: boolean, items: readonly Marking[]): readonly string[] {
    const room = this.#rooms.get(placeKey(app, group));
    return items.filter((item) => room?.mark(set, item)).map(({ user }) => user);
  }

  keepRecent(app: number, group: string, messages: number): void {
    const room = this.#rooms.get(placeKey(app, group));
    if (room !== undefined) room.keeps = messages;
  }

  /** The newest messages of a room that keeps them, oldest first. */
  recentMessages(app: number, group: string): readonly Recorded[] {
    const room = this.#rooms.get(placeKey(app, group));
    return room === undefined || room.keeps === 0 ? [] : room.recent.messages(room.keeps);
  }

  /** Something the room was told, for those who ask for it. */
  record(app: number, group: string, notice: Notice): void {
    const room = this.#rooms.get(placeKey(app, group));
    if (room?.isRecorded) room.recent.add(notice, this.#options.timing.now());
  }

  /** The live rooms of an app that somebody is in. */
  groupsOf(app: number): readonly string[] {
    return [...this.#rooms.values()].filter((room) => room.app === app).map(({ group }) => group);
  }

  broadcasts(app: number): RecentNotices {
    let broadcasts = this.#broadcasts.get(app);
    if (broadcasts === undefined) {
      broadcasts = new RecentNotices();
      broadcasts.begin(this.#options.timing.now());
      this.#broadcasts.set(app, broadcasts);
    }
    return broadcasts;
  }

  /** Nobody polls: nobody will ask for it. */
  recordBroadcast(app: number, notice: Notice): void {
    const polled = [...this.#rooms.values()].filter((room) => room.app === app && room.guests.size > 0);
    if (polled.length === 0) return;
    this.broadcasts(app).add(notice, this.#options.timing.now());
    for (const room of polled) room.recent.wake();
  }

  /**
   * A visitor without a login is there, for as long as he keeps asking. Undefined: there is no such group (any more), or
   * too many visitors.
   */
  visit(app: number, group: string, guest: string): LiveRoom | undefined {
    if (!this.#options.exists(app, group)) return undefined;
    const room = this.#roomOf(app, group);
    if (room.guests.size >= MAX_GUESTS && !room.guests.has(guest)) return undefined;
    const now = this.#options.timing.now();
    if (!room.isRecorded) room.recent.begin(now);
    const known = room.guests.get(guest);
    if (known !== undefined) known.seenAt = now;
    else room.guests.set(guest, { seenAt: now, heard: this.broadcasts(app).last });
    this.#watchGuests();
    return room;
  }

  #roomOf(app: number, group: string): LiveRoom {
    return valueAt(this.#rooms, placeKey(app, group), () => new LiveRoom(app, group));
  }

  #leave(room: LiveRoom, instance: Instance, announced: boolean): void {
    removeAt(this.#entered, instanceKey(instance), room);
    const session = this.#options.sessions.find(instance.app, instance.user, instance.instance);
    if (session !== undefined) this.#options.unfollow(session, room.group);
    if (room.leave(instance.user, instance.instance)) {
      if (announced) room.arrivals.went(instance.user);
      else room.arrivals.forget(instance.user);
      if (announced) this.#announce(room);
    }
    this.#dropIfEmpty(room);
  }

  /** Gives an instance without a connection its time to come back. */
  #wait(instance: Instance): void {
    const key = instanceKey(instance);
    const number = ++this.#breaks;
    this.#away.set(key, number);
    this.#options.timing.after(GRACE_MS, () => {
      if (this.#away.get(key) === number) this.gone(instance);
    });
  }

  #announce(room: LiveRoom): void {
    const { arrivals } = room;
    if (arrivals.scheduled) return;
    const tell = () => {
      const movement = arrivals.take();
      if (room.count > 0) this.#options.tell(room.app, room.group, movement);
    };
    const wait = Arrivals.waitMs(room.count);
    if (wait === 0) {
      tell();
      return;
    }
    arrivals.scheduled = true;
    this.#options.timing.after(wait, tell);
  }

  #dropIfEmpty(room: LiveRoom): void {
    if (room.count === 0) this.#rooms.delete(placeKey(room.app, room.group));
    else if (!room.isRecorded) room.recent.clear();
  }

  #watchGuests(): void {
    if (this.#watchingGuests) return;
    this.#watchingGuests = true;
    this.#options.timing.after(GUEST_MS / 3, () => {
      this.#watchingGuests = false;
      if (this.#forgetGuests()) this.#watchGuests();
    });
  }

  /** True while there are any. */
  #forgetGuests(): boolean {
    const end = this.#options.timing.now() - GUEST_MS;
    let any = false;
    for (const room of [...this.#rooms.values()]) {
      if (room.guests.size === 0) continue;
      for (const [guest, { seenAt }] of room.guests) if (seenAt < end) room.guests.delete(guest);
      any ||= room.guests.size > 0;
      this.#dropIfEmpty(room);
    }
    return any;
  }
}

function instanceKey({ app, user, instance }: Instance): string {
  return `${app} ${instance} ${user}`;
}
