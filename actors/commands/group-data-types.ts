import type { Caller } from '../../events/caller.ts';
import type { AttributeOperation, CounterEntry } from '../../events/group/data.ts';
import type { AttributeWrite, ChangedAttributes } from '../group/attributes.ts';
import type { WriteCounters } from '../group/counters.ts';

/** What members keep in a group beside messages. Codes besides the common ones of groups are named at each command. */
export interface GroupDataCommands {
  /** 10045–10050, 10056: see `changeAttributes` in actors/group/attributes.ts. */
  changeGroupAttributes(
    caller: Caller,
    command: {
      readonly group: string;
      readonly operation: AttributeOperation;
      readonly writes: readonly AttributeWrite[];
      readonly mainSeq?: number | undefined;
    },
  ): Promise<ChangedAttributes>;
  /** Answers the new values. 10063 too many, 10004 a value out of range. `random`: a repeated call counts once. */
  changeGroupCounters(
    caller: Caller,
    command: {
      readonly group: string;
      readonly operation: WriteCounters['operation'];
      readonly values: readonly CounterEntry[];
      readonly random?: number | undefined;
    },
  ): Promise<readonly CounterEntry[]>;
  /** Without keys: all. */
  deleteGroupCounters(
    caller: Caller,
    command: { readonly group: string; readonly keys?: readonly string[] | undefined },
  ): Promise<void>;
  /** 10052 no such message, 10070 too many. A message that is for some members only cannot be pinned (10007). */
  pinGroupMessage(caller: Caller, command: { readonly group: string; readonly seq: number }): Promise<void>;
  unpinGroupMessage(caller: Caller, command: { readonly group: string; readonly seq: number }): Promise<void>;
}
