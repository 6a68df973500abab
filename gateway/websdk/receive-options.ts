import Type, { type Static } from 'typebox';
import type { PeerRemind } from '../../events/user/conversations.ts';
import { remindNumbered, remindNumbers } from '../conversations/fields.ts';
import { type CommandTable, forSession, type Reply, type SessionContext } from './command.ts';
import { anyBody, flag, seconds, userId } from './schemas.ts';

/** How one hears of single users, and of all (wire-messages.md §11). That of groups is a matter of their members. */
const option = Type.Integer({ minimum: 0, maximum: 2 });
const setting = Type.Object({ Peer_Account: Type.Array(userId), Mute_Notifications: option });
const asking = Type.Object({ Peer_Account: Type.Optional(Type.Array(userId, { maxItems: 1000 })) });
const quiet = Type.Object({
  Level: option,
  StartTime: Type.Optional(seconds),
  EndTime: Type.Optional(seconds),
  IsRepeated: Type.Optional(flag),
});

const faults = { otherwise: 20001 };

export const receiveOptionCommands: CommandTable = {
  'openim.set_c2c_peer_mute_notifications': forSession(setting, faults, setOption),
  'openim.get_c2c_peer_mute_notifications': forSession(asking, faults, readOptions),
  'im_msg_db_logic.ws_set_do_not_disturb': forSession(quiet, faults, setQuiet),
  'im_msg_db_logic.ws_get_do_not_disturb': forSession(anyBody, faults, readQuiet),
};

/** The schema lets in the numbers that there are. */
function remindOf(number: number): PeerRemind {
  return remindNumbered(number) ?? 'AcceptAndNotify';
}

async function setOption({ services, caller }: SessionContext, body: Static<typeof setting>): Promise<Reply> {
  const command = { user: caller.user, peers: body.Peer_Account, remind: remindOf(body.Mute_Notifications) };
  const results = await services.commands.setPeerRemind(caller, command);
  return {
    ErrorList: results
      .filter(({ code }) => code !== 0)
      .map(({ peer, code }) => ({ Peer_Account: peer, ErrorCode: code })),
  };
}

/**
 * Every peer that was asked for must be named: 3.6.6 leaves a new conversation without an option out of its total of unread
 * messages. 2.27.6 names nobody and means all peers that have one (wire-messages.md §17).
 */
async function readOptions({ services, caller }: SessionContext, body: Static<typeof asking>): Promise<Reply> {
  const { user } = caller;
  const options = await services.queries.peerReminds(caller, { user, peers: body.Peer_Account });
  return {
    MuteNotificationsList: options.map(({ peer, remind }) => ({
      Peer_Account: peer,
      MuteNotifications: remindNumbers[remind],
    })),
    UpdateSeq: 0,
  };
}

async function setQuiet({ services, caller }: SessionContext, body: Static<typeof quiet>): Promise<Reply> {
  const { Level, StartTime: start = 0, EndTime: end = 0, IsRepeated = 0 } = body;
  const window = { remind: remindOf(Level), start, end, daily: IsRepeated === 1 };
  await services.commands.setDoNotDisturb(caller, { user: caller.user, ...window });
  return {};
}

async function readQuiet({ services, caller }: SessionContext): Promise<Reply> {
  const { remind, start, end, daily } = await services.queries.doNotDisturb(caller, { user: caller.user });
  return { Level: remindNumbers[remind], StartTime: start, EndTime: end, IsRepeated: daily ? 1 : 0 };
}
