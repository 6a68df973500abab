import { type Extension, type ExtensionOperation, refOf } from '../../events/message/events.ts';
import { Refused } from '../../events/refused.ts';
import type { ChangedExtensions } from '../commands/message-types.ts';
import { accept, type Decision } from '../host/decider.ts';
import { type Changing, ifCurrent, type Stale } from './changes.ts';
import type { FoundExtensions, FoundMessage } from './found.ts';

/** product.md §2.16, rest-api.md §6. */
const PER_CALL = 20;
const PER_MESSAGE = 300;
const MAX_KEY_BYTES = 100;
const MAX_VALUE_BYTES = 1024;
const WRITES_PER_MINUTE = 200;

/** Code of a pair that somebody else was faster to change. */
const CONFLICT = 23001;
const TOO_MANY = 10004;

export interface Extend {
  readonly message: FoundMessage;
  readonly found: FoundExtensions;
  readonly by: string;
  readonly operation: ExtensionOperation;
  readonly entries: readonly { readonly key: string; readonly value: string; readonly seq: number }[];
  /** Administrators are not asked for the sequences they know. */
  readonly unchecked: boolean;
}

/** Sets, deletes or clears pairs on a message; each pair by itself, the first who changes it wins. */
export function extend<S extends Changing>(
  state: S,
  command: Extend,
  { now }: { readonly now: number },
): Decision<ChangedExtensions | Stale> {
  const { message, found, by } = command;
  return ifCurrent<ChangedExtensions>(state, message, (change) => {
    if (message.state !== 'there') return new Refused(23004, 'there is no such message');
    const problem = problemOf(command);
    if (problem !== undefined) return new Refused(10004, problem);
    const minute = Math.floor(now / 60_000);
    if (found.minute === minute && found.writes >= WRITES_PER_MINUTE) {
      return new Refused(23003, `at most ${WRITES_PER_MINUTE} writes a minute on one message`, true);
    }
    // Without keys, a deletion is one of all of them.
    const operation = command.operation === 'delete' && command.entries.length === 0 ? 'clear' : command.operation;
    const ref = { ...refOf(message), change, by, operation };
    if (operation === 'clear') {
      const data = { ...ref, entries: [], lastSeq: found.lastSeq };
      const reply = { lastSeq: found.lastSeq, entries: [] };
      return accept(found.count === 0 ? [] : [{ type: 'ExtensionsChanged', data }], reply);
    }
    const { results, written, lastSeq } = write(command, operation);
    const event = { type: 'ExtensionsChanged', data: { ...ref, entries: written, lastSeq } } as const;
    return accept(written.length === 0 ? [] : [event], { lastSeq, entries: results });
  });
}

function problemOf({ operation, entries }: Extend): string | undefined {
  if (entries.length > PER_CALL) return `at most ${PER_CALL} pairs per call`;
  if (operation === 'set' && entries.length === 0) return 'there is no pair to set';
  for (const { key, value } of operation === 'clear' ? [] : entries) {
    if (key === '' || Buffer.byteLength(key) > MAX_KEY_BYTES) return `a key has 1 to ${MAX_KEY_BYTES} bytes`;
    if (Buffer.byteLength(value) > MAX_VALUE_BYTES) return `a value has at most ${MAX_VALUE_BYTES} bytes`;
  }
  return undefined;
}

function write({ found, entries, unchecked }: Extend, operation: 'set' | 'delete') {
  const pairs = new Map(found.entries.map((entry) => [entry[0], entry]));
  let { lastSeq, count } = found;
  const written: Extension[] = [];
  const results = entries.map(({ key, value: wanted, seq }): { code: number; entry: Extension } => {
    const current: Extension = pairs.get(key) ?? [key, '', 0];
    if (!unchecked && seq !== current[2]) return { code: CONFLICT, entry: current };
    const value = operation === 'set' ? wanted : '';
    const grows = (value === '' ? 0 : 1) - (current[1] === '' ? 0 : 1);
    if (count + grows > PER_MESSAGE) return { code: TOO_MANY, entry: current };
    // Nothing to delete, and nothing that could have come in between.
    if (operation === 'delete' && current[1] === '') return { code: 0, entry: current };
    count += grows;
    const entry: Extension = [key, value, ++lastSeq];
    pairs.set(key, entry);
    written.push(entry);
    return { code: 0, entry };
  });
  return { results, written, lastSeq };
}
