import { randomBytes } from 'node:crypto';

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUV';

/** 13 characters of 0-9 A-V: 65 bits of chance, enough that no two ids ever meet. */
export function randomWord(): string {
  return Array.from(randomBytes(13), (byte) => DIGITS[byte & 31]).join('');
}
