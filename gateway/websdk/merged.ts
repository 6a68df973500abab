import Type from 'typebox';
import { nameMerged } from '../merged-messages.ts';
import { type CommandTable, forSession, type Reply } from './command.ts';

const save = Type.Object({ MsgList: Type.Array(Type.Unknown()) });
const open = Type.Object({ JsonMsgKey: Type.String({ minLength: 1, maxLength: 128 }) });

/** Merged messages that are too long to hold what they merge (wire-messages.md §2.2). */
export const mergedCommands: CommandTable = {
  'im_long_msg.save_relay_json_msg': forSession(save, { otherwise: 90002 }, async (context, body): Promise<Reply> => {
    const { services, caller } = context;
    const JsonMsgKey = await services.commands.saveMerged(caller, nameMerged(services.auth, caller.app, body.MsgList));
    // The second key is for clients that read another encoding; there are none of them here.
    return { JsonMsgKey, PbMsgKey: '' };
  }),
  'im_long_msg.get_relay_json_msg': forSession(open, { otherwise: 90002 }, async (context, body): Promise<Reply> => {
    return { MsgList: await context.services.commands.openMerged(context.caller, body.JsonMsgKey) };
  }),
};
