import type { MessageKey } from '../../events/message/place.ts';
import { Refused } from '../../events/refused.ts';

/** `<MsgSeq>_<MsgRandom>_<MsgTime>` taken apart (rest-api.md §3.1); undefined for what is no key. */
export function readKey(key: string): MessageKey | undefined {
  const match = /^(\d{1,10})_(\d{1,10})_(\d{1,10})$/.exec(key);
  if (!match) return undefined;
  return { msgSeq: Number(match[1]), random: Number(match[2]), time: Number(match[3]) };
}

/** @throws Refused 90054. */
export function parseKey(key: string, name = 'MsgKey'): MessageKey {
  const read = readKey(key);
  if (read === undefined) throw new Refused(90054, `${name} is malformed`);
  return read;
}
