import type { MessageKey } from '../events/message/place.ts';

/** How a message of a pair is named on the wire: `<MsgSeq>_<MsgRandom>_<MsgTime>` (rest-api.md §3.1). */
export function messageKey({ msgSeq, random, time }: MessageKey): string {
  return `${msgSeq}_${random}_${time}`;
}

/** Its inverse; undefined for text that is no key. */
export function readKey(text: string): MessageKey | undefined {
  const match = /^(\d{1,10})_(\d{1,10})_(\d{1,10})$/.exec(text);
  if (!match) return undefined;
  return { msgSeq: Number(match[1]), random: Number(match[2]), time: Number(match[3]) };
}
