import { isHiddenFrom } from '../../events/c2c/events.ts';
import type { Envelope, EventType } from '../../events/envelope.ts';
import { parseStream, TOPIC_MARK, topicStream } from '../../events/stream.ts';
import { Query, type Sqlite } from './database.ts';
import { forPlace, forUser, Messages } from './documents.ts';
import { Numbers } from './names.ts';
import { People } from './people.ts';
import { idsOf, messageId, seqOfId } from './schema.ts';

/** Messages of ended places that are removed with one batch of events. */
const PURGED_PER_BATCH = 2048;

/** Lets the index follow the log: what each event changes in it. To be used inside a transaction, `flush` before its end. */
export class SearchFold {
  readonly #places: Numbers;
  readonly #users: Numbers;
  readonly #messages: Messages;
  readonly #people: People;
  readonly #hide: Query;
  readonly #clear: Query;
  readonly #purge: Query;
  readonly #purged: Query;
  readonly #toPurge: Query<readonly [place: number, seq: number]>;
  readonly #lastId: Query<readonly [number | null]>;
  readonly #topics: Query<readonly [string]>;

  constructor(db: Sqlite) {
    this.#places = Numbers.ofPlaces(db);
    this.#users = Numbers.ofUsers(db);
    this.#messages = new Messages(db);
    this.#people = new People(db, this.#users);
    this.#hide = new Query(db, 'INSERT OR IGNORE INTO hidden (user, message) VALUES (?, ?)');
    this.#clear = new Query(db, 'INSERT OR REPLACE INTO cleared (user, place, seq) VALUES (?, ?, ?)');
    this.#purge = new Query(db, 'INSERT OR REPLACE INTO purge (place, seq) VALUES (?, ?)');
    this.#purged = new Query(db, 'DELETE FROM purge WHERE place = ?');
    this.#toPurge = new Query(db, 'SELECT place, seq FROM purge LIMIT 1');
    this.#lastId = new Query(db, 'SELECT max(id) FROM message WHERE id BETWEEN ? AND ?');
    this.#topics = new Query(db, 'SELECT stream FROM place WHERE stream > ? AND stream < ?');
  }

  apply(event: Envelope): void {
    // The table is keyed by the type of the event that it is given.
    const handle = handlers[event.type] as ((fold: SearchFold, event: Envelope) => void) | undefined;
    handle?.(this, event);
  }

  /** Ends a batch: removes a part of what is to go, and hands over the tokens. True: there is more to remove. */
  flush(): boolean {
    const [next] = this.#toPurge.all();
    let more = false;
    if (next !== undefined) {
      const [place, seq] = next;
      more = this.#messages.removeUpTo(place, seq, PURGED_PER_BATCH) === PURGED_PER_BATCH;
      if (!more) this.#purged.run(place);
      more ||= this.#toPurge.first() !== undefined;
    }
    this.#messages.flush();
    return more;
  }

  /** The transaction was rolled back. */
  forget(): void {
    this.#places.forget();
    this.#users.forget();
    this.#messages.forget();
  }

  /** The message of an event is to be found no more; other events are left alone. */
  forgetMessage({ type, stream, data }: Envelope): void {
    if (type === 'C2cMessageSent' || type === 'GroupMessageSent') this.removed(stream, [data.seq]);
  }

  c2cMessage({ stream, position, data }: Envelope<'C2cMessageSent'>): void {
    const { app } = parseStream(stream);
    const { from, to, seq, time, body } = data;
    const seen = [from, to].filter((user) => from === to || !isHiddenFrom(data, user));
    const access = [...new Set(seen.map((user) => forUser(this.#users.of(app, user))))];
    const place = this.#places.of(app, stream);
    this.#messages.add({ place, seq, position, time, sender: this.#users.of(app, from), access, body });
  }

  groupMessage({ stream, position, data }: Envelope<'GroupMessageSent'>): void {
    const { app } = parseStream(stream);
    const { from, to, seq, time, body } = data;
    if (seq < 1) return;
    const place = this.#places.of(app, stream);
    const receivers = new Set([from, ...to].map((user) => forUser(this.#users.of(app, user))));
    const access = to.length === 0 ? [forPlace(place)] : [...receivers];
    this.#messages.add({ place, seq, position, time, sender: this.#users.of(app, from), access, body });
  }

  changed(stream: string, seq: number, body: Uint8Array): void {
    this.#messages.change(this.#place(stream), seq, body);
  }

  removed(stream: string, seqs: readonly number[]): void {
    for (const seq of seqs) this.#messages.remove(this.#place(stream), seq);
  }

  removedUpTo(stream: string, seq: number): void {
    if (seq > 0) this.#purge.run(this.#place(stream), seq);
  }

  ended(stream: string): void {
    const [[last] = [null]] = this.#lastId.all(...idsOf(this.#place(stream)));
    if (last !== null) this.removedUpTo(stream, seqOfId(last));
  }

  /** All topics that a community ever had. */
  endedTopics(stream: string): void {
    const { app, ids } = parseStream(stream);
    const first = topicStream(app, `${ids[0]}${TOPIC_MARK}`);
    for (const [topic] of this.#topics.all(first, `${first}~`)) this.ended(topic);
  }

  hidden(stream: string, user: string, seqs: readonly number[]): void {
    const no = this.#user(stream, user);
    for (const seq of seqs) this.#hide.run(no, messageId(this.#place(stream), seq));
  }

  cleared(stream: string, user: string, seq: number): void {
    this.#clear.run(this.#user(stream, user), this.#place(stream), seq);
  }

  /** The people and groups of a stream's app; with the id of the stream. */
  named(stream: string, use: (people: People, app: number, id: string) => void): void {
    const { app, ids } = parseStream(stream);
    use(this.#people, app, ids[0] ?? '');
  }

  #place(stream: string): number {
    return this.#places.of(parseStream(stream).app, stream);
  }

  #user(stream: string, user: string): number {
    return this.#users.of(parseStream(stream).app, user);
  }
}

type FoldHandlers = { readonly [T in EventType]?: (fold: SearchFold, event: Envelope<T>) => void };

const handlers: FoldHandlers = {
  C2cMessageSent: (fold, event) => fold.c2cMessage(event),
  GroupMessageSent: (fold, event) => fold.groupMessage(event),
  MessageModified: (fold, { stream, data }) => fold.changed(stream, data.seq, data.body),
  MessageRevoked: (fold, { stream, data }) => fold.removed(stream, [data.seq]),
  MessagesRemoved: (fold, { stream, data }) => fold.removed(stream, data.seqs),
  HistoryRemoved: (fold, { stream, data }) => fold.removedUpTo(stream, data.upToSeq),
  MessagesDeleted: (fold, { stream, data }) => fold.hidden(stream, data.user, data.seqs),
  HistoryCleared: (fold, { stream, data }) => fold.cleared(stream, data.user, data.upToSeq),

  AccountCreated: (fold, { stream, data }) => fold.named(stream, (people, app, id) => people.user(app, id, data.nick)),
  ProfileChanged: (fold, { stream, data }) =>
    fold.named(stream, (people, app, id) => people.changeUser(app, id, data.nick, data.fields)),
  AccountDeleted: (fold, { stream }) => fold.named(stream, (people, app, id) => people.user(app, id, undefined)),

  GroupCreated: (fold, { stream, data }) =>
    fold.named(stream, (people, app, id) => people.group(app, id, data.type, data.profile.name)),
  GroupProfileChanged(fold, { stream, data: { changes } }) {
    const { name } = changes;
    if (name !== undefined) fold.named(stream, (people, app, id) => people.renameGroup(app, id, name));
  },
  GroupDissolved(fold, { stream }) {
    fold.named(stream, (people, app, id) => people.endGroup(app, id));
    fold.ended(stream);
    fold.endedTopics(stream);
  },
  TopicsDeleted(fold, { stream, data }) {
    for (const topic of data.topics) fold.ended(topicStream(parseStream(stream).app, topic));
  },
  MembersJoined: (fold, { stream, data }) =>
    fold.named(stream, (people, app, id) =>
      people.join(
        app,
        id,
        data.members.map(({ user }) => user),
      ),
    ),
  MemberQuit: (fold, { stream, data }) => fold.named(stream, (people, app, id) => people.leave(app, id, [data.user])),
  MembersKicked: (fold, { stream, data }) => fold.named(stream, (people, app, id) => people.leave(app, id, data.users)),
  MembersBanned(fold, { stream, data }) {
    if (data.until > 0) fold.named(stream, (people, app, id) => people.leave(app, id, data.users));
  },
  MemberDataChanged(fold, { stream, data: { user, nameCard } }) {
    if (nameCard !== undefined) fold.named(stream, (people, app, id) => people.nameCard(app, id, user, nameCard));
  },
};
