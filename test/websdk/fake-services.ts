import type { Commands, SendC2c } from '../../actors/commands/types.ts';
import { checkBody } from '../../actors/message/body.ts';
import type { Notifier } from '../../actors/ports.ts';
import { MessageFlag } from '../../events/c2c/events.ts';
import type { Caller } from '../../events/caller.ts';
import type { EventLog } from '../../events/log.ts';
import { withGroup, withPeer } from '../../events/user/conversations.ts';
import type { KickReason } from '../../events/user/events.ts';
import { createAuthenticator } from '../../gateway/auth/create.ts';
import { signUserSig } from '../../gateway/auth/usersig.ts';
import { Outbox } from '../../gateway/connection.ts';
import type { Kick, Notice, Side } from '../../gateway/delivery/notice.ts';
import type { Files } from '../../gateway/files/files.ts';
import type { Language } from '../../gateway/language/language.ts';
import { Links } from '../../gateway/links.ts';
import { LiveRooms } from '../../gateway/live/rooms.ts';
import { realTiming } from '../../gateway/live/timing.ts';
import type { Services } from '../../gateway/services.ts';
import { Sessions } from '../../gateway/sessions.ts';
import type { Conversation, HistoryMessage } from '../../projections/queries/types.ts';
import { missing } from '../missing.ts';
import { forgetfulCommands, nothingArranged } from './fake-conversations.ts';
import { noGroupCommands, noGroupQueries } from './fake-groups.ts';
import { forgetfulPresence, nobodyThere } from './fake-presence.ts';
import { noRelations, obligingRelations } from './fake-relations.ts';

export const APP = 1400000001;
const SECRET = 'a secret that only tests know';

/** Log lines that were written, for assertions. */
export interface Line {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly fields: object;
  readonly message: string;
}

export interface Fake {
  readonly services: Services;
  readonly lines: Line[];
  /** What there is to read about groups; a test puts its own in. */
  readonly groups: ReturnType<typeof noGroupQueries>;
  /** Unix milliseconds added to the real clock. */
  skewMs: number;
  ready: boolean;
  /** Commands wait for this before they do anything. */
  hold: Promise<void>;
  /** Makes the next command fail with this. */
  failure: Error | undefined;
  kick(user: string, reason: KickReason): void;
  tell(notice: Notice, actor: string, peer: string): void;
}

/** A UserSig that ends at `expiresAt`, Unix seconds. */
export function fakeSig(user: string, expiresAt = Math.floor(Date.now() / 1000) + 3600): string {
  const time = Math.min(expiresAt - 1, Math.floor(Date.now() / 1000));
  return signUserSig(APP, user, SECRET, { time, expire: expiresAt - time });
}

/**
 * Just enough of a server to test this dialect alone: everything in memory, one message order, no rules. The real
 * commands and queries are tested in their own rooms.
 */
export function fakeServices(): Fake {
  const sessions = new Sessions();
  const lines: Line[] = [];
  const alive = new Map<string, 'alive' | KickReason>();
  const messages: HistoryMessage[] = [];
  const reads = new Map<string, { seq: number; time: number }>();
  let position = 0;
  let instances = 0;

  const line =
    (level: Line['level']) =>
    (fields: object, message: string): void => {
      lines.push({ level, fields, message });
    };
  const now = () => Date.now() + fake.skewMs;
  const instanceKey = (user: string, instance: number) => `${user} ${instance}`;
  const readOf = (reader: string, peer: string) => reads.get(`${reader} ${peer}`) ?? { seq: 0, time: 0 };
  const between = (a: string, b: string) =>
    messages.filter(({ message: { from, to } }) => (from === a && to === b) || (from === b && to === a));

  async function gate(): Promise<void> {
    await fake.hold;
    const { failure } = fake;
    fake.failure = undefined;
    if (failure !== undefined) throw failure;
  }

  function conversation(user: string, peer: string): Conversation | undefined {
    const all = between(user, peer);
    const last = all.at(-1);
    if (last === undefined) return undefined;
    const own = readOf(user, peer);
    const theirs = readOf(peer, user);
    const shown = all.filter(({ message }) => !(message.flags & MessageFlag.noLastMsg)).at(-1);
    return {
      peer,
      lastMessage: shown,
      lastTime: last.message.time,
      lastSeq: last.message.seq,
      unread: all.filter(
        ({ message }) => message.to === user && message.seq > own.seq && !(message.flags & MessageFlag.noUnread),
      ).length,
      readSeq: own.seq,
      readTime: own.time,
      peerReadSeq: theirs.seq,
      peerReadTime: theirs.time,
      position: last.position,
    };
  }

  function conversationsOf(user: string): Conversation[] {
    const peers = new Set(
      messages
        .filter(({ message }) => message.from === user || message.to === user)
        .map(({ message }) => (message.from === user ? message.to : message.from)),
    );
    return [...peers].map((peer) => conversation(user, peer)).filter((found) => found !== undefined);
  }

  const commands: Partial<Commands> = {
    ...noGroupCommands,
    ...forgetfulCommands,
    ...forgetfulPresence,
    ...obligingRelations,
    async login(login) {
      await gate();
      const instance = ++instances;
      alive.set(instanceKey(login.user, instance), 'alive');
      return { instance, nick: '', faceUrl: '' };
    },
    async logout(caller: Caller) {
      alive.delete(instanceKey(caller.user, caller.instance));
    },
    async resume(caller) {
      const state = alive.get(instanceKey(caller.user, caller.instance));
      return {
        alive: state === 'alive',
        kicked: state === 'alive' ? undefined : state,
        nick: '',
        faceUrl: '',
        customStatus: '',
      };
    },
    async sendC2c(caller, sent: SendC2c) {
      await gate();
      checkBody(sent.body);
      const all = between(sent.from, sent.to);
      const first = all.find(({ message }) => message.random === sent.random && message.from === sent.from);
      if (first !== undefined) return { ...pick(first), duplicate: true };
      const message = {
        from: sent.from,
        to: sent.to,
        seq: sent.onlineOnly ? 0 : all.length + 1,
        time: Math.floor(now() / 1000),
        msgSeq: sent.msgSeq ?? 1,
        random: sent.random,
        clientTime: sent.clientTime ?? 0,
        flags: sent.flags ?? 0,
        nick: '',
        faceUrl: '',
        offlinePush: sent.offlinePush ?? '',
        body: sent.body,
      };
      const stored = { position: sent.onlineOnly ? 0 : ++position, message, peerRead: false };
      if (!sent.onlineOnly) messages.push(stored);
      deliver(
        { kind: 'c2cMessage', app: APP, message, position: stored.position },
        caller.instance,
        sent.from,
        sent.to,
      );
      return { ...pick(stored), duplicate: false };
    },
    async readC2c(caller, { reader, peer, upToTime }) {
      await gate();
      const covered = between(reader, peer).filter(({ message }) => message.time <= (upToTime ?? Infinity));
      const last = covered.at(-1)?.message;
      const mark = { seq: last?.seq ?? 0, time: last?.time ?? 0 };
      reads.set(`${reader} ${peer}`, mark);
      position++;
      deliver(
        { kind: 'c2cRead', app: APP, reader, peer, upToSeq: mark.seq, upToTime: mark.time, position },
        caller.instance,
        reader,
        peer,
      );
      return { upToSeq: mark.seq, upToTime: mark.time };
    },
  };

  const groups = noGroupQueries();
  const queries: Partial<Services['queries']> = {
    ...asTheyAreNow(groups),
    ...nothingArranged,
    ...nobodyThere,
    async c2cHistory(_caller, { viewer, peer, limit, direction, fromKey, fromTime }) {
      const all = between(viewer, peer);
      const at = fromKey && all.findIndex(({ message }) => message.random === fromKey.random);
      const older = all.filter(({ message }, i) =>
        at === undefined ? message.time <= (fromTime ?? Infinity) : i < at,
      );
      const newer = all.filter(({ message }, i) => (at === undefined ? message.time >= (fromTime ?? 0) : i > at));
      const page = direction === 'older' ? older.slice(-limit) : newer.slice(0, limit);
      return { messages: page, complete: page.length === (direction === 'older' ? older : newer).length };
    },
    async conversations(_caller, { user, limit, cursor, changedAfter }) {
      const all = conversationsOf(user)
        .filter((row) => row.position > (changedAfter ?? 0))
        .sort((a, b) => b.lastTime - a.lastTime || b.position - a.position);
      const start = Number(cursor ?? 0);
      const end = start + limit;
      return { conversations: all.slice(start, end), cursor: end < all.length ? String(end) : undefined };
    },
    /** Nothing is arranged: those with users and those with groups, newest first. The place is the position in the list. */
    async conversationList(caller, { user, limit, behind, changedAfter }) {
      const common = { pinned: false, marks: [], custom: '', groups: [], changedAt: 0 };
      const peers = conversationsOf(user)
        .filter((row) => row.position > (changedAfter ?? 0))
        .map((conversation) => {
          const { peer, lastTime, unread } = conversation;
          const of = { ...common, id: withPeer(peer), remind: 'AcceptAndNotify', lastTime, unread } as const;
          return { ...of, kind: 'c2c', conversation } as const;
        });
      const ofGroups = (await groups.groupConversations(caller, { user })).map((conversation) => {
        const { group, self, lastTime, unread } = conversation;
        const of = { ...common, id: withGroup(group.groupId), remind: self.remind, lastTime, unread };
        return { ...of, kind: 'group', conversation } as const;
      });
      const positionOf = (one: (typeof peers)[number] | (typeof ofGroups)[number]) =>
        one.kind === 'c2c' ? one.conversation.position : 0;
      const all = [...peers, ...ofGroups].sort(
        (one, other) => other.lastTime - one.lastTime || positionOf(other) - positionOf(one),
      );
      const start = behind?.order ?? 0;
      const next = { pinned: false, time: 0, order: start + limit };
      return {
        conversations: all.slice(start, start + limit),
        next: start + limit < all.length ? next : undefined,
        position,
      };
    },
    async conversation(_caller, { user, peer }) {
      return conversation(user, peer);
    },
    async unread(_caller, { user }) {
      const peers = conversationsOf(user).filter(({ unread }) => unread > 0);
      return { total: peers.reduce((sum, { unread }) => sum + unread, 0), peers };
    },
    async changes(_caller, { user, after, limit }) {
      const missed = messages.filter(
        ({ position, message }) => position > after && (message.from === user || message.to === user),
      );
      if (missed.length > limit) return { resync: true, messages: [], events: [], conversations: [], position };
      const conversations = conversationsOf(user).filter((row) => row.position > after);
      return { resync: false, messages: missed, events: [], conversations, position };
    },
    async accounts(_caller, { users }) {
      return users.map((user) => (user.startsWith('nobody') ? undefined : { user, nick: `Nick ${user}`, faceUrl: '' }));
    },
    async profiles(_caller, { users }) {
      const profile = (user: string) => ({ user, nick: `Nick ${user}`, faceUrl: '', fields: {} });
      return users.map((user) => (user.startsWith('nobody') ? undefined : profile(user)));
    },
    ...noRelations,
  };

  function deliver(notice: Notice, origin: number, actor: string, peer: string): void {
    const tell = (user: string, side: Side) => {
      for (const session of sessions.of(APP, user)) {
        if (session.caller.user === actor && session.caller.instance === origin) continue;
        const frame = session.dialect.encode(notice, side);
        if (frame !== undefined) session.connection.send(frame);
      }
    };
    tell(actor, 'actor');
    tell(peer, 'peer');
  }

  const fake: Fake = {
    services: {
      commands: missing<Commands>(commands),
      queries: missing<Services['queries']>(queries),
      log: missing<EventLog>({ lastPosition: () => position }),
      sessions,
      groupsOf: async () => [],
      discardedBy: async () => [],
      watchedBy: async () => [],
      links: new Links({ web: 60, native: 400 }),
      onlineMembers: () => 0,
      files: fakeFiles(),
      language: missing<Language>({}),
      rooms: new LiveRooms({
        sessions,
        timing: realTiming,
        follow() {},
        unfollow() {},
        exists: (_app, group) => group !== 'gone',
        tell() {},
      }),
      notifier: missing<Notifier>({ transientMessage: () => {}, allRead: () => {} }),
      outbox: new Outbox(),
      tellMissed: async () => {},
      tellMissedRelations: async () => {},
      auth: createAuthenticator({ apps: [{ sdkAppId: APP, secretKey: SECRET, admins: [] }], clock: { now } }),
      clock: { now },
      historyFiles: { find: async () => undefined, read: () => undefined, keptHours: 0, baseUrl: '', secret: SECRET },
      logger: { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') },
      limits: {
        pendingPerSocket: 20,
        restPerSecond: 0,
        restAccountsPerSecond: 0,
        restListsPerSecond: 0,
        restSearchesPerSecond: 0,
        restExportsPerSecond: 0,
      },
      ready: () => fake.ready,
    },
    lines,
    groups,
    skewMs: 0,
    ready: true,
    hold: Promise.resolve(),
    failure: undefined,
    kick(user, reason) {
      const kick: Kick = { reason, byPlatform: 'Web' };
      for (const session of [...sessions.of(APP, user)]) {
        alive.set(instanceKey(user, session.caller.instance), reason);
        session.dialect.kick(session, kick);
      }
    },
    tell: (notice, actor, peer) => deliver(notice, 0, actor, peer),
  };
  return fake;
}

function pick({ message }: HistoryMessage): { seq: number; time: number; msgSeq: number; random: number } {
  return { seq: message.seq, time: message.time, msgSeq: message.msgSeq, random: message.random };
}

/** What a login and the configuration ask of files. */
function fakeFiles(): Files {
  const none = { publicUrl: undefined, readerKey: () => undefined };
  const limits = {
    image: 28 * 1024 * 1024,
    sound: 28 * 1024 * 1024,
    video: 100 * 1024 * 1024,
    file: 100 * 1024 * 1024,
  };
  return new Proxy(
    { ...none, expires: false, limits, baseOf: (host: string) => `http://${host}` },
    {
      get(target, name) {
        if (name in target) return Reflect.get(target, name);
        throw new Error(`the fake files have no ${String(name)}`);
      },
    },
  ) as unknown as Files; // only what a login and the configuration ask
}

/** Calls what stands in a table when it is called: a test may put its own there at any time. */
function asTheyAreNow<T extends object>(table: T): T {
  const calls = Object.keys(table).map((name) => {
    const call = (...query: readonly unknown[]) =>
      (table as Record<string, (...all: unknown[]) => unknown>)[name]?.(...query);
    return [name, call] as const;
  });
  return Object.fromEntries(calls) as T;
}
