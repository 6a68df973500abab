import { MessageFlag } from '../../events/c2c/events.ts';
import type { Caller } from '../../events/caller.ts';
import type { ConfirmedMessage } from '../../events/message/events.ts';
import type { MessageName, MessagePlace } from '../../events/message/place.ts';
import { Refused } from '../../events/refused.ts';
import { checkBody, decodeBody, encodeBody } from '../message/body.ts';
import { STALE } from '../message/changes.ts';
import { type Dependencies, requireActingFor, requireAdmin } from './dependencies.ts';
import { MessageChanges } from './message-changes.ts';
import { askPlace, requireOneOf } from './message-places.ts';
import type { MessageCommands } from './message-types.ts';
import { revoking } from './revoking.ts';
import { streaming } from './streaming.ts';

/** An author's messages that are taken away at a time are looked for among so many (rest-api.md §16.7). */
const LAST = 1000;
/** No document says; the clients' own limit is 30 per call. */
const MAX_DELETED = 100;
const MAX_CONFIRMED = 50;

/** Codes for a message that is not there, of one-to-one conversations and of groups. */
const unknownOf = (place: MessagePlace, inPair: number, inGroup: number) => ('users' in place ? inPair : inGroup);

/** What is done with messages that are there (product.md §2.13–2.16). */
export function messageCommands(dependencies: Dependencies): MessageCommands {
  const { messages } = dependencies;
  const changes = new MessageChanges(dependencies);

  /** Numbers of messages that are there. */
  async function seqsOf(caller: Caller, place: MessagePlace, names: readonly MessageName[]): Promise<number[]> {
    const found = await Promise.all(names.map((name) => messages.find(caller.app, place, name)));
    // A tip has a number and no message: it is deleted all the same.
    return found.flatMap((message, at) => message?.seq ?? (typeof names[at] === 'number' ? names[at] : []));
  }

  return {
    ...revoking(dependencies, changes),
    ...streaming(dependencies, changes),

    async modifyMessage(caller, { place, message, version, elements, cloudCustomData }) {
      const unknown = unknownOf(place, 20022, 10052);
      if (version === undefined) requireAdmin(caller);
      const modified = await changes.change(caller, { place, message, unknown }, async (found) => {
        const now = decodeBody(found.body);
        const changed = { elements: elements ?? now.elements, cloudCustomData: cloudCustomData ?? now.cloudCustomData };
        const body = checkBody(encodeBody(changed));
        const command = { message: found, by: caller.user, version, body, unknown };
        return askPlace(dependencies, caller, place, 'modifyMessages', 'modify', command);
      });
      return { version: modified.version, body: decodeBody(modified.body), conflict: modified.conflict };
    },

    async deleteMessages(caller, { place, user, messages: names }) {
      requireActingFor(caller, user);
      if ('users' in place) requireOneOf({ ...caller, user }, place.users);
      if (names.length > MAX_DELETED) throw new Refused(10004, `at most ${MAX_DELETED} messages per call`);
      const seqs = await seqsOf(caller, place, names);
      await askPlace(dependencies, caller, place, 'look', 'deleteFor', { user, seqs });
    },

    async clearHistory(caller, { place, user }) {
      requireActingFor(caller, user);
      await askPlace(dependencies, caller, place, 'look', 'clear', { user });
    },

    async removeMessagesOf(caller, { place, sender }) {
      requireAdmin(caller);
      const seqs = await messages.lastOf(caller.app, place, sender, LAST);
      await askPlace(dependencies, caller, place, 'look', 'remove', { seqs, from: sender, by: caller.user });
      return { removed: seqs.length };
    },

    async removeHistory(caller, { place, upToSeq }) {
      requireAdmin(caller);
      await askPlace(dependencies, caller, place, 'look', 'removeHistory', { upToSeq, by: caller.user });
    },

    async confirmMessages(caller, { place, reader, messages: names }) {
      requireActingFor(caller, reader);
      if ('users' in place) requireOneOf({ ...caller, user: reader }, place.users);
      if (names.length > MAX_CONFIRMED) throw new Refused(10004, `at most ${MAX_CONFIRMED} messages per call`);
      const asked = await askingFor(caller, place, reader, names);
      if (asked.length === 0 && !('users' in place)) {
        // Who is no member is told so rather than what his messages ask for.
        await askPlace(dependencies, caller, place, 'look', 'confirm', { reader, messages: [] });
        throw new Refused(10062, 'none of these messages asks for a receipt');
      }
      const news = await Promise.all(
        asked.map(async (one) => ((await messages.isConfirmed(caller.app, place, one[0], reader)) ? [] : [one])),
      );
      await askPlace(dependencies, caller, place, 'look', 'confirm', { reader, messages: news.flat() });
    },

    async changeExtensions(caller, { place, message, operation, entries }) {
      return changes.change(caller, { place, message, unknown: 23004 }, async (found) => {
        if ((found.flags & MessageFlag.supportExtension) === 0) {
          throw new Refused(23002, 'the message was sent without extensions');
        }
        const keys = entries.map(({ key }) => key).filter((key) => Buffer.byteLength(key) <= 200);
        const extensions = await messages.extensions(caller.app, place, found.seq, keys);
        return askPlace(dependencies, caller, place, 'extend', 'extend', {
          message: found,
          found: extensions,
          by: caller.user,
          operation,
          entries,
          unchecked: caller.admin,
        });
      });
    },

    async react(caller, { place, message, reaction, added }) {
      const { user } = caller;
      await changes.change(caller, { place, message, unknown: 23004 }, async (found) => {
        const reactions = await messages.reactions(caller.app, place, found.seq);
        const command = { message: found, reactions, user, reaction, added };
        const result = await askPlace(dependencies, caller, place, 'look', 'react', command);
        return result === STALE ? STALE : undefined;
      });
    },
  };

  /** Messages of others that ask `reader` to confirm them. */
  async function askingFor(
    caller: Caller,
    place: MessagePlace,
    reader: string,
    names: readonly MessageName[],
  ): Promise<readonly ConfirmedMessage[]> {
    const found = await Promise.all(names.map((name) => messages.find(caller.app, place, name)));
    return found.flatMap((message): ConfirmedMessage[] => {
      if (message === undefined || message.from === reader || message.state !== 'there') return [];
      if ((message.flags & MessageFlag.needReadReceipt) === 0) return [];
      if (!('users' in place) && message.to.length > 0 && !message.to.includes(reader)) return [];
      return [[message.seq, message.from, message.msgSeq, message.random, message.clientTime]];
    });
  }
}
