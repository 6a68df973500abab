import type { MessageKey } from '../../events/message/place.ts';
import { Refused } from '../../events/refused.ts';
import { readKey } from '../message-key.ts';

/** @throws Refused 90054. */
export function parseKey(key: string, name = 'MsgKey'): MessageKey {
  const read = readKey(key);
  if (read === undefined) throw new Refused(90054, `${name} is malformed`);
  return read;
}
