import type { MessageRow } from '../protocol.ts';
import { unpack } from './link.ts';
import { toState } from './message-state.ts';
import type { Message, MessageBody } from './options.ts';

/** A message as the listener gets it. */
export function toMessage(row: MessageRow): Message {
  const [, seq, from, to, time, random, msgSeq, clientTime, flags, nick, faceUrl, bytes, state] = row;
  const [elements, cloudCustomData] =
    bytes.length === 0 ? [[], ''] : (unpack(bytes) as [MessageBody['elements'], string]);
  const body = { elements, cloudCustomData };
  const message = { seq, from, to, time, random, msgSeq, clientTime, flags, nick, faceUrl, body };
  return state === undefined ? message : { ...message, state: toState(state) };
}
