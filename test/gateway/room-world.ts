import type { Envelope } from '../../events/envelope.ts';
import type { GroupEvents, GroupType, Remind } from '../../events/group/events.ts';
import { groupStream } from '../../events/stream.ts';
import { GroupDelivery } from '../../gateway/delivery/group-delivery.ts';
import type { Notice } from '../../gateway/delivery/notice.ts';
import type { Timing } from '../../gateway/live/timing.ts';
import { type Dialect, type Session, Sessions } from '../../gateway/sessions.ts';

export const APP = 1400000001;
const START = 1_795_000_000_000;

/** Time that passes when a test says so. */
class ManualTiming implements Timing {
  #now = START;
  #due: { readonly at: number; readonly run: () => void }[] = [];

  readonly now = () => this.#now;
  readonly after = (ms: number, run: () => void) => {
    this.#due.push({ at: this.#now + ms, run });
  };

  pass(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const [next] = this.#due.filter(({ at }) => at <= end).sort((one, other) => one.at - other.at);
      if (next === undefined) break;
      this.#due = this.#due.filter((one) => one !== next);
      this.#now = next.at;
      next.run();
    }
    this.#now = end;
  }
}

function shortly(notice: Notice): string {
  if (notice.kind === 'groupTip') {
    const people = notice.affected.map(({ user }) => user).join('+');
    return `${notice.event.type} ${people.length > 60 ? 'many' : people} of ${notice.memberCount}`;
  }
  if (notice.kind === 'groupNotice') return `${notice.code}${notice.text === '' ? '' : ` ${notice.text}`}`;
  if (notice.kind === 'groupMessage' || notice.kind === 'liveBroadcast')
    return `${notice.kind} ${notice.message.random}`;
  return notice.kind;
}

/** The delivery of groups with sessions that note what they are told: `<user><instance> <what>`. */
export class RoomWorld {
  readonly timing = new ManualTiming();
  readonly sessions = new Sessions();
  readonly delivery: GroupDelivery;
  /** Bytes that wait in the sockets of a user. */
  readonly waiting = new Map<string, number>();
  encoded = 0;
  #told: string[] = [];
  #position = 0;
  readonly #dialect: Dialect;

  constructor(readonly type: GroupType = 'AVChatRoom') {
    this.delivery = new GroupDelivery(
      this.sessions,
      {
        label: (_app, groupId) => ({ groupId, type, name: 'G', memberCount: 7 }),
        person: (_app, user) => ({ user, nick: '', faceUrl: '' }),
        admins: async () => [],
        lastSeq: () => 0,
        message: async () => undefined,
      },
      (error) => {
        throw error;
      },
      this.timing,
    );
    this.#dialect = {
      name: 'websdk',
      encode: (notice) => {
        this.encoded++;
        return shortly(notice);
      },
      kick: () => {},
    };
  }

  get rooms() {
    return this.delivery.rooms;
  }

  /** `groups`: what the user is a stored member of, with his receive option. */
  open(user: string, instance = 1, groups: readonly (readonly [string, Remind | ''])[] = []): Session {
    const { waiting } = this;
    const connection = {
      send: (frame: string) => this.#told.push(`${user}${instance} ${frame}`),
      get waitingBytes() {
        return waiting.get(user) ?? 0;
      },
    };
    const caller = { app: APP, user, admin: false, platform: 'Web', instance, requestId: '' };
    // Only a socket makes a connection; the delivery needs no more of it than this.
    const session = { caller, dialect: this.#dialect, connection } as unknown as Session;
    this.sessions.open(
      session,
      groups.map(([group, remind]) => ({ group, remind })),
    );
    return session;
  }

  enter(user: string, instance = 1, group = 'g1'): void {
    this.rooms.enter({ app: APP, user, instance }, group);
  }

  leave(user: string, instance = 1, group = 'g1'): void {
    this.rooms.leave({ app: APP, user, instance }, group);
  }

  /** A crowd that is in, told of and silent. */
  crowd(size: number): void {
    for (let i = 0; i < size; i++) {
      this.open(`c${i}`);
      this.enter(`c${i}`);
    }
    this.timing.pass(60_000);
    this.told();
  }

  say(random: number, fields: Partial<GroupEvents['GroupMessageSent']> = {}, origin = 0): void {
    const message = messageOf(random, fields);
    this.delivery.transientMessage({ app: APP, group: 'g1', message, origin });
  }

  happen<T extends keyof GroupEvents>(type: T, data: GroupEvents[T], actor = 'olga', instance = 1): void {
    const meta = { actor, instance, requestId: '' };
    const rest = { id: '', stream: groupStream(APP, 'g1'), revision: 0, time: this.timing.now(), version: 1, meta };
    // The parameters pair type and data; the union cannot see that they do.
    this.delivery.event({ ...rest, type, data, position: ++this.#position } as unknown as Envelope);
  }

  /** What one session was told since the last look, in the order of telling. */
  toldTo(session: string): readonly string[] {
    return this.#told.flatMap((line) => (line.startsWith(`${session} `) ? [line.slice(session.length + 1)] : []));
  }

  /** What was told since the last look, in order of the listeners. */
  told(): readonly string[] {
    const told = this.#told;
    this.#told = [];
    return told.sort();
  }
}

export function messageOf(
  random: number,
  fields: Partial<GroupEvents['GroupMessageSent']> = {},
): GroupEvents['GroupMessageSent'] {
  return {
    from: 'ann',
    seq: 0,
    time: START / 1000,
    random,
    msgSeq: random,
    clientTime: 0,
    priority: 'Normal',
    flags: 0,
    nick: '',
    faceUrl: '',
    nameCard: '',
    at: [],
    to: [],
    offlinePush: '',
    body: new Uint8Array([1]),
    ...fields,
  };
}
