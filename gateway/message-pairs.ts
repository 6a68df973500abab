import type { Caller } from '../events/caller.ts';
import type { Extension, ExtensionOperation } from '../events/message/events.ts';
import type { MessageName, MessagePlace } from '../events/message/place.ts';
import type { Services } from './services.ts';

/** Pairs on messages, as the web SDK and REST have them in the same fields (wire-messages.md §9.1, rest-api.md §6). */
export interface Target {
  readonly place: MessagePlace;
  readonly message: MessageName;
}

interface WirePair {
  readonly Key: string;
  readonly Value: string;
  readonly Seq: number;
}

/** Numbers of what is done with pairs. */
export const operationNumbers: Readonly<Record<ExtensionOperation, number>> = { set: 1, delete: 2, clear: 3 };
const operations = new Map(Object.entries(operationNumbers).map(([name, no]) => [no, name as ExtensionOperation]));

interface Changing {
  readonly OperateType: number;
  readonly ExtensionList?: readonly {
    readonly Key: string;
    readonly Value?: string;
    readonly Seq?: number;
  }[];
}

/** The schemas let in the numbers that there are. */
export async function changePairs(
  { commands }: Services,
  caller: Caller,
  target: Target,
  { OperateType, ExtensionList = [] }: Changing,
) {
  const { lastSeq, entries } = await commands.changeExtensions(caller, {
    ...target,
    operation: operations.get(OperateType) ?? 'set',
    entries: ExtensionList.map(({ Key, Value = '', Seq = 0 }) => ({ key: Key, value: Value, seq: Seq })),
  });
  return { lastSeq, list: entries.map(({ code, entry }) => ({ ErrorCode: code, Extension: wirePair(entry) })) };
}

export async function listPairs({ queries }: Services, caller: Caller, target: Target, startSeq = 0) {
  const { entries, complete, lastSeq, clearSeq } = await queries.extensions(caller, { ...target, startSeq });
  return {
    CompleteFlag: complete ? 1 : 0,
    LatestSeq: lastSeq,
    ClearSeq: clearSeq,
    ExtensionList: entries.map(wirePair),
  };
}

export function wirePair([Key, Value, Seq]: Extension): WirePair {
  return { Key, Value, Seq };
}
