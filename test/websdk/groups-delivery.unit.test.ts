import t from 'tap';
import type { Envelope } from '../../events/envelope.ts';
import { type GroupEvents, GroupMessageFlag } from '../../events/group/events.ts';
import { groupStream } from '../../events/stream.ts';
import { GroupDelivery } from '../../gateway/delivery/group-delivery.ts';
import type { Notice, Side } from '../../gateway/delivery/notice.ts';
import { type Dialect, type Session, Sessions } from '../../gateway/sessions.ts';
import { APP } from './fake-services.ts';
import { messageRow } from './group-rows.ts';

const person = (user: string) => ({ user, nick: '', faceUrl: '' });

/** Members ann, bob and cid with one session each, ann with a second one; dan is online and no member. */
function start() {
  const told: string[] = [];
  const sessions = new Sessions();
  const delivery = new GroupDelivery(
    sessions,
    {
      label: (_app, groupId) => ({ groupId, type: 'Public', name: 'G', memberCount: 3 }),
      person: (_app, user) => person(user),
      lastSeq: () => 7,
      message: async (_app, _group, seq) => (seq > 7 ? undefined : messageRow(seq)),
      admins: async () => ['ann'],
    },
    (error) => {
      throw error;
    },
  );
  const dialect: Dialect = {
    name: 'websdk',
    encode: (notice: Notice, side: Side) => {
      const what = notice.kind === 'groupNotice' ? notice.code : notice.kind === 'groupMention' ? notice.as : side;
      return `${notice.kind} ${what}`;
    },
    kick: () => {},
  };
  const open = (user: string, instance: number, groups: readonly string[]) => {
    // Only a socket makes a connection; the delivery needs no more of it than this.
    const connection = { send: (frame: string) => told.push(`${user}${instance} ${frame}`) };
    const caller = { app: APP, user, admin: false, platform: 'Web', instance, requestId: '' };
    const following = groups.map((group) => ({ group, remind: '' }) as const);
    sessions.open({ caller, dialect, connection } as unknown as Session, following);
  };
  for (const [user, instance] of [
    ['ann', 1],
    ['ann', 2],
    ['bob', 1],
    ['cid', 1],
  ] as const)
    open(user, instance, ['g1']);
  open('dan', 1, []);
  let position = 0;
  function happen<T extends keyof GroupEvents>(type: T, data: GroupEvents[T], actor = 'ann', instance = 1): string[] {
    told.length = 0;
    const meta = { actor, instance, requestId: '' };
    const rest = { id: '', stream: groupStream(APP, 'g1'), revision: 0, time: 1000, version: 1, meta };
    // The parameters pair type and data; the union cannot see that they do.
    delivery.event({ ...rest, type, data, position: ++position } as unknown as Envelope);
    return [...told].sort();
  }
  return { happen, delivery, told };
}

t.test('a message reaches every member but not the device it came from', async (t) => {
  const { happen } = start();
  t.same(happen('GroupMessageSent', messageRow(1)), [
    'ann2 groupMessage peer',
    'bob1 groupMessage peer',
    'cid1 groupMessage peer',
  ]);
});

t.test('a targeted message reaches members only, each device once (#321)', async (t) => {
  const { happen } = start();
  t.same(happen('GroupMessageSent', messageRow(1, { to: ['bob', 'dan', 'ann', 'bob'] })), [
    'ann2 groupMessage peer',
    'bob1 groupMessage peer',
  ]);
});

t.test('who is mentioned is told as what', async (t) => {
  const { happen } = start();
  const mentions = (told: string[]) => told.filter((one) => one.includes('groupMention'));
  t.same(mentions(happen('GroupMessageSent', messageRow(1, { at: ['bob', 'dan'] }))), ['bob1 groupMention member']);
  const all = messageRow(2, { at: ['bob'], flags: GroupMessageFlag.atAll });
  t.same(mentions(happen('GroupMessageSent', all)), ['bob1 groupMention both', 'cid1 groupMention all']);
});

t.test('tips: newcomers and authors know already; who leaves is told by a notice alone', async (t) => {
  const { happen, delivery } = start();
  const members = [{ user: 'dan', role: 'Member', joinedAt: 1, custom: [] }] as const;
  t.same(happen('MembersJoined', { members, how: 'invited', by: 'ann', seq: 1 }), [
    'ann1 groupTip actor',
    'ann2 groupTip actor',
    'bob1 groupTip peer',
    'cid1 groupTip peer',
    'dan1 groupNotice invited',
    'dan1 groupTip actor',
  ]);
  t.equal(delivery.online(APP, 'g1'), 4, 'members, not devices');
  t.same(happen('MembersKicked', { users: ['dan'], by: 'ann', reason: '', seq: 2 }), [
    'ann1 groupTip actor',
    'ann2 groupTip actor',
    'bob1 groupTip peer',
    'cid1 groupTip peer',
    'dan1 groupNotice kicked',
  ]);
  t.same(happen('MemberQuit', { user: 'ann', seq: 3 }), [
    'ann2 groupNotice quit',
    'bob1 groupTip peer',
    'cid1 groupTip peer',
  ]);
  t.same(happen('GroupMessageSent', messageRow(4, { from: 'bob' }), 'bob'), ['cid1 groupMessage peer']);
});

t.test("own devices hear of what is one's own affair", async (t) => {
  const { happen } = start();
  t.same(happen('MemberDataChanged', { user: 'ann', remind: 'Discard', by: 'ann' }), [
    'ann2 groupNotice remindChanged',
  ]);
  t.same(happen('MemberDataChanged', { user: 'ann', nameCard: 'x', by: 'ann' }), []);
  t.same(happen('GroupRead', { user: 'ann', upToSeq: 1 }), ['ann2 groupRead actor']);
});

t.test('what members keep in the group is told to all of them, the author too #484 #490', async (t) => {
  const { happen } = start();
  const all = (kind: string) => ['ann1', 'ann2', 'bob1', 'cid1'].map((one) => `${one} ${kind} peer`);
  const change = { written: [], deleted: [], time: 1, by: 'ann' };
  t.same(happen('GroupAttributesChanged', { ...change, operation: 'clear', mainSeq: 1 }), all('groupAttributes'));
  const counted = { ...change, operation: 'set', counterSeq: 1, random: 0 } as const;
  t.same(happen('GroupCountersChanged', counted), all('groupCounters'));
});

t.test('pins are told with their message, in their order; of what is no message nothing is said', async (t) => {
  const { happen, told } = start();
  happen('MessagePinned', { messageSeq: 1, by: 'ann' });
  await new Promise(setImmediate);
  t.same(
    [...told].sort(),
    ['ann1', 'ann2', 'bob1', 'cid1'].map((one) => `${one} groupPin peer`),
  );
  happen('MessagePinned', { messageSeq: 99, by: 'ann' });
  await new Promise(setImmediate);
  t.same(told, []);
});

t.test('who was in a group that the server recycled is told so #445', async (t) => {
  const { happen } = start();
  const gone = { by: '', type: 'Public', name: 'G' } as const;
  const all = (code: string) => ['ann1', 'ann2', 'bob1', 'cid1'].map((one) => `${one} groupNotice ${code}`);
  t.same(happen('GroupDissolved', { ...gone, recycled: true }), all('recycled'));
  t.same(start().happen('GroupDissolved', gone), all('dissolved'));
});
