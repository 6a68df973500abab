import type { StateRow } from '../protocol.ts';
import { unpack } from './link.ts';
import { type MessageState, toState } from './message-state.ts';
import type { MessageBody } from './options.ts';

export interface GroupMessage {
  readonly group: string;
  /** From 1 without gaps; 0 for a message that is not kept. */
  readonly seq: number;
  readonly from: string;
  /** Unix seconds. */
  readonly time: number;
  readonly random: number;
  readonly msgSeq: number;
  readonly clientTime: number;
  readonly priority: string;
  readonly flags: number;
  readonly nick: string;
  readonly faceUrl: string;
  readonly nameCard: string;
  readonly at: readonly string[];
  readonly body: MessageBody;
  /** In answers; absent: as it was sent. */
  readonly state?: MessageState;
}

/** A message from the fields of its push behind the cursor (protocol.ts). */
export function toMessage(row: readonly unknown[]): GroupMessage {
  const [
    group,
    seq,
    from,
    time,
    random,
    msgSeq,
    clientTime,
    priority,
    flags,
    nick,
    faceUrl,
    nameCard,
    at,
    bytes,
    state,
  ] = row as [
    string,
    number,
    string,
    number,
    number,
    number,
    number,
    string,
    number,
    string,
    string,
    string,
    string[],
    Uint8Array,
    StateRow?,
  ];
  const [elements, cloudCustomData] =
    bytes.length === 0 ? [[], ''] : (unpack(bytes) as [MessageBody['elements'], string]);
  const body = { elements, cloudCustomData };
  const named = { group, seq, from, time, random, msgSeq, clientTime, priority };
  const message = { ...named, flags, nick, faceUrl, nameCard, at, body };
  return Array.isArray(state) ? { ...message, state: toState(state) } : message;
}
