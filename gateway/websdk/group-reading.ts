import Type, { type Static } from 'typebox';
import type { Caller } from '../../events/caller.ts';
import { Refused } from '../../events/refused.ts';
import type { Services } from '../services.ts';
import { forSession } from './command.ts';
import { groupFaults, groupId, onBothServices, place, placeOf } from './group-command.ts';
import { uint32 } from './schemas.ts';

const report = Type.Object({ ...place, MsgReadedSeq: uint32 });

/** Read positions of groups (wire-messages.md §7): the reader's other devices learn of them from the log. */
export const groupReadingCommands = onBothServices({
  msg_read_report: forSession(report, groupFaults, async ({ services, caller }, body) => {
    await services.commands.readGroup(caller, { ...placeOf(body), user: caller.user, upToSeq: body.MsgReadedSeq });
    return {};
  }),
});

/** What `read_all_unread_msg` says of groups. */
export const groupReads = Type.Array(Type.Object({ GroupId: groupId, MsgSeq: uint32 }), { maxItems: 1000 });

/** Clears what is asked for, each group with a code of its own: only what is answered is cleared in the client. */
export function readGroups(
  { commands }: Services,
  caller: Caller,
  reads: Static<typeof groupReads>,
): Promise<readonly { readonly group: string; readonly upToSeq: number; readonly code: number }[]> {
  return Promise.all(
    reads.map(async ({ GroupId: group, MsgSeq: upToSeq }) => {
      try {
        const read = await commands.readGroup(caller, { group, user: caller.user, upToSeq });
        return { group, upToSeq: read.upToSeq, code: 0 };
      } catch (error) {
        if (error instanceof Refused) return { group, upToSeq, code: error.code };
        throw error;
      }
    }),
  );
}
