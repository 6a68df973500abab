import t from 'tap';
import { type GroupEvents, GroupMessageFlag, type TipEvent } from '../../events/group/events.ts';
import type { GroupLabel, GroupNoticeCode, Notice, Side } from '../../gateway/delivery/notice.ts';
import { encodeNotice } from '../../gateway/websdk/encode.ts';
import { fakeServices } from './fake-services.ts';
import { messageRow } from './group-rows.ts';

const { auth } = fakeServices().services;
const group: GroupLabel = { groupId: 'g1', type: 'Public', name: 'G' };
const person = (user: string) => ({ user, nick: `Nick ${user}`, faceUrl: '' });

interface Pushed {
  readonly body: { readonly NeedAck: number; readonly EventArray: readonly Record<string, unknown>[] };
}

/** The one event of the push that a notice becomes, and its one item. */
function pushed(notice: Notice, side: Side = 'peer') {
  const { body } = JSON.parse(String(encodeNotice(auth, notice, side))) as Pushed;
  const [event = {}] = body.EventArray;
  const list = (event.GroupMsgArray ?? event.GroupTips) as readonly Record<string, unknown>[];
  return { event: event.Event, ack: body.NeedAck, alone: body.EventArray.length + list.length === 2, item: list[0] };
}

function message(fields: Partial<GroupEvents['GroupMessageSent']>, type: GroupLabel['type'] = 'Public'): Notice {
  const kept = fields.seq !== 0;
  return {
    kind: 'groupMessage',
    app: 1,
    group: { ...group, type },
    message: messageRow(7, fields),
    position: kept ? 9 : 0,
  };
}

function tip(event: TipEvent, affected: readonly string[], seq = 3): Notice {
  const people = affected.map(person);
  const rest = { seq, time: 1000, position: 12, operator: person('ann'), affected: people, memberCount: 4 };
  return { kind: 'groupTip', app: 1, group, event, ...rest };
}

const joined = tip(
  {
    type: 'MembersJoined',
    data: { members: [{ user: 'bob', role: 'Member', joinedAt: 1, custom: [] }], how: 'invited', by: 'ann', seq: 3 },
  },
  ['bob'],
);

t.test('a message: its number, priority, and who wrote it inside GroupInfo (wire-messages.md §4.4)', async (t) => {
  t.match(pushed(message({ priority: 'High', nameCard: 'card' })), {
    event: 3,
    ack: 1,
    alone: true,
    item: {
      MsgSeq: 7,
      MsgPriority: 1,
      GroupInfo: { GroupId: 'g1', From_AccountNick: 'Ann', MsgFrom_AccountExtraInfo: { NameCard: 'card' } },
    },
  });
});

t.test('what counts for nobody is marked: some types, targeted messages, and what is marked itself', async (t) => {
  const noUnread = { SendMsgControl: { NoUnread: 1 } };
  t.notOk('SendMsgControl' in (pushed(message({})).item ?? {}));
  t.match(pushed(message({}, 'Meeting')).item, noUnread);
  t.match(pushed(message({ to: ['bob'] })).item, noUnread);
  t.match(pushed(message({ flags: GroupMessageFlag.noUnread })).item, noUnread);
});

t.test('what is kept nowhere: online-only in ordinary groups, a number of its own in live rooms', async (t) => {
  t.match(pushed(message({ seq: 0 })), { ack: 0, item: { MsgSeq: 0, OnlineOnlyFlag: 1 } });
  const live = [1, 2].map((random) => pushed(message({ seq: 0, random }, 'AVChatRoom')).item?.MsgSeq);
  t.equal(new Set(live).size, 2, 'a client drops an item whose number it has seen');
  t.ok(live.every((seq) => Number.isSafeInteger(seq) && Number(seq) > 0));
});

t.test('mentions: in the message, and a tip behind it (wire-messages.md §4.9)', async (t) => {
  const both = message({ at: ['bob'], flags: GroupMessageFlag.atAll });
  t.match(pushed(both).item?.GroupAtInfo, [{ GroupAtAllFlag: 1 }, { GroupAtAllFlag: 0, GroupAt_Account: 'bob' }]);
  if (both.kind !== 'groupMessage') throw new Error('it is one');
  t.match(pushed({ ...both, kind: 'groupMention', as: 'both' }), {
    event: 12,
    item: { From_Account: 'ann', ClientSeq: 7, GroupAtTips: { GroupId: 'g1', MsgSeq: 7, GroupAtType: [1, 2] } },
  });
});

t.test('a tip is news to all but those who know (wire-groups.md §12.3)', async (t) => {
  const told = { OpType: 1, GroupJoinType: 2, Operator_Account: 'ann', List_Account: ['bob'], MemberNum: 4 };
  t.match(pushed(joined), { event: 4, alone: true, item: { MsgSeq: 3, From_Account: '@TIM#SYSTEM', MsgBody: told } });
  t.notOk('SendMsgControl' in (pushed(joined).item ?? {}));
  t.match(pushed(joined, 'actor').item, { SendMsgControl: { NoUnread: 1 } });
});

t.test('who gave his group away learns what he is now', async (t) => {
  const passed = tip({ type: 'GroupOwnerChanged', data: { from: 'ann', to: 'bob', by: 'ann', seq: 3 } }, ['bob']);
  t.match(pushed(passed).item?.MsgBody, {
    OpType: 6,
    MsgGroupNewInfo: { Owner_Account: 'bob' },
    MsgOperatorMemberExtraInfo: { UserId: 'ann', Role: 200 },
  });
});

t.test('notices: one per event, with a number of their own (wire-groups.md §10.5)', async (t) => {
  const notice = (code: GroupNoticeCode, text: string): Notice => ({
    kind: 'groupNotice',
    app: 1,
    group,
    to: 'bob',
    code,
    operator: person('ann'),
    time: 1000,
    text,
    authentication: '',
    requestedAt: 0,
    position: 31,
  });
  t.match(pushed(notice('remindChanged', 'Discard')), {
    event: 5,
    alone: true,
    item: {
      MsgSeq: 31,
      ClientSeq: 31,
      GroupInfo: { To_Account: 'bob' },
      MsgBody: { ReportType: 20, MsgFlag: 'Discard' },
    },
  });
  const codes = { invitation: 12, invitationAccepted: 13, invitationRefused: 14 } as const;
  for (const [code, ReportType] of Object.entries(codes)) {
    const { item } = pushed(notice(code as GroupNoticeCode, 'why'));
    t.match(item?.MsgBody, { ReportType, RemarkInfo: 'why', Operator_Account: 'ann' });
  }
  t.match(pushed(notice('invitationWaits', 'cid')).item?.MsgBody, { ReportType: 23, MemberList_Account: ['cid'] });
});
