import { Refused } from '../../events/refused.ts';

const MAX_U32 = 0xffff_ffff;

/** The numbers that a client gives its message. @throws Refused 90005 random, 90004 seq out of range. */
export function checkNumbers(random: number, msgSeq: number | undefined): void {
  if (!isU32(random)) throw new Refused(90005, 'MsgRandom must be an integer from 0 to 4294967295');
  if (msgSeq !== undefined && !isU32(msgSeq)) {
    throw new Refused(90004, 'MsgSeq must be an integer from 0 to 4294967295');
  }
}

function isU32(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= MAX_U32;
}
