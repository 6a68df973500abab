import { createHash } from 'node:crypto';
import { MessageFlag } from '../../events/c2c/events.ts';
import type { Caller } from '../../events/caller.ts';
import type { MessageKey } from '../../events/message/place.ts';
import type { OfficialEvents } from '../../events/official/events.ts';
import { Refused } from '../../events/refused.ts';
import { checkBody } from '../message/body.ts';
import { requireCompleteMedia } from '../message/complete-media.ts';
import { checkNumbers } from '../message/numbers.ts';
import { officialDecider } from '../official/decider.ts';
import { MAX_RECALLED } from '../official/limits.ts';
import { type Dependencies, settingsOf, streamOfOfficial } from './dependencies.ts';
import type { OfficialCommands, SendBroadcast } from './official-types.ts';
import type { OfficialWorker } from './official-work.ts';

/** What the sender of a broadcast may say of it (rest-api.md §23.10). */
const FLAGS = MessageFlag.noUnread | MessageFlag.noLastMsg | MessageFlag.supportExtension;
const NOTHING = new Uint8Array(0);

/** What official accounts say to all of their subscribers (product.md §2.27). */
export function officialBroadcastCommands(
  dependencies: Dependencies,
  worker: OfficialWorker,
): Pick<OfficialCommands, 'sendBroadcast' | 'recallBroadcasts'> {
  const { host, officials, notifier } = dependencies;

  /** To who is connected, as a message that is kept nowhere. */
  async function tellOnline(caller: Caller, { account, random, offlinePush = '' }: SendBroadcast, said: Said) {
    const card = officials.find(caller.app, account);
    const { number, time, flags, body } = said;
    for await (const { user } of worker.subscribers(caller.app, account)) {
      const message = {
        from: account,
        to: user,
        seq: 0,
        time,
        msgSeq: number,
        random,
        clientTime: time,
        flags,
        nick: card?.nick ?? '',
        faceUrl: card?.faceUrl ?? '',
        offlinePush,
        body,
      };
      notifier.transientMessage({ app: caller.app, message, origin: 0 });
    }
  }

  return {
    async sendBroadcast(caller, command) {
      const { account, random, onlineOnly = false, offlinePush = '' } = command;
      const stream = streamOfOfficial(caller.app, account);
      checkNumbers(random, undefined);
      const body = checkBody(command.body);
      if (caller.platform === 'Server') requireCompleteMedia(body);
      const { limits } = await settingsOf(dependencies, caller.app);
      const flags = (command.flags ?? 0) & FLAGS;
      const digest = createHash('sha256').update(body).digest('hex').slice(0, 32);
      const kept = onlineOnly ? NOTHING : body;
      const draft = { by: caller, random, digest, flags, onlineOnly, offlinePush, body: kept, limits };
      const sent = await host.ask(officialDecider, stream, 'broadcast', draft, caller);
      if (sent.duplicate) return sent;
      if (onlineOnly) await tellOnline(caller, command, { ...sent, flags, body });
      else worker.wake(caller.app, account);
      return sent;
    },

    async recallBroadcasts(caller, { account, keys, reason = '' }) {
      const stream = streamOfOfficial(caller.app, account);
      if (keys.length > MAX_RECALLED) {
        throw new Refused(10004, `at most ${MAX_RECALLED} broadcasts per call`);
      }
      const recallOne = async (key: MessageKey): Promise<number> => {
        const found = await officials.broadcast(caller.app, account, key);
        // Asked even so: who may not manage the account is told that.
        const { number, recalled } = found ?? { number: Number.POSITIVE_INFINITY, recalled: false };
        try {
          await host.ask(officialDecider, stream, 'recall', { by: caller, number, recalled, reason }, caller);
          return 0;
        } catch (error) {
          if (error instanceof Refused && PER_ITEM.has(error.code)) return error.code;
          throw error;
        }
      };
      const codes: number[] = [];
      for (const key of keys) codes.push(await recallOne(key));
      worker.wake(caller.app, account);
      return codes;
    },
  };
}

type Said = Pick<OfficialEvents['BroadcastSent'], 'number' | 'time' | 'flags' | 'body'>;

/** What is said of one broadcast of a list; anything else is about the whole call. */
const PER_ITEM: ReadonlySet<number> = new Set([20022, 20023]);
