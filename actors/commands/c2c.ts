import * as zlib from 'node:zlib';
import { MessageFlag } from '../../events/c2c/events.ts';
import type { Caller } from '../../events/caller.ts';
import { Refused } from '../../events/refused.ts';
import { c2cStream } from '../../events/stream.ts';
import type { EffectiveSettings } from '../app/settings.ts';
import { c2cDecider, type MessageDraft } from '../c2c/decider.ts';
import { checkBody } from '../message/body.ts';
import { requireCompleteMedia } from '../message/complete-media.ts';
import { checkNumbers } from '../message/numbers.ts';
import { type Dependencies, requireActingFor, requireAdmin } from './dependencies.ts';
import type { RememberedSettings } from './remembered-settings.ts';
import type { Commands, SendC2c, SentC2c } from './types.ts';
import { willing } from './willing.ts';

type C2cCommandNames = 'sendC2c' | 'importC2c' | 'readC2c';

/** One-to-one messages and read marks (product.md §2.6, §2.9, §2.12, §2.14). */
export function c2cCommands(
  dependencies: Dependencies,
  remembered: RememberedSettings,
): Pick<Commands, C2cCommandNames> {
  const { host, history, notifier, clock } = dependencies;

  async function sendC2c(caller: Caller, message: SendC2c): Promise<SentC2c> {
    requireActingFor(caller, message.from);
    // An administrator reaches everybody.
    const settings = caller.admin ? undefined : remembered.of(caller.app);
    const rules = settings instanceof Promise ? await settings : settings;
    const draft = draftOf(dependencies, caller, message, rules);
    if (caller.platform === 'Server') requireCompleteMedia(draft.body);
    if (message.onlineOnly === true) {
      const time = message.sentAt ?? Math.floor(clock.now() / 1000);
      const { msgSeq, random } = draft;
      const unwanted = (draft.flags & MessageFlag.hiddenFromReceiver) !== 0;
      if (!unwanted)
        notifier.transientMessage({ app: caller.app, message: { ...draft, seq: 0, time }, origin: caller.instance });
      return { seq: 0, time, msgSeq, random, duplicate: false };
    }
    return host.ask(
      c2cDecider,
      c2cStream(caller.app, draft.from, draft.to),
      'send',
      { draft, sentAt: message.sentAt },
      caller,
    );
  }

  return {
    sendC2c,
    async importC2c(caller, message) {
      requireAdmin(caller);
      const { time } = message;
      if (!Number.isSafeInteger(time) || time < 0 || time > clock.now() / 1000 + 1) {
        throw new Refused(90006, 'MsgTimeStamp must be an integer, in seconds, and not in the future');
      }
      const draft = draftOf(dependencies, caller, message);
      const { from, to, msgSeq, random } = draft;
      const exists = await history.has(caller.app, from, to, { msgSeq, random, time });
      return host.ask(c2cDecider, c2cStream(caller.app, from, to), 'import', { draft, time, exists }, caller);
    },
    async readC2c(caller, read) {
      const { reader, peer, upToTime, upToSeq } = read;
      requireActingFor(caller, reader);
      if (reader === peer || dependencies.accounts.find(caller.app, peer) === undefined) {
        throw new Refused(90003, `${peer.slice(0, 40)} is not a user to have read`);
      }
      const { app } = caller;
      const seqAtTime = upToTime === undefined ? 0 : await history.seqAtTime(app, reader, peer, upToTime);
      const timeAtSeq = upToSeq === undefined ? 0 : await history.timeAtSeq(app, reader, peer, upToSeq);
      return host.ask(c2cDecider, c2cStream(app, reader, peer), 'read', { ...read, seqAtTime, timeAtSeq }, caller);
    },
  };
}

/**
 * Checks a message and completes it with what the client may leave out.
 * `rules`: of the app, for who needs the receiver's consent.
 * @throws Refused 90008 unknown sender, 20003 unknown receiver, 90004/90005 numbers out of range, and what `checkBody` throws.
 */
function draftOf(
  dependencies: Dependencies,
  caller: Caller,
  message: Omit<SendC2c, 'onlineOnly' | 'sentAt'>,
  rules?: EffectiveSettings,
): MessageDraft {
  const { accounts, clock } = dependencies;
  const { from, to, random } = message;
  checkNumbers(random, message.msgSeq);
  const body = checkBody(message.body, message.streamed ? 'streamed' : 'whole');
  const sender = accounts.find(caller.app, from);
  if (sender === undefined) throw new Refused(90008, `the sender ${from.slice(0, 40)} does not exist`);
  if (from === to || accounts.find(caller.app, to) === undefined) {
    throw new Refused(20003, `the receiver ${to.slice(0, 40)} ${from === to ? 'is the sender' : 'does not exist'}`);
  }
  return {
    from,
    to,
    random,
    // Drawn from random and content, so that a retry without a MsgSeq is recognised (product.md row 226).
    msgSeq: message.msgSeq ?? zlib.crc32(body, random),
    clientTime: message.clientTime ?? Math.floor(clock.now() / 1000),
    flags: (message.flags ?? 0) | (rules === undefined ? 0 : willing(dependencies, caller.app, message, rules)),
    nick: sender.nick,
    faceUrl: sender.faceUrl,
    offlinePush: message.offlinePush ?? '',
    body,
  };
}
