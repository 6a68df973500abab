import Type from 'typebox';
import { MAX_PER_CALL } from '../../actors/user/relations/limits.ts';

/**
 * Shapes of requests about friends and blocklists (rest-api.md §11, wire-users.md §3–6). Whether somebody exists is the
 * commands' to say, for each user of a list.
 */
export const account = Type.String({ maxLength: 128 });

const MAX_TEXT = 1000;
export const text = Type.String({ maxLength: MAX_TEXT });

/** Users of one call. */
export const accounts = Type.Array(account, { minItems: 1, maxItems: MAX_PER_CALL });

export const index = Type.Integer({ minimum: 0, maximum: 0xffff_ffff });

/** A list of so many items. */
export const few = { minItems: 1, maxItems: MAX_PER_CALL };

export const tagged = Type.Array(
  Type.Object({
    Tag: Type.String(),
    Value: Type.Union([Type.String(), Type.Number(), Type.Array(Type.String())]),
  }),
  { maxItems: 100 },
);

/** One of the words after a prefix: `choice('Add_Type_', 'Single', 'Both')`. */
export function choice<P extends string, const W extends readonly string[]>(prefix: P, ...words: W) {
  return Type.Enum(words.map((word) => `${prefix}${word}`) as `${P}${W[number]}`[]);
}
