import Type, { type Static } from 'typebox';
import type { StatusResult } from '../../actors/commands/presence-types.ts';
import { type SeenStatus, statusNumber } from '../delivery/status-notice.ts';
import { type CommandTable, forSession, type Reply, type SessionContext } from './command.ts';
import type { Body, PushEvent } from './protocol.ts';
import { flag } from './schemas.ts';

const users = Type.Array(Type.String());
const ownStatus = Type.Object({ CustomStatus: Type.String() });
const asked = Type.Object({ To_Account: users });
const unsubscribed = Type.Object({ To_Account: Type.Optional(users), UnsubscribeAll: Type.Optional(flag) });

const faults = { otherwise: 70402 };

/** Status of users (wire-users.md §8). */
export const presenceCommands: CommandTable = {
  'im_open_status.ws_set_custom_status': forSession(
    ownStatus,
    faults,
    async ({ services, caller }, { CustomStatus }) => {
      await services.commands.setCustomStatus(caller, { text: CustomStatus });
      return {};
    },
  ),
  'im_open_status.ws_get_user_status': forSession(asked, faults, statuses),
  'im_open_status.ws_status_subscribe': forSession(asked, faults, async ({ services, caller }, { To_Account }) =>
    refusals(await services.commands.subscribeStatuses(caller, { users: To_Account })),
  ),
  'im_open_status.ws_status_unsubscribe': forSession(unsubscribed, faults, unsubscribe),
};

async function statuses({ services, caller }: SessionContext, { To_Account }: Static<typeof asked>): Promise<Reply> {
  const found = await services.queries.status(caller, { users: To_Account });
  return {
    UserStatusList: found.filter(({ status }) => status !== undefined).map(statusItem),
    ErrorList: found.flatMap(({ user, status }) => (status === undefined ? [unknownUser(user)] : [])),
  };
}

async function unsubscribe(
  { services, caller }: SessionContext,
  { To_Account = [], UnsubscribeAll = 0 }: Static<typeof unsubscribed>,
): Promise<Reply> {
  const command = { users: UnsubscribeAll === 1 ? undefined : To_Account };
  return refusals(await services.commands.unsubscribeStatuses(caller, command));
}

function refusals(results: readonly StatusResult[]): Body {
  return { ErrorList: results.filter(({ code }) => code !== 0).map(({ user }) => unknownUser(user)) };
}

function unknownUser(user: string): Body {
  return { To_Account: user, ErrorCode: 70107, ErrorInfo: 'the account does not exist' };
}

/** wire-users.md §8.5. */
export function statusesEvent(list: readonly SeenStatus[]): PushEvent {
  return { Event: 31, UserStatusList: list.map(statusItem) };
}

function statusItem({ user, status, customStatus }: SeenStatus): Body {
  return { To_Account: user, Status: statusNumber(status), CustomStatus: base64(customStatus) };
}

/** A custom status stands so in everything that clients are sent (wire-users.md §8); they send plain text. */
export function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
