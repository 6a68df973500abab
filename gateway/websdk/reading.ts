import Type, { type Static } from 'typebox';
import { type CommandTable, forSession, type Reply, type SessionContext } from './command.ts';
import { groupReads, readGroups } from './group-reading.ts';
import { flag, seconds, userId } from './schemas.ts';

/** Read marks of C2C conversations, and of all at once (wire-messages.md §7, §6.4). Those they concern learn of them from the log. */
const read = Type.Object({
  C2CMsgReaded: Type.Object({
    C2CMsgReadedItem: Type.Array(Type.Object({ To_Account: userId, LastedMsgTime: seconds }), { maxItems: 100 }),
  }),
});

const readAll = Type.Object({ C2CReadAllMsg: Type.Optional(flag), GroupReadInfo: Type.Optional(groupReads) });

const peerReadTimes = Type.Object({ To_Account: Type.Array(userId, { maxItems: 100 }) });

export const readingCommands: CommandTable = {
  'openim.msgreaded': forSession(read, { otherwise: 20001 }, markRead),
  'openim.read_all_unread_msg': forSession(readAll, { otherwise: 20001 }, markAllRead),
  'openim.get_peer_read_time': forSession(
    peerReadTimes,
    { otherwise: 20001, fields: { To_Account: 90003 } },
    peerReads,
  ),
};

async function markRead({ services, caller }: SessionContext, body: Static<typeof read>): Promise<Reply> {
  await Promise.all(
    body.C2CMsgReaded.C2CMsgReadedItem.map(({ To_Account: peer, LastedMsgTime: upToTime }) =>
      services.commands.readC2c(caller, { reader: caller.user, peer, upToTime }),
    ),
  );
  return {};
}

/** Only what the answer lists is cleared in the client. */
async function markAllRead({ services, caller }: SessionContext, body: Static<typeof readAll>): Promise<Reply> {
  if (body.C2CReadAllMsg === 1) {
    const { peers } = await services.queries.unread(caller, { user: caller.user });
    await Promise.all(peers.map(({ peer }) => services.commands.readC2c(caller, { reader: caller.user, peer })));
  }
  const read = await readGroups(services, caller, body.GroupReadInfo ?? []);
  const groups = read.flatMap(({ group, upToSeq, code }) => (code === 0 ? [{ group, upToSeq }] : []));
  services.notifier.allRead({ ...caller, peers: body.C2CReadAllMsg === 1, groups });
  return {
    C2CReadAllMsg: body.C2CReadAllMsg ?? 0,
    GroupReadInfoArray: read.map(({ group, upToSeq, code }) => ({ GroupId: group, MsgSeq: upToSeq, RetCode: code })),
  };
}

/** Unix seconds in the order asked for, 0 where the two never talked. */
async function peerReads({ services, caller }: SessionContext, body: Static<typeof peerReadTimes>): Promise<Reply> {
  const conversations = await Promise.all(
    body.To_Account.map((peer) => services.queries.conversation(caller, { user: caller.user, peer })),
  );
  return { ReadTime: conversations.map((conversation) => conversation?.peerReadTime ?? 0) };
}
