import { groupRules } from '../../actors/group/types.ts';
import type { Caller } from '../../events/caller.ts';
import type { Remind } from '../../events/group/events.ts';
import type { GroupConversation } from '../../projections/queries/group-types.ts';
import type { Services } from '../services.ts';
import { peopleIn, wireEntry } from './group-history.ts';
import { SYSTEM } from './group-wire.ts';
import type { Body } from './protocol.ts';

const GROUP = 2;

/** wire-messages.md §5.2: how a member hears of messages, as a number. */
const recvOptions: Readonly<Record<Remind, number>> = {
  AcceptAndNotify: 0,
  Discard: 1,
  AcceptNotNotify: 2,
  AcceptNotNotifyExceptAt: 3,
  NotReceiveMsgExceptAt: 4,
};

/** Conversations with groups as items of the list, in the same order. */
export async function groupSessionItems(
  services: Services,
  caller: Caller,
  conversations: readonly GroupConversation[],
): Promise<readonly Body[]> {
  const people = await peopleIn(
    services,
    caller,
    conversations.flatMap(({ lastEntry }) => lastEntry ?? []),
  );
  return conversations.map((conversation) => {
    const { group, self, unread, ignored, lastTime } = conversation;
    return {
      Type: GROUP,
      ToAccount: group.groupId,
      MsgTime: lastTime,
      GroupNick: group.name,
      GroupImage: group.faceUrl,
      GroupType: groupRules[group.type].wireName,
      GroupNextMsgSeq: group.lastSeq + 1,
      MsgGroupReadedSeq: self.readSeq,
      // The difference is what is shown; 2.27.6 does not subtract, so it is done here.
      UnreadMsgCount: unread - ignored,
      GroupIgnoredUnreadSeqCount: 0,
      MsgRecvOption: recvOptions[self.remind],
      LastMsgFlags: isRevoked(conversation.lastEntry) ? REVOKED_GROUP : 0,
      ...lastOf(services, caller, conversation, people),
    };
  });
}

/** `LastMsgFlags` of a recalled group message (wire-messages.md §5.2). */
const REVOKED_GROUP = 2;

function isRevoked(entry: GroupConversation['lastEntry']): boolean {
  return entry?.kind === 'message' && entry.state?.revoked !== undefined;
}

/** Who wrote last, and what: a tip is wrapped as in its push. */
function lastOf(
  services: Services,
  caller: Caller,
  { group, lastEntry }: GroupConversation,
  people: Parameters<typeof wireEntry>[4],
): Body {
  if (lastEntry === undefined) return { MsgSeq: group.lastSeq };
  const { MsgBody, GroupInfo, CloudCustomData, RevokerInfo } = wireEntry(services, caller, group, lastEntry, people);
  if (lastEntry.kind === 'tip') {
    return {
      MsgSeq: lastEntry.seq,
      MsgGroupFrom_Account: SYSTEM,
      LastMsg: { Event: 4, GroupTips: { MsgBody, GroupInfo } },
    };
  }
  const { seq, from, nick, nameCard } = lastEntry.message;
  return {
    MsgSeq: seq,
    MsgGroupFrom_Account: from,
    MsgGroupFromNickName: nick,
    MsgGroupFromCardName: nameCard,
    LastMsg: { MsgBody, CloudCustomData, ...(RevokerInfo !== undefined && { RevokerInfo }) },
  };
}
