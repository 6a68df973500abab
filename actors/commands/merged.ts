import { Refused } from '../../events/refused.ts';
import { isDeeper } from '../message/depth.ts';
import { checkMergedKey, layersOfList, listProblem, mergedKey } from '../message/merged.ts';
import type { Dependencies } from './dependencies.ts';
import type { Commands } from './types.ts';

/** Most bytes of one list: 300 messages of 12 KB each, and what names them. */
const MAX_LIST_BYTES = 4 * 1024 * 1024;

/** Merged messages that are too long for a message (product.md §2.11). */
export function mergedCommands({ mergedLists }: Dependencies): Pick<Commands, 'saveMerged' | 'openMerged'> {
  return {
    async saveMerged(caller, list) {
      const problem = listProblem(list);
      if (problem !== undefined) throw new Refused(90002, problem);
      if (isDeeper(list)) throw new Refused(90002, 'MsgList is nested too deeply');
      const bytes = Buffer.from(JSON.stringify(list));
      if (bytes.length > MAX_LIST_BYTES) throw new Refused(80002, `MsgList is longer than ${MAX_LIST_BYTES} bytes`);
      const key = mergedKey(layersOfList(list), bytes);
      await mergedLists.saveMerged(caller, key, bytes);
      return key;
    },
    async openMerged(caller, key) {
      checkMergedKey(key);
      const bytes = await mergedLists.merged(caller.app, key);
      if (bytes === undefined) throw new Refused(90002, 'nothing is kept under this JsonMsgKey');
      return JSON.parse(Buffer.from(bytes).toString()) as readonly unknown[];
    },
  };
}
