import Type, { type Static, type TObject, type TProperties } from 'typebox';
import { followFaults, followTable, type Run } from '../follows/commands.ts';
import { type Command, type CommandTable, forSession } from './command.ts';

/** Who follows whom (wire-users.md §7). */
export const followCommands: CommandTable = followTable('follow.', ofOneself, ofOneself);

function ofOneself<P extends TProperties>(fields: P, run: Run<Static<TObject<P>>>): Command {
  return forSession(Type.Object(fields), followFaults, ({ services, caller }, body) =>
    run(services, caller, caller.user, body),
  );
}
