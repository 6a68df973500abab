import type { Fields } from '../../events/group/events.ts';

/** How many fields there may be, and how long a value. */
export interface FieldLimits {
  readonly count: number;
  readonly valueBytes: number;
}

/** product.md §2.22. */
export const groupFieldLimits: FieldLimits = { count: 10, valueBytes: 512 };
export const memberFieldLimits: FieldLimits = { count: 5, valueBytes: 64 };

const key = /^[A-Za-z0-9_]{1,16}$/;

/** What is wrong with custom fields of a group or a member, in words (product.md §2.22). Code: 10004. */
export function customProblem(fields: Fields, { count, valueBytes }: FieldLimits): string | undefined {
  if (fields.length > count) return `there are at most ${count} fields of one's own`;
  for (const [name, value] of fields) {
    if (!key.test(name)) return 'the key of a field has 1 to 16 letters, digits or underscores';
    if (Buffer.byteLength(value) > valueBytes) return `the field ${name} holds at most ${valueBytes} bytes`;
  }
  return undefined;
}
