import t, { type Test } from 'tap';
import { createCommands } from '../../actors/commands/create.ts';
import { encodeBody } from '../../actors/message/body.ts';
import type { GroupSystemNotice, LiveBroadcast, MergedLists, TransientGroupMessage } from '../../actors/ports.ts';
import type { Caller } from '../../events/caller.ts';
import type { Envelope } from '../../events/envelope.ts';
import { openMemoryLog } from '../../events/memory/open.ts';
import { LiveRooms } from '../../gateway/live/rooms.ts';
import { Sessions } from '../../gateway/sessions.ts';
import { missing } from '../missing.ts';
import { NOW } from './given.ts';
import { hostOver, noFollows, noMessages, oneApp, strangers } from './hosting.ts';

const APP = 1;
const callerOf = (user: string, instance = 1): Caller => ({
  app: APP,
  user,
  admin: false,
  platform: 'Web',
  instance,
  requestId: '',
});
const olga = callerOf('olga');
const vic = callerOf('vic');
const root: Caller = { ...callerOf('root', 0), admin: true, platform: 'Server' };
const body = encodeBody({ elements: [{ MsgType: 'TIMTextElem', MsgContent: { Text: 'hi' } }], cloudCustomData: '' });

/** The commands over a real host, and rooms without connections; a live room `live` of olga. */
async function house() {
  const log = await openMemoryLog();
  const time = { now: NOW };
  const told = { notices: [] as GroupSystemNotice[], broadcasts: [] as LiveBroadcast[], messages: [] as unknown[] };
  const kept: number[] = [];
  const rooms = new LiveRooms({
    sessions: new Sessions(),
    timing: { now: () => time.now, after: () => {} },
    follow: () => {},
    unfollow: () => {},
    exists: () => true,
    tell: () => {},
  });
  const keep = rooms.keepRecent.bind(rooms);
  rooms.keepRecent = (app, group, messages) => {
    kept.push(messages);
    keep(app, group, messages);
  };
  const commands = createCommands({
    relations: strangers,
    appDirectory: oneApp(1),
    mergedLists: missing<MergedLists>({}),
    follows: noFollows,
    host: hostOver(log, { clock: { now: () => time.now } }).host,
    accounts: { find: (_app, user) => ({ user, nick: '', faceUrl: '' }) },
    history: { seqAtTime: async () => 0, timeAtSeq: async () => 0, has: async () => false },
    notifier: {
      transientMessage: () => {},
      transientGroupMessage: (message: TransientGroupMessage) => told.messages.push(message),
      groupSystemNotice: (notice) => told.notices.push(notice),
      liveBroadcast: (broadcast) => told.broadcasts.push(broadcast),
      allRead: () => {},
    },
    rooms,
    clock: { now: () => time.now },
    memberships: {
      count: async () => ({ groups: 0, communities: 0 }),
      groupsOf: async () => [],
      isMember: async () => false,
      groupCounts: async () => ({ all: 0, ofType: 0, grownToday: 0 }),
      seqsBefore: async () => [],
    },
    idleGroups: { isIdle: async () => false, async *idleSince() {} },
    groupMessages: { message: async () => undefined },
    messages: noMessages,
    configured: {},
    words: { next: () => 'WORD' },
  });
  await commands.createGroup(olga, { type: 'AVChatRoom', groupId: 'live', profile: { name: 'Live' } });
  const events = async () => {
    const all: Envelope[] = [];
    for await (const event of log.readAll()) all.push(event);
    return all.map(({ type }) => type);
  };
  return { commands, rooms, told, kept, time, events };
}

const room = { group: 'live' };
const refusedWith = (t: Test, promise: Promise<unknown>, code: number) => t.rejects(promise, { name: 'Refused', code });
const message = (from: string) => ({ ...room, from, random: 7, body });

t.test('joining, writing and leaving a live room appends nothing, whoever many do it #569 #570', async (t) => {
  const { commands, rooms, told, events } = await house();
  const before = await events();
  for (let i = 0; i < 200; i++) await commands.joinGroup(callerOf(`v${i}`), { ...room, text: '' });
  t.match(await commands.joinGroup(vic, { ...room, text: '' }), { status: 'joined', type: 'AVChatRoom' });
  t.equal(rooms.count(APP, 'live'), 201);
  t.match(await commands.sendGroupMessage(vic, message('vic')), { seq: 0, dropped: false });
  t.equal(told.messages.length, 1);
  await commands.quitGroup(vic, room);
  t.equal(rooms.count(APP, 'live'), 200);
  await refusedWith(t, commands.sendGroupMessage(vic, message('vic')), 10007);
  await refusedWith(t, commands.quitGroup(vic, room), 10007);
  t.same(await events(), before);
});

t.test('only who is in the room sees who is; only owner and admins mark #577', async (t) => {
  const { commands } = await house();
  const page = { ...room, after: 0, limit: 10 };
  await refusedWith(t, commands.liveMembers(vic, page), 10007);
  await commands.joinGroup(vic, { ...room, text: '' });
  t.match(await commands.liveMembers(vic, page), { viewers: [{ user: 'vic', joinedAt: NOW / 1000 }], next: 0 });
  const mark = { ...room, set: true, items: [{ user: 'vic', marks: [1000] }] };
  await refusedWith(t, commands.markLiveMembers(vic, mark), 10007);
  t.same(await commands.markLiveMembers(olga, mark), ['vic']);
  const low = { ...mark, items: [{ user: 'vic', marks: [500] }] };
  await refusedWith(t, commands.markLiveMembers(olga, low), 10004);
  await refusedWith(t, commands.liveMembersAmong(vic, { ...room, users: ['vic'] }), 60010);
  t.same(await commands.liveMembersAmong(root, { ...room, users: ['vic', 'nobody'] }), ['vic']);
});

t.test('other types have no such people', async (t) => {
  const { commands } = await house();
  await commands.createGroup(olga, { type: 'Public', groupId: 'club', profile: { name: 'Club' } });
  const group = { group: 'club' };
  await refusedWith(t, commands.liveMembers(olga, { ...group, after: 0, limit: 1 }), 10007);
  await refusedWith(t, commands.changeLiveAdmins(olga, { ...group, set: true, users: ['vic'] }), 10007);
  await refusedWith(t, commands.visitLiveRoom(APP, 'club'), 10007);
  await refusedWith(t, commands.visitLiveRoom(APP, 'nowhere'), 10010);
});

t.test('what the app sets: recent messages for who joins, removing from live rooms #573 #579', async (t) => {
  const { commands, rooms, kept, events } = await house();
  await commands.joinGroup(vic, { ...room, text: '' });
  const kick = { ...room, users: ['vic', 'stranger'], reason: 'loud' };
  await refusedWith(t, commands.kickGroupMembers(olga, kick), 10007);
  await commands.changeAppSettings(root, { liveRoomKick: 1, liveRoomHistory: 10 });
  await refusedWith(t, commands.changeAppSettings(root, { liveRoomHistory: 21 }), 70402);
  await commands.joinGroup(callerOf('mia'), { ...room, text: '' });
  t.same(kept, [0, 10]);
  await refusedWith(t, commands.kickGroupMembers(vic, { ...kick, users: ['mia'] }), 10007);
  await commands.kickGroupMembers(olga, kick);
  t.equal((await events()).at(-1), 'MembersKicked');
  t.ok(rooms.has(APP, 'live', 'mia'));
});

t.test("notices and broadcasts are an administrator's; one broadcast a second #270", async (t) => {
  const { commands, told, time, events } = await house();
  const before = await events();
  await refusedWith(t, commands.notifyGroup(olga, { ...room, content: 'x' }), 60010);
  await refusedWith(t, commands.notifyGroup(root, { group: 'nowhere', content: 'x' }), 10010);
  await commands.notifyGroup(root, { ...room, content: 'x', users: ['vic'] });
  t.match(told.notices, [{ group: 'live', content: 'x', to: ['vic'], by: 'root' }]);
  const broadcast = { from: 'root', random: 1, body };
  await refusedWith(t, commands.broadcastToLiveRooms(olga, broadcast), 60010);
  t.match(await commands.broadcastToLiveRooms(root, broadcast), { seq: 1, time: NOW / 1000 });
  await refusedWith(t, commands.broadcastToLiveRooms(root, broadcast), 10023);
  time.now += 1000;
  t.match(await commands.broadcastToLiveRooms(root, broadcast), { seq: 2 });
  t.equal(told.broadcasts.length, 2);
  t.same(await events(), before);
});
