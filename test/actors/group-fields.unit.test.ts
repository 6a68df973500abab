import t from 'tap';
import type { Fields } from '../../events/group/events.ts';
import { refused } from './given.ts';
import { group, people } from './group-stories.ts';

type Person = (typeof people)[keyof typeof people];
const ofMember = (custom: Fields, by: Person = people.member) => ({
  by,
  user: 'mia',
  role: undefined,
  nameCard: undefined,
  remind: undefined,
  custom,
});
const fields = (from: number, to: number, value = 'x'): Fields =>
  Array.from({ length: to - from + 1 }, (_, i) => [`key${from + i}`, value] as const);

t.test('a member has five fields in all, however many changes they came by #472', async (t) => {
  const story = group('Public').after('changeMember', ofMember(fields(1, 3)));
  refused(t, story.when('changeMember', ofMember(fields(4, 6))), 10004);
  refused(t, group('Public').when('changeMember', ofMember(fields(1, 6))), 10004);
  const five = story.after('changeMember', ofMember(fields(4, 5)));
  t.match(five.when('changeMember', ofMember(fields(1, 2, 'new'))), { events: [{ type: 'MemberDataChanged' }] });
  refused(t, five.when('changeMember', ofMember(fields(6, 6))), 10004);
  const swapped = [...fields(1, 1, ''), ...fields(6, 6)];
  t.match(five.when('changeMember', ofMember(swapped)), { events: [{}] }, 'an empty value makes room');
  t.strictSame(five.thawed().fieldKeys, five.state().fieldKeys);
  const back = five.after('quit', { by: people.member });
  t.equal(back.state().fieldKeys.size, 0);
});

t.test('key 16 bytes, value 64 bytes #472', async (t) => {
  const set = (key: string, value: string) => group('Public').when('changeMember', ofMember([[key, value]]));
  t.match(set('k'.repeat(16), 'v'.repeat(64)), { events: [{}] });
  refused(t, set('k'.repeat(17), 'v'), 10004);
  refused(t, set('no-dash', 'v'), 10004);
  refused(t, set('key', 'v'.repeat(65)), 10004);
});

t.test('live rooms: admins and above write fields of the group, members have none #476', async (t) => {
  const room = group('AVChatRoom');
  const change = (by: Person) => room.when('changeProfile', { by, changes: { custom: [['level', '1']] } });
  refused(t, change(people.member), 10007);
  t.match(change(people.admin), { events: [{ type: 'GroupProfileChanged' }] });
  t.match(change(people.owner), { events: [{ type: 'GroupProfileChanged' }] });
  for (const by of [people.member, people.owner, people.appAdmin]) {
    refused(t, room.when('changeMember', ofMember([['level', '1']], by)), 10007);
  }
});
