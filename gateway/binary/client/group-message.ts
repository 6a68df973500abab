import { unpack } from './link.ts';
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
}

/** A message from the fields of its push behind the cursor (protocol.ts). */
export function toMessage(row: readonly unknown[]): GroupMessage {
  const [group, seq, from, time, random, msgSeq, clientTime, priority, flags, nick, faceUrl, nameCard, at, bytes] =
    row as [
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
    ];
  const [elements, cloudCustomData] =
    bytes.length === 0 ? [[], ''] : (unpack(bytes) as [MessageBody['elements'], string]);
  const body = { elements, cloudCustomData };
  return { group, seq, from, time, random, msgSeq, clientTime, priority, flags, nick, faceUrl, nameCard, at, body };
}
