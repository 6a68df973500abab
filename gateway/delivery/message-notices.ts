import type { Envelope } from '../../events/envelope.ts';
import { type MessageEventType, type MessageRef, refOf } from '../../events/message/events.ts';
import { valueAt } from '../collections.ts';
import type { Confirmed, MessageNotice, MessagePlaceNotice } from './message-notice.ts';
import type { Person } from './notice.ts';

/** A notice, and who of a place is to hear it. */
export interface Telling {
  readonly notice: MessageNotice;
  /** Only these; undefined: everybody there. */
  readonly only?: readonly string[];
  /** All but these. */
  readonly except?: readonly string[];
  /** Whether the device that did it hears it as well: it waits for it. */
  readonly echo?: boolean;
}

/** What has to be looked up to tell of a message: answered from rows that the commit has just changed. */
export interface MessageLookup {
  person(app: number, user: string): Person;
  /** Everybody who reacts so to a message, the latest first. */
  reacting(stream: string, seq: number, reaction: string): readonly string[];
  /**
   * Who of a group sees a message of this number: not those who came after it. Undefined: everybody does. Topics show what
   * was before, or say so by permission groups, which is for the queries to look up.
   */
  seers(app: number, group: string): ((user: string, seq: number) => boolean) | undefined;
  /** How many have confirmed a group message and how many have not, undefined for one without receipts. */
  receipts(
    app: number,
    group: string,
    seq: number,
  ): Promise<{ readonly read: number; readonly unread: number } | undefined>;
}

interface Told<T extends MessageEventType> {
  readonly event: Envelope<T>;
  readonly app: number;
  readonly where: MessagePlaceNotice;
  readonly lookup: MessageLookup;
}

type Tellings = readonly Telling[];
type Table = { readonly [T in MessageEventType]: (told: Told<T>) => Tellings | Promise<Tellings> };

/** Users that a reaction names (wire-messages.md §4.15). */
const NAMED = 10;

const none = (): Tellings => [];

/** Whom an event about messages is told, and what (wire-messages.md §15). */
const table: Table = {
  MessageRevoked: ({ event, app, where, lookup }) => {
    const { by, reason } = event.data;
    const operator = lookup.person(app, by);
    const notice = { kind: 'messageRevoked', ...common(event, app, where), ...about(event), operator, reason } as const;
    return [{ notice, ...seersOf(event) }];
  },
  MessageModified: ({ event, app, where }) => {
    const { version, body } = event.data;
    const notice = { kind: 'messageModified', ...common(event, app, where), ...about(event), version, body } as const;
    return [{ notice, ...seersOf(event) }];
  },
  ExtensionsChanged: ({ event, app, where }) => {
    const { operation, entries, lastSeq } = event.data;
    const what = { operation, entries, lastSeq };
    const notice = { kind: 'extensionsChanged', ...common(event, app, where), ...about(event), ...what } as const;
    return [{ notice, ...seersOf(event) }];
  },
  ReactionChanged: ({ event, app, where, lookup }) => {
    const { reaction, seq, user, added } = event.data;
    const all = lookup.reacting(event.stream, seq, reaction);
    const base = { ...common(event, app, where), ...about(event), reaction };
    const change = { kind: 'reactionChanged', ...base, users: all.slice(0, NAMED), count: all.length } as const;
    return [
      { notice: { ...change, mine: true }, only: all, echo: true },
      { notice: { ...change, mine: false }, except: all, echo: true, ...seersOf(event) },
      { notice: { kind: 'ownReaction', ...base, added }, only: [user] },
    ];
  },
  MessagesConfirmed: ({ event, app, where, lookup }) => confirmed(event, app, where, lookup),
  MessagesDeleted: ({ event, app, where }) => {
    const { user, seqs } = event.data;
    const what = { user, seqs, upToSeq: seqs.at(-1) ?? 0 };
    return [{ notice: { kind: 'messagesDeleted', ...common(event, app, where), ...what }, only: [user] }];
  },
  HistoryCleared: ({ event, app, where }) => {
    const { user, upToSeq } = event.data;
    return [
      { notice: { kind: 'messagesDeleted', ...common(event, app, where), user, seqs: [], upToSeq }, only: [user] },
    ];
  },
  // Silently: who has them keeps them until he reads the history anew.
  MessagesRemoved: none,
  HistoryRemoved: none,
};

export function messageTellings<T extends MessageEventType>(told: Told<T>): Tellings | Promise<Tellings> {
  return (table[told.event.type] as (told: Told<T>) => Tellings | Promise<Tellings>)(told);
}

export function isMessageEvent(event: Envelope): event is Envelope<MessageEventType> {
  return event.type in table;
}

function common(event: Envelope, app: number, where: MessagePlaceNotice) {
  return { app, where, position: event.position };
}

function about({ data }: { readonly data: MessageRef }): { readonly message: MessageRef } {
  return { message: refOf(data) };
}

/** A message to some members is told of to them and its author. */
function seersOf({ data: { to, from } }: { readonly data: MessageRef }): Pick<Telling, 'only'> {
  return to.length === 0 ? {} : { only: [...new Set([...to, from])] };
}

/** Each author hears of his own messages. */
async function confirmed(
  event: Envelope<'MessagesConfirmed'>,
  app: number,
  where: MessagePlaceNotice,
  lookup: MessageLookup,
): Promise<Tellings> {
  const { reader, messages } = event.data;
  const found = await Promise.all(
    messages.map(async (message) => {
      const counts = 'users' in where ? ONE_OF_ONE : await lookup.receipts(app, where.group.groupId, message[0]);
      return counts === undefined ? [] : [{ message, read: counts.read, unread: counts.unread }];
    }),
  );
  const byAuthor = new Map<string, Confirmed[]>();
  for (const one of found.flat()) valueAt(byAuthor, one.message[1], () => []).push(one);
  const time = Math.floor(event.time / 1000);
  return [...byAuthor].map(([author, own]) => ({
    notice: { kind: 'messagesConfirmed', ...common(event, app, where), reader, time, messages: own } as const,
    only: [author],
  }));
}

const ONE_OF_ONE = { read: 1, unread: 0 } as const;
