import Type, { type Static, type TObject, type TProperties } from 'typebox';
import { Refused } from '../../events/refused.ts';
import { followFaults as faults, followTable, type Run } from '../follows/commands.ts';
import { command, type RestCommand, type RestTable } from './command.ts';
import { userId } from './schemas.ts';

/** Who follows whom, of any user (rest-api.md §12). */
export const followCommands: RestTable = followTable('follow/', ofUser, ofAnybody);

/** A command about `From_Account`: 30003 when nobody is called so. */
function ofUser<P extends TProperties>(fields: P, run: Run<Static<TObject<P>>>): RestCommand {
  const schema = Type.Object({ From_Account: userId, ...fields });
  type Asked = Static<TObject<P>> & { readonly From_Account: string };
  return command({ schema, faults }, async (services, caller, body: Asked) => {
    const [account] = await services.queries.accounts(caller, { users: [body.From_Account] });
    if (account === undefined) throw new Refused(30003, `${body.From_Account.slice(0, 40)} does not exist`);
    return run(services, caller, body.From_Account, body);
  });
}

function ofAnybody<P extends TProperties>(fields: P, run: Run<Static<TObject<P>>>): RestCommand {
  const schema = Type.Object({ From_Account: Type.Optional(userId), ...fields });
  return command({ schema, faults }, (services, caller, body: Static<TObject<P>>) =>
    run(services, caller, caller.user, body),
  );
}
