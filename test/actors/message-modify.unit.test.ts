import t from 'tap';
import { GroupMessageFlag } from '../../events/group/events.ts';
import { administrator, caller, codeOf, MessageHouse } from './message-house.ts';

const pair = { users: ['alice', 'bob'] } as const;
const elements = (Text: string) => [{ MsgType: 'TIMTextElem', MsgContent: { Text } }];

t.test('both sides modify; the answer is what the message says now #284 #286', async (t) => {
  const house = await MessageHouse.open();
  const message = await house.say('bob', 'alice');
  const change = { place: pair, message };
  t.match(await house.commands.modifyMessage(caller('bob'), { ...change, version: 0, elements: elements('by bob') }), {
    version: 1,
    conflict: false,
    body: { elements: elements('by bob'), cloudCustomData: '' },
  });
  t.match(
    await house.commands.modifyMessage(caller('alice'), { ...change, version: 1, cloudCustomData: 'note' }),
    { version: 2, conflict: false, body: { elements: elements('by bob'), cloudCustomData: 'note' } },
    'what is not named stays',
  );
  t.match(
    await house.commands.modifyMessage(caller('bob'), { ...change, version: 1, elements: elements('late') }),
    { version: 2, conflict: true, body: { elements: elements('by bob'), cloudCustomData: 'note' } },
    'the loser of two learns what the winner said',
  );
  t.equal(await house.modify('bob', pair, message, 3), 20027, 'a version of the future is none either');
  t.equal(await house.modify('alice', pair, message, undefined), 60010, 'without a version: administrators only');
  t.equal(await house.modify(administrator, pair, message, undefined), 0);
  t.equal(await house.modify('carol', pair, message, 3), 90009);
  t.equal(await house.modify('alice', pair, 99, 0), 20022);
});

t.test('members of a group modify, also in topics; others do not #284', async (t) => {
  const house = await MessageHouse.open();
  const group = await house.group('Public');
  const town = await house.group('Community', ['bob', 'carol'], { supportTopic: true });
  const topic = await house.commands.createTopic(administrator, { group: town, profile: { name: 'Square' } });
  for (const place of [{ group }, { group: town, topic }]) {
    const seq = await house.tell('bob', place);
    t.equal(await house.modify('carol', place, seq, 0), 0);
    t.equal(await house.modify('bob', place, seq, 0), 20027);
    t.equal(await house.modify('dave', place, seq, 1), 10007);
    t.equal(await house.modify('bob', place, 99, 0), 10052);
  }
  const room = await house.group('AVChatRoom');
  t.equal(await house.modify('alice', { group: room }, 1, 0), 10052, 'a live room keeps nothing to modify');
});

t.test('what is recalled or gone is not modified, and a new body is checked as every body is', async (t) => {
  const house = await MessageHouse.open();
  const group = await house.group('Public');
  const [recalled, removed, cleared] = [
    await house.tell('bob', { group }),
    await house.tell('carol', { group }),
    await house.tell('bob', { group }),
  ];
  await house.recall('bob', { group }, recalled);
  t.equal(await house.modify('bob', { group }, recalled, 0), 20023);
  const gone = await house.commands.removeMessagesOf(administrator, { place: { group }, sender: 'carol' });
  t.equal(gone.removed, 1);
  t.equal((await house.commands.removeMessagesOf(administrator, { place: { group }, sender: 'carol' })).removed, 0);
  t.equal(await house.modify('carol', { group }, removed, 0), 10052);
  t.equal(await house.recall('carol', { group }, removed), 10030);
  await house.commands.removeHistory(administrator, { place: { group }, upToSeq: cleared });
  t.equal(await house.modify('bob', { group }, cleared, 0), 10052);
  t.equal(await house.recall('bob', { group }, cleared), 10030);
  await t.rejects(house.commands.removeHistory(caller('alice'), { place: { group } }), { code: 60010 });
  await t.rejects(house.commands.removeMessagesOf(caller('alice'), { place: { group }, sender: 'bob' }), {
    code: 60010,
  });

  const message = await house.say('bob', 'alice');
  const wrong = [
    [[], 90001],
    [[{ MsgType: 'TIMNoSuchElem', MsgContent: {} }], 90002],
    [elements('x'.repeat(13_000)), 80002],
  ] as const;
  for (const [elements, code] of wrong) {
    const command = { place: pair, message, version: 0, elements };
    t.equal(await codeOf(() => house.commands.modifyMessage(caller('bob'), command)), code);
  }
});

t.test('a message to some is there for them and its author alone, whatever is asked of it #321', async (t) => {
  const house = await MessageHouse.open();
  const group = await house.group('Public', ['bob', 'carol', 'dave']);
  const place = { group };
  const flags = GroupMessageFlag.supportExtension | GroupMessageFlag.needReadReceipt;
  const seq = await house.tell('bob', place, flags, ['carol']);
  for (const user of ['dave', 'alice']) {
    t.equal(await house.recall(user, place, seq), 10030, `${user}, owner or not`);
    t.equal(await house.modify(user, place, seq, 0), 10052);
    t.equal(await house.react(user, place, seq), 23004);
    t.equal(await codeOf(() => house.extend(user, place, seq, [['k', 'v']])), 23004);
    t.equal(await house.confirm(user, place, seq), 10062);
    const asked = caller(user);
    t.equal(await codeOf(() => house.queries.extensions(asked, { place, message: seq, startSeq: 0 })), 23004);
    t.same(await house.queries.reactions(asked, { place, messages: [seq], users: 9 }), []);
    t.match(await house.queries.receipts(asked, { group, seqs: [seq] }), [{ code: 10062, read: 0, unread: 0 }]);
  }
  t.equal(await house.react('carol', place, seq), 0);
  t.equal(await house.confirm('carol', place, seq), 0);
  t.equal(await house.modify('carol', place, seq, 0), 0);
  t.match(await house.queries.receipts(caller('bob'), { group, seqs: [seq] }), [{ code: 0, read: 1, unread: 0 }]);
});

t.test('what was before somebody joined is not there for him, whatever is asked of it #284 #287 #333', async (t) => {
  const house = await MessageHouse.open();
  const flags = GroupMessageFlag.supportExtension | GroupMessageFlag.needReadReceipt;
  for (const [type, seesIt] of [
    ['Work', false],
    ['Public', false],
    ['Meeting', true],
  ] as const) {
    const group = await house.group(type, ['bob']);
    const place = { group };
    const before = await house.tell('bob', place, flags);
    await house.join(group, 'dave');
    await house.commands.changeGroupMember(administrator, { group, user: 'dave', role: 'Admin' }).catch(() => {});
    const since = await house.tell('bob', place, flags);
    for (const [seq, there] of [
      [before, seesIt],
      [since, true],
    ] as const) {
      const or = (code: number) => (there ? 0 : code);
      t.equal(await house.modify('dave', place, seq, 0), or(10052), `${type} ${seq}: modify`);
      t.equal(await house.react('dave', place, seq), or(23004), `${type} ${seq}: react`);
      t.equal(await codeOf(() => house.extend('dave', place, seq, [['k', 'v']])), or(23004));
      t.equal(await house.confirm('dave', place, seq), or(10062));
      if (type !== 'Work') t.equal(await house.recall('dave', place, seq), or(10030), `${type} ${seq}: recall`);
      else if (!there) t.equal(await house.recall('dave', place, seq), 10030);
    }
  }
});

t.test('a new account of an old name has no part in what the old one said and heard', async (t) => {
  const house = await MessageHouse.open();
  const before = await house.say('bob', 'alice');
  await house.commands.deleteAccount(administrator, 'bob');
  await house.commands.importAccount(administrator, { user: 'bob' });
  t.equal(await house.recall('bob', pair, before), 20022);
  t.equal(await house.modify('bob', pair, before, 0), 20022);
  t.equal(await house.react('bob', pair, before), 23004);
  t.same(await house.queries.reactions(caller('bob'), { place: pair, messages: [before], users: 9 }), []);
  const since = await house.say('alice', 'bob');
  t.equal(await house.react('bob', pair, before), 23004);
  t.equal(await house.react('bob', pair, since), 0);
  t.equal(await house.modify('alice', pair, before, 0), 0, 'the other one keeps hers');
});

t.test('who may not speak may not put other words into what he has said, in groups and topics', async (t) => {
  const house = await MessageHouse.open();
  const group = await house.group('Public');
  const town = await house.group('Community', ['bob', 'carol'], { supportTopic: true });
  const topic = await house.commands.createTopic(administrator, { group: town, profile: { name: 'Square' } });
  for (const place of [{ group }, { group: town, topic }]) {
    const seq = await house.tell('bob', place);
    await house.commands.muteGroupMembers(administrator, { ...place, users: ['bob'], muteSeconds: 60 });
    t.equal(await house.modify('bob', place, seq, 0), 10017, 'he is muted');
    t.equal(await house.modify('carol', place, seq, 0), 0);
    await house.commands.muteGroupMembers(administrator, { ...place, users: ['bob'], muteSeconds: 0 });
    t.equal(await house.modify('bob', place, seq, 1), 0);
  }
  await house.commands.changeGroupProfile(administrator, { group, changes: { muteAll: true } });
  t.equal(await house.modify('carol', { group }, 1, 2), 10017, 'everybody is');
});
