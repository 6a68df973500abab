import type { MessageRow } from '../protocol.ts';
import { unpack } from './link.ts';
import type { Message, MessageBody } from './options.ts';

/** A message as the listener gets it. */
export function toMessage(row: MessageRow): Message {
  const [, seq, from, to, time, random, msgSeq, clientTime, flags, nick, faceUrl, bytes] = row;
  const [elements, cloudCustomData] =
    bytes.length === 0 ? [[], ''] : (unpack(bytes) as [MessageBody['elements'], string]);
  return { seq, from, to, time, random, msgSeq, clientTime, flags, nick, faceUrl, body: { elements, cloudCustomData } };
}
