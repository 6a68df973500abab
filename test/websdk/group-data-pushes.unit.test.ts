import t from 'tap';
import type { GroupDataNotice } from '../../gateway/delivery/notice.ts';
import { createDialects } from '../../gateway/websdk/dialect.ts';
import { encodeNotice } from '../../gateway/websdk/encode.ts';
import { fakeServices } from './fake-services.ts';
import { messageRow } from './group-rows.ts';

const { auth } = fakeServices().services;

const common = {
  app: 1,
  group: { groupId: 'g1', type: 'Public', name: 'G' },
  lastSeq: 18,
  operator: { user: 'ann', nick: 'Ann', faceUrl: '' },
  time: 1000,
  position: 12,
} as const;

/** The one event of the push that a notice becomes. */
function pushed(notice: GroupDataNotice) {
  const { body } = JSON.parse(String(encodeNotice(auth, notice, 'peer')));
  return body.EventArray.length === 1 ? body.EventArray[0] : undefined;
}

t.test('a change of attributes: complete, with values (wire-groups.md §4, §13)', async (t) => {
  const change = { ...common, kind: 'groupAttributes', mainSeq: 6, deleted: [] } as const;
  const written = [['mode', 'quiz', 2]] as const;
  t.match(pushed({ ...change, operation: 'set', written }), {
    Event: 6,
    GroupTips: [
      {
        From_Account: '@TIM#SYSTEM',
        ToGroupId: 'g1',
        MsgSeq: 18,
        MsgRandom: 12,
        MsgTimeStamp: 1000,
        GroupInfo: { GroupId: 'g1' },
        MsgBody: {
          OpType: 6,
          Operator_Account: 'ann',
          MsgGroupNewInfo: {
            GroupAttrOption: {
              OpType: 2,
              GroupAttrSeq: 6,
              PushChangedAttrValFlag: 1,
              GroupAttrInfo: [{ Key: 'mode', Val: 'quiz', SubKeySeq: 2 }],
              BytesChangedKeys: ['mode'],
            },
          },
        },
      },
    ],
  });
  const option = (more: Pick<typeof change, 'kind'> & Partial<GroupDataNotice>) =>
    pushed({ ...change, written: [], ...more } as GroupDataNotice).GroupTips[0].MsgBody.MsgGroupNewInfo.GroupAttrOption;
  t.match(option({ kind: 'groupAttributes', operation: 'replace', written }), { OpType: 1 });
  t.match(option({ kind: 'groupAttributes', operation: 'clear' }), { OpType: 3, GroupAttrInfo: [] });
  t.strictSame(option({ kind: 'groupAttributes', operation: 'delete', deleted: ['mode'] }).GroupAttrInfo, [
    { Key: 'mode' },
  ]);
});

t.test('a change of counters (wire-groups.md §5, §13)', async (t) => {
  const change = { ...common, kind: 'groupCounters', counterSeq: 12, written: [], deleted: [] } as const;
  const info = (notice: GroupDataNotice) => pushed(notice).GroupTips[0].MsgBody.GroupCounterInfo;
  t.strictSame(info({ ...change, operation: 'set', written: [['likes', 140]] }), [
    { Type: 0, GroupCounterSeq: 12, GroupCounter: [{ Key: 'likes', Value: 140 }] },
  ]);
  t.match(info({ ...change, operation: 'decrease', written: [['likes', -1]] }), [{ Type: 2 }]);
  t.match(info({ ...change, operation: 'delete', deleted: ['likes'] }), [
    { Type: 1, GroupCounter: [{ Key: 'likes' }] },
  ]);
});

t.test(
  'pins: the whole message, or how it is known; not for clients before version 3 (wire-groups.md §9, §14)',
  async (t) => {
    const { services } = fakeServices();
    const notice = { ...common, kind: 'groupPin', message: messageRow(7) } as const;
    t.match(pushed({ ...notice, pinned: true }).GroupTips[0].MsgBody, {
      OpType: 16,
      MsgOperatorMemberExtraInfo: { UserId: 'ann', NickName: 'Ann' },
      PinnedMsg: { MsgSeq: 7, From_Account: 'ann', ToGroupId: 'g1', MsgBody: [{ MsgContent: { Text: 'm7' } }] },
    });
    const { random: Random, clientTime: ClientTime, time: ServerTime } = notice.message;
    t.match(pushed({ ...notice, pinned: false }).GroupTips[0].MsgBody, {
      OpType: 17,
      MsgOperatorMemberExtraInfo: { UserId: 'ann' },
      SdkGroupMessageId: { MsgSeq: 7, Random, ClientTime, ServerTime, SenderTinyId: /^\d+$/ },
    });
    const dialectOf = createDialects(services);
    const frame = (sdkversion: string) => dialectOf({ sdkversion }).encode({ ...notice, pinned: true }, 'peer');
    t.equal(frame('2.27.6'), undefined);
    t.ok(frame('3.6.6'));
    t.ok(frame(''));
    const counters = {
      ...common,
      kind: 'groupCounters',
      operation: 'set',
      counterSeq: 1,
      written: [],
      deleted: [],
    } as const;
    t.ok(dialectOf({ sdkversion: '2.27.6' }).encode(counters, 'peer'), 'everything else is told');
  },
);

t.test('a group without a message has number 1 in such a push, never 0 (wire-groups.md §10.3)', async (t) => {
  const notice = {
    ...common,
    kind: 'groupAttributes',
    operation: 'clear',
    written: [],
    deleted: [],
    mainSeq: 1,
  } as const;
  t.equal(pushed({ ...notice, lastSeq: 0 }).GroupTips[0].MsgSeq, 1);
});
