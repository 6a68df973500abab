import type { Caller } from '../../events/caller.ts';
import type { AttributeOperation } from '../../events/group/data.ts';
import type { AttributeWrite, ChangedAttributes } from '../group/attributes.ts';

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
}
