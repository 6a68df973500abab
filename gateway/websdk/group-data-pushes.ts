import type { AttributeOperation, CounterOperation } from '../../events/group/data.ts';
import type { Authenticator } from '../auth/authenticator.ts';
import type { GroupDataNotice } from '../delivery/notice.ts';
import { extraInfo, groupInfo, SYSTEM, wireGroupMessage } from './group-wire.ts';
import type { Body, PushEvent } from './protocol.ts';

type NoticeOf<K extends GroupDataNotice['kind']> = Extract<GroupDataNotice, { kind: K }>;
type Bodies = { readonly [K in GroupDataNotice['kind']]: (notice: NoticeOf<K>, auth: Authenticator) => Body };

/** wire-groups.md §4, change push. */
const operations: Readonly<Record<AttributeOperation, number>> = { replace: 1, set: 2, clear: 3, delete: 4 };

/** Type of a change of counters: 0 set, 1 deleted, 2 changed (wire-groups.md §5). */
const counterTypes: Readonly<Record<CounterOperation, number>> = { set: 0, delete: 1, increase: 2, decrease: 2 };

/** What a change is made of, by kind (wire-groups.md §4, §5, §9). */
const bodies: Bodies = {
  groupAttributes: ({ operation, written, deleted, mainSeq }) => ({
    MsgGroupNewInfo: {
      GroupAttrOption: {
        OpType: operations[operation],
        GroupAttrSeq: mainSeq,
        PushChangedAttrValFlag: 1,
        GroupAttrInfo: [
          ...written.map(([Key, Val, SubKeySeq]) => ({ Key, Val, SubKeySeq })),
          ...deleted.map((Key) => ({ Key })),
        ],
        BytesChangedKeys: [...written.map(([key]) => key), ...deleted],
      },
    },
  }),
  groupCounters: ({ operation, written, deleted, counterSeq }) => ({
    GroupCounterInfo: [
      {
        Type: counterTypes[operation],
        GroupCounterSeq: counterSeq,
        GroupCounter: [
          ...written.map(([Key, Value]) => ({ Key, Value })),
          ...deleted.map((Key) => ({ Key, Value: 0 })),
        ],
      },
    ],
  }),
  groupPin: ({ pinned, message, app, group }, auth) =>
    pinned
      ? { OpType: PINNED, PinnedMsg: wireGroupMessage(auth, app, group, message) }
      : {
          OpType: UNPINNED,
          SdkGroupMessageId: {
            SenderTinyId: auth.tinyId(app, message.from),
            ClientTime: message.clientTime,
            ServerTime: message.time,
            Random: message.random,
            MsgSeq: message.seq,
          },
        },
};

/** OpType of a tip that carries attributes or counters: that of a changed profile (wire-groups.md §13). */
const CHANGED = 6;
/** wire-groups.md §10.4. */
const PINNED = 16;
const UNPINNED = 17;

/** Event 6: takes no number of the group's sequence, but may not have number 0 (wire-groups.md §10.3). */
export function groupDataEvent(notice: GroupDataNotice, auth: Authenticator): PushEvent {
  const { group, lastSeq, operator, time, position } = notice;
  const body = (bodies[notice.kind] as (notice: GroupDataNotice, auth: Authenticator) => Body)(notice, auth);
  return {
    Event: 6,
    GroupTips: [
      {
        From_Account: SYSTEM,
        // A pin is recognised by this id alone (wire-groups.md §9).
        ToGroupId: group.topic ?? group.groupId,
        GroupInfo: groupInfo(group),
        MsgSeq: Math.max(1, lastSeq),
        MsgRandom: position % 4_294_967_296,
        MsgTimeStamp: time,
        MsgClientTime: time,
        MsgBody: {
          OpType: CHANGED,
          Operator_Account: operator.user,
          MsgOperatorMemberExtraInfo: extraInfo(operator),
          ...body,
        },
      },
    ],
  };
}
