import t, { type Test } from 'tap';
import { createCommands } from '../../actors/commands/create.ts';
import type { Commands, SendC2c } from '../../actors/commands/types.ts';
import { encodeBody, type MessageBody } from '../../actors/message/body.ts';
import type { C2cKey, MergedLists, TransientMessage } from '../../actors/ports.ts';
import type { Caller } from '../../events/caller.ts';
import type { Envelope } from '../../events/envelope.ts';
import type { EventLog } from '../../events/log.ts';
import { openMemoryLog } from '../../events/memory/open.ts';
import { missing } from '../missing.ts';
import { NOW } from './given.ts';
import { hostOver, nobodyInRooms, noFollows, noMessages, noOfficials, oneApp, strangers } from './hosting.ts';

const APP = 1;
const alice: Caller = { app: APP, user: 'alice', admin: false, platform: 'Web', instance: 1, requestId: 'r' };
const admin: Caller = { ...alice, user: 'administrator', admin: true, platform: 'Server', instance: 0 };

interface House {
  readonly commands: Commands;
  readonly log: EventLog;
  readonly transient: TransientMessage[];
  readonly imported: C2cKey[];
}

/** The commands over a real host and a log in memory; alice, bob and the administrator exist. */
async function house(): Promise<House> {
  const log = await openMemoryLog();
  const transient: TransientMessage[] = [];
  const imported: C2cKey[] = [];
  const commands = createCommands({
    relations: strangers,
    appDirectory: oneApp(1),
    mergedLists: missing<MergedLists>({}),
    follows: noFollows,
    host: hostOver(log).host,
    accounts: {
      find: (_app, user) =>
        ['alice', 'bob', 'administrator'].includes(user)
          ? { user, nick: `nick of ${user}`, faceUrl: 'face' }
          : undefined,
    },
    history: {
      seqAtTime: async () => 1,
      timeAtSeq: async () => NOW / 1000,
      has: async (_app, _one, _other, key) => imported.some(({ random }) => random === key.random),
    },
    notifier: {
      transientMessage: (message) => transient.push(message),
      transientGroupMessage: () => {},
      groupSystemNotice: () => {},
      liveBroadcast: () => {},
      allRead: () => {},
    },
    rooms: nobodyInRooms,
    clock: { now: () => NOW },
    idleGroups: {
      isIdle: async () => true,
      async *idleSince() {
        yield 'idle';
      },
    },
    groupMessages: { message: async () => undefined },
    messages: noMessages,
    memberships: {
      count: async () => ({ groups: 0, communities: 0 }),
      groupsOf: async () => [],
      isMember: async () => false,
      groupCounts: async () => ({ all: 0, ofType: 0, grownToday: 0 }),
      seqsBefore: async () => [],
    },
    configured: {},
    officials: noOfficials,
    words: { next: () => 'WORD' },
  });
  return { commands, log, transient, imported };
}

const text = (content: string): MessageBody => ({
  elements: [{ MsgType: 'TIMTextElem', MsgContent: { Text: content } }],
  cloudCustomData: '',
});
/** A text with something under it that is nested so deep. */
function nested(levels: number): { Text: string; deep: unknown } {
  let deep: unknown = 0;
  for (let i = 0; i < levels; i++) deep = [deep];
  return { Text: 'x', deep };
}

const custom = { MsgType: 'TIMCustomElem', MsgContent: { Data: 'd' } };

const message = (body: MessageBody = text('hi'), more: Partial<SendC2c> = {}): SendC2c => ({
  from: 'alice',
  to: 'bob',
  random: 7,
  body: encodeBody(body),
  ...more,
});

async function stored(log: EventLog): Promise<Envelope[]> {
  const events: Envelope[] = [];
  for await (const event of log.readAll()) events.push(event);
  return events;
}

const refusedWith = (t: Test, promise: Promise<unknown>, code: number) => t.rejects(promise, { name: 'Refused', code });

t.test('a message is stored with what its sender is called, by whom and from where', async (t) => {
  const { commands, log } = await house();
  t.match(await commands.sendC2c(alice, message()), { seq: 1, time: NOW / 1000, random: 7, duplicate: false });
  const [event] = await stored(log);
  t.match(event, {
    stream: 'c2c-1.alice.bob',
    type: 'C2cMessageSent',
    time: NOW,
    meta: { actor: 'alice', instance: 1, requestId: 'r' },
    data: { from: 'alice', to: 'bob', nick: 'nick of alice', faceUrl: 'face', clientTime: NOW / 1000 },
  });
});

t.test('#226 without a MsgSeq, the same content and random is one message and other content is another', async (t) => {
  const { commands, log } = await house();
  const first = await commands.sendC2c(alice, message());
  t.strictSame(await commands.sendC2c(alice, message()), { ...first, duplicate: true });
  t.match(await commands.sendC2c(alice, message(text('other'))), { seq: 2, duplicate: false });
  t.equal((await stored(log)).length, 2);
});

t.test('#164 a second custom element is refused', async (t) => {
  const { commands } = await house();
  t.match(await commands.sendC2c(alice, message({ elements: [custom], cloudCustomData: '' })), { seq: 1 });
  await refusedWith(t, commands.sendC2c(alice, message({ elements: [custom, custom], cloudCustomData: '' })), 90002);
});

t.test('#190 a body of 12 KB passes, one byte more is refused with 80002, and so is CloudCustomData', async (t) => {
  const { commands, log } = await house();
  const overhead = JSON.stringify(text('').elements).length;
  const most = 12 * 1024 - overhead;
  t.match(await commands.sendC2c(alice, message(text('x'.repeat(most)))), { seq: 1 });
  await refusedWith(t, commands.sendC2c(alice, message(text('x'.repeat(most + 1)))), 80002);
  await refusedWith(t, commands.sendC2c(alice, message(text('雁'.repeat(most / 3 + 1)))), 80002);
  const note = (length: number) => message({ ...text('a'), cloudCustomData: 'x'.repeat(length) }, { random: length });
  t.match(await commands.sendC2c(alice, note(12 * 1024)), { seq: 2 });
  await refusedWith(t, commands.sendC2c(alice, note(12 * 1024 + 1)), 80002);
  t.equal((await stored(log)).length, 2);
});

t.test('what is no message is refused with its code, and nothing is stored', async (t) => {
  const { commands, log } = await house();
  const wrong: readonly (readonly [Partial<SendC2c>, number])[] = [
    [{ body: Uint8Array.of(0x92) }, 90001],
    [{ body: encodeBody({ elements: [], cloudCustomData: '' }) }, 90001],
    [{ body: Uint8Array.of(0x01) }, 90007],
    [{ body: encodeBody({ elements: [{ MsgType: 'TIMNoSuchElem', MsgContent: {} }], cloudCustomData: '' }) }, 90002],
    [{ body: encodeBody({ elements: [{ MsgType: 'TIMTextElem', MsgContent: {} }], cloudCustomData: '' }) }, 90002],
    [
      { body: encodeBody({ elements: [{ MsgType: 'TIMTextElem', MsgContent: nested(700) }], cloudCustomData: '' }) },
      90002,
    ],
    [{ random: -1 }, 90005],
    [{ random: 0x1_0000_0000 }, 90005],
    [{ random: 1.5 }, 90005],
    [{ msgSeq: -1 }, 90004],
    [{ to: 'nobody' }, 20003],
    [{ to: 'alice' }, 20003],
    [{ from: 'bob' }, 90009],
  ];
  for (const [more, code] of wrong) await refusedWith(t, commands.sendC2c(alice, message(text('hi'), more)), code);
  t.strictSame(await stored(log), []);
});

t.test('a message to connected devices only is told and not stored', async (t) => {
  const { commands, log, transient } = await house();
  t.match(await commands.sendC2c(alice, message(text('typing'), { onlineOnly: true })), { seq: 0, duplicate: false });
  t.match(transient, [{ app: APP, origin: 1, message: { from: 'alice', to: 'bob', seq: 0 } }]);
  t.strictSame(await stored(log), []);
});

t.test('an administrator sends, reads and imports for others; nobody else does', async (t) => {
  const { commands } = await house();
  t.match(await commands.sendC2c(admin, message()), { seq: 1 });
  t.match(await commands.readC2c(admin, { reader: 'bob', peer: 'alice' }), { upToSeq: 1 });
  await refusedWith(t, commands.readC2c(alice, { reader: 'bob', peer: 'alice' }), 90009);
  await refusedWith(t, commands.readC2c(alice, { reader: 'alice', peer: 'nobody' }), 90003);
  const past = { ...message(), time: 1000, countUnread: false };
  await refusedWith(t, commands.importC2c(alice, past), 60010);
  await refusedWith(t, commands.importAccount(alice, { user: 'carol' }), 60010);
  await refusedWith(t, commands.deleteAccount(alice, 'bob'), 60010);
  await refusedWith(t, commands.kick(alice, 'bob'), 60010);
  await refusedWith(t, commands.changeAppSettings(alice, {}), 60010);
});

t.test('an import has a time that has been, and one that is stored already is not stored again', async (t) => {
  const { commands, imported } = await house();
  const past = (time: number, random = 7) => ({ ...message(text('old'), { random }), time, countUnread: false });
  t.match(await commands.importC2c(admin, past(1000)), { seq: 1, time: 1000, duplicate: false });
  imported.push({ msgSeq: 0, random: 8, time: 1000 });
  t.match(await commands.importC2c(admin, past(1000, 8)), { seq: 0, duplicate: true });
  await refusedWith(t, commands.importC2c(admin, past(NOW / 1000 + 60)), 90006);
  await refusedWith(t, commands.importC2c(admin, past(-1)), 90006);
});

t.test('a login follows the settings of its app, from the next one on #50', async (t) => {
  const { commands } = await house();
  const login = (device: string, platform: 'Web' | 'Android' = 'Web') =>
    commands.login({
      app: APP,
      user: 'alice',
      admin: false,
      platform,
      device,
      sigIssuedAt: NOW / 1000,
      requestId: '',
    });
  await login('page 1');
  await login('page 2');
  t.match(await commands.resume({ ...alice, instance: 1 }), { alive: false, kicked: 'multipleAccount' });
  await commands.changeAppSettings(admin, { webInstances: 2 });
  await login('page 3');
  t.match(await commands.resume({ ...alice, instance: 2 }), { alive: true });
  await commands.logout({ ...alice, instance: 2 });
  t.match(await commands.resume({ ...alice, instance: 2 }), { alive: false, kicked: undefined });
  await login('phone', 'Android');
  await commands.changeAppSettings(admin, { loginPolicy: 'single' });
  t.match(
    await commands.resume({ ...alice, instance: 4 }),
    { alive: true },
    'nobody goes because of the change itself',
  );
  await login('page 4');
  t.match(await commands.resume({ ...alice, instance: 3 }), { alive: true }, 'two pages are one kind of device');
  t.match(await commands.resume({ ...alice, instance: 4 }), { alive: false, kicked: 'multipleDevice' });
  await refusedWith(t, commands.login({ ...alice, user: 'not allowed', device: 'd', sigIssuedAt: 0 }), 70402);
});

t.test('idle groups stay until the app says after how long they go #444', async (t) => {
  const { commands } = await house();
  await commands.createGroup(admin, { type: 'Public', groupId: 'idle', profile: { name: 'Idle' } });
  await refusedWith(t, commands.recycleIdleGroups(alice), 60010);
  t.equal(await commands.recycleIdleGroups(admin), 0);
  await commands.changeAppSettings(admin, { recycleAfterSeconds: 60 });
  t.equal(await commands.recycleIdleGroups(admin), 1);
  await refusedWith(t, commands.dissolveGroup(admin, { group: 'idle' }), 10010);
  t.equal(await commands.recycleIdleGroups(admin), 0, 'somebody was faster');
});
