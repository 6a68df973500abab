import t from 'tap';
import { CommunityBit, TopicBit } from '../../actors/group/permissions.ts';
import { administrator, codeOf, MessageHouse } from './message-house.ts';

const pair = { users: ['alice', 'bob'] } as const;

t.test('an author recalls for two minutes to the second, an administrator at any time #287 #289', async (t) => {
  const house = await MessageHouse.open();
  const group = await house.group('Public');
  for (const place of [pair, { group }]) {
    const say = () => ('users' in place ? house.say('bob', 'alice') : house.tell('bob', place));
    const late = 'users' in place ? 20016 : 10031;
    const [one, two, three] = [await say(), await say(), await say()];
    house.now += 120_000;
    t.equal(await house.recall('bob', place, one), 0);
    t.equal(await house.recall('bob', place, one), 20023, 'once');
    house.now += 1000;
    t.equal(await house.recall('bob', place, two), late);
    t.equal(await house.recall(administrator, place, two), 0);
    t.equal(await house.recall(administrator, place, two), 20023);
    t.equal(await house.recall('bob', place, three, 'x'.repeat(101)), late);
    t.equal(await house.recall(administrator, place, three, '雁'.repeat(34)), 10004, 'a reason of 102 bytes');
    t.equal(await house.recall(administrator, place, three, '雁'.repeat(33)), 0);
    t.equal(await house.recall('bob', place, 99), 'users' in place ? 20022 : 10030, 'no such message');
  }
});

t.test('the window is a setting of the app #288', async (t) => {
  const house = await MessageHouse.open({ recallSeconds: 300 });
  const [one, two] = [await house.say('bob', 'alice'), await house.say('bob', 'alice')];
  house.now += 240_000;
  t.equal(await house.recall('bob', pair, one), 0, 'after 4 of 5 minutes');
  await house.commands.changeAppSettings(administrator, { recallSeconds: 60 });
  t.equal(await house.recall('bob', pair, two), 20016);
});

t.test('what the other wrote is not one’s own to recall, and strangers learn nothing', async (t) => {
  const house = await MessageHouse.open();
  const seq = await house.say('bob', 'alice');
  t.equal(await house.recall('alice', pair, seq), 20001);
  t.equal(await house.recall('carol', pair, seq), 90009);
  t.equal(await house.recall('carol', pair, 99), 90009, 'not even that there is none');
  const group = await house.group('Public', ['bob']);
  const there = await house.tell('bob', { group });
  for (const message of [there, 99]) {
    t.equal(await house.recall('dave', { group }, message), 10007);
    t.equal(await house.modify('dave', { group }, message, 0), 10007);
    t.equal(await house.react('dave', { group }, message), 10007);
    t.equal(await codeOf(() => house.extend('dave', { group }, message, [['k', 'v']])), 10007);
    t.equal(await house.confirm('dave', { group }, message), 10007);
  }
  t.equal(await house.recall('dave', { group: 'nowhere' }, 1), 10010);
});

t.test('owner and admins recall what members wrote, at any time; members do not #287', async (t) => {
  const house = await MessageHouse.open();
  for (const type of ['Work', 'Public', 'Meeting', 'Community'] as const) {
    const group = await house.group(type);
    const [one, two, three] = [
      await house.tell('bob', { group }),
      await house.tell('bob', { group }),
      await house.tell('alice', { group }),
    ];
    t.equal(await house.recall('carol', { group }, one), 10007, `${type}: a member`);
    house.now += 3_600_000;
    t.equal(await house.recall('alice', { group }, one), 0, `${type}: the owner`);
    t.equal(await house.recall('alice', { group }, three), 0, `${type}: the owner’s own, late`);
    if (type === 'Work') continue;
    await house.commands.changeGroupMember(administrator, { group, user: 'carol', role: 'Admin' });
    t.equal(await house.recall('carol', { group }, two), 0, `${type}: an admin`);
  }
});

t.test('in a live room nothing is recalled #290', async (t) => {
  const house = await MessageHouse.open();
  const group = await house.group('AVChatRoom');
  await house.tell('alice', { group });
  t.equal(await house.recall('alice', { group }, 1), 10033);
  t.equal(await house.recall(administrator, { group }, 1), 10033);
});

const bit = (number: number): string => String(1n << BigInt(number));

/** A community in which permission groups decide, with carol in one that allows nothing yet. */
async function community(house: MessageHouse, supportTopic: boolean) {
  const { commands } = house;
  const group = await house.group('Community', ['bob', 'carol'], { supportTopic });
  const defaultPermission = String(BigInt(bit(CommunityBit.send)) | BigInt(bit(CommunityBit.history)));
  await commands.changeGroupProfile(administrator, { group, changes: { enablePermission: true, defaultPermission } });
  const id = await commands.createPermissionGroup(administrator, { group, name: 'Crew', mask: '0' });
  await commands.addPermissionMembers(administrator, { group, id, users: ['carol'] });
  const allow = (mask: string) => commands.changePermissionGroup(administrator, { group, id, changes: { mask } });
  return { group, id, allow };
}

t.test('bit 9 of a community where permission groups decide lets a member recall #291', async (t) => {
  const house = await MessageHouse.open();
  const { group, allow } = await community(house, false);
  const seq = await house.tell('bob', { group });
  t.equal(await house.recall('carol', { group }, seq), 10007);
  await allow(bit(CommunityBit.recall));
  t.equal(await house.recall('carol', { group }, seq), 0);
});

t.test('in a topic it is bit 5 of the topic, or bit 9 of the community where nothing is said of it #291', async (t) => {
  const house = await MessageHouse.open();
  const { group, id, allow } = await community(house, true);
  const { commands } = house;
  const topic = await commands.createTopic(administrator, { group, profile: { name: 'Square' } });
  const place = { group, topic };
  const seqs: number[] = [];
  for (let n = 0; n < 3; n++) seqs.push(await house.tell('bob', place));
  const [one = 0, two = 0, three = 0] = seqs;
  const inTopic = (mask: string, how: 'add' | 'change') =>
    commands.setTopicPermissions(administrator, { group, id, masks: [[topic, mask]], how });
  t.equal(await house.recall('carol', place, one), 10007);
  await allow(bit(CommunityBit.recall));
  t.equal(await house.recall('carol', place, one), 0);
  await inTopic(bit(TopicBit.send), 'add');
  t.equal(await house.recall('carol', place, two), 10007, 'the topic says otherwise');
  await allow('0');
  await inTopic(bit(TopicBit.recall), 'change');
  t.equal(await house.recall('carol', place, two), 0);
  t.equal(await house.recall('bob', place, three), 0, 'what is one’s own needs none');
});

t.test('what was said is shown to nobody but its author afterwards #293', async (t) => {
  const house = await MessageHouse.open();
  const seq = await house.say('bob', 'alice');
  await house.recall('bob', pair, seq, 'typo');
  for (const [viewer, peer, empty] of [
    ['alice', 'bob', true],
    ['bob', 'alice', false],
  ] as const) {
    const page = await house.queries.c2cHistory(administrator, { viewer, peer, limit: 9, direction: 'older' });
    t.match(page.messages, [{ state: { revoked: { by: 'bob', reason: 'typo' } } }]);
    const own = { ...administrator, user: viewer, admin: false };
    const [seen] = (await house.queries.c2cHistory(own, { viewer, peer, limit: 9, direction: 'older' })).messages;
    t.equal(seen?.message.body.length === 0, empty, viewer);
  }
});
