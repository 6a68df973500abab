import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import t from 'tap';
import { MessageFlag } from '../../../events/c2c/events.ts';
import type { EventData, NewEvent } from '../../../events/envelope.ts';
import { EMPTY_PROFILE } from '../../../events/group/events.ts';
import { EMPTY_TOPIC } from '../../../events/group/topic-events.ts';
import { c2cStream, groupStream, topicStream } from '../../../events/stream.ts';
import { Query } from '../../../projections/search/database.ts';
import { SearchFinder } from '../../../projections/search/finder.ts';
import type { NameSearch, UserSearch } from '../../../projections/search/port.ts';
import { SearchWriter } from '../../../projections/search/writer.ts';
import { APP, created, deleted, type Fact, sent, T0, userFact } from '../given.ts';
import { bodyOf, eventsOf, folder, indexOf, text } from './given-search.ts';

const TALK = c2cStream(APP, 'alice', 'bob');
const CLUB = groupStream(APP, 'club');

function fact<E extends NewEvent['type']>(stream: string, type: E, data: EventData[E]): Fact {
  // The union of NewEvent pairs each type with its data, and so do the parameters.
  return { stream, event: { type, data } as NewEvent };
}

const said = (seq: number, words: string, options = {}) => sent('alice', 'bob', seq, { body: text(words), ...options });
const ref = (seq: number) => ({ seq, from: 'alice', to: [], msgSeq: 1, random: 1, time: T0, clientTime: T0 });

const group = (groupId: string, name: string, type: EventData['GroupCreated']['type'] = 'Public') =>
  fact(groupStream(APP, groupId), 'GroupCreated', {
    groupId,
    type,
    owner: 'alice',
    profile: { ...EMPTY_PROFILE, name },
    supportTopic: type === 'Community',
    createdAt: T0,
    imported: false,
    by: 'alice',
  });
const joined = (stream: string, ...users: readonly string[]) =>
  fact(stream, 'MembersJoined', {
    members: users.map((user) => ({ user, role: 'Member', joinedAt: T0, custom: [] })),
    how: 'applied',
    by: '',
    seq: 0,
  });
const spoken = (stream: string, seq: number, words: string, to: readonly string[] = [], from = 'alice') =>
  fact(stream, 'GroupMessageSent', {
    from,
    seq,
    time: T0 + seq,
    random: seq,
    msgSeq: seq,
    clientTime: T0,
    priority: 'Normal',
    flags: 0,
    nick: '',
    faceUrl: '',
    nameCard: '',
    at: [],
    to,
    offlinePush: '',
    body: text(words),
  });

t.test(
  'what is revoked, removed, deleted or cleared is not found; what is modified by its new text only',
  async (t) => {
    const { messages } = await indexOf(t, [
      ...Array.from({ length: 8 }, (_, at) => said(at + 1, `雁书 number${at + 1}`)),
      fact(TALK, 'MessageRevoked', { ...ref(3), change: 1, by: 'alice', reason: '' }),
      fact(TALK, 'MessagesRemoved', { seqs: [4], from: 'alice', by: '' }),
      fact(TALK, 'MessagesDeleted', { user: 'bob', seqs: [5] }),
      fact(TALK, 'HistoryCleared', { user: 'alice', upToSeq: 2 }),
      fact(TALK, 'MessageModified', { ...ref(6), change: 1, version: 1, by: 'alice', body: text('别的') }),
      fact(TALK, 'HistoryRemoved', { upToSeq: 1, by: '' }),
    ]);
    t.same(messages('bob', { keywords: ['雁书'] }), { [TALK]: [8, 7, 2] });
    t.same(messages('alice', { keywords: ['雁书'] }), { [TALK]: [8, 7, 5] });
    t.same(messages('alice', { keywords: ['别的'] }), { [TALK]: [6] });
    t.same(messages('alice', { keywords: ['number6'] }), {});
    t.same(messages('carol', { keywords: ['雁书'] }), {});
  },
);

t.test('deleted text is not in the file any more', async (t) => {
  const { path, writer } = await indexOf(t, [said(1, 'unforgettable'), said(2, 'other words')]);
  const [, , ...more] = await eventsOf([
    said(1, 'unforgettable'),
    said(2, 'other words'),
    fact(TALK, 'MessagesRemoved', { seqs: [1], from: 'alice', by: '' }),
  ]);
  const db = new Database(join(path, 'search.db'));
  const bytes = () => {
    db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    return new Query<readonly [string]>(db, 'SELECT hex(block) FROM message_tokens_data').all().join('');
  };
  const token = Buffer.from('forgettable').toString('hex').toUpperCase();
  t.ok(bytes().includes(token));
  writer.apply(more);
  t.notOk(bytes().includes(token), 'neither in the index');
  t.same(new Query(db, 'SELECT id FROM message').all().length, 1, 'nor as a row');
});

t.test('a message hidden from its sender, and one for some members', async (t) => {
  const { messages } = await indexOf(t, [
    said(1, 'secret', { flags: MessageFlag.hiddenFromSender }),
    group('club', 'Club'),
    joined(CLUB, 'alice', 'bob', 'carol'),
    spoken(CLUB, 1, 'secret of all'),
    spoken(CLUB, 2, 'secret of two', ['bob']),
  ]);
  const places = [CLUB];
  t.same(messages('alice', { keywords: ['secret'], places }), { [CLUB]: [2, 1] });
  t.same(messages('bob', { keywords: ['secret'], places }), { [TALK]: [1], [CLUB]: [2, 1] });
  t.same(messages('carol', { keywords: ['secret'], places }), { [CLUB]: [1] });
  t.same(messages('bob', { keywords: ['secret'], places: [] }), { [TALK]: [1] }, 'who is no member any more');
});

t.test('any body can be taken in; kinds of elements are told apart', async (t) => {
  const kinds = [
    bodyOf({ MsgType: 'TIMCustomElem', MsgContent: { Data: '{"k":"zebra"}', Desc: 'lion' } }),
    bodyOf({ MsgType: 'TIMLocationElem', MsgContent: { Desc: 'lion square', Latitude: 1, Longitude: 2 } }),
    bodyOf({ MsgType: 'TIMRelayElem', MsgContent: { Title: 'zoo', AbstractList: ['a: lion', 7] } }),
    bodyOf({ MsgType: 'TIMStreamElem', MsgContent: { Chunks: [{ Markdown: 'a li' }, { Markdown: 'on' }] } }),
    bodyOf({ MsgType: 'TIMFaceElem', MsgContent: { Index: 1, Data: 'lion' } }),
    bodyOf({ MsgType: 'TIMImageElem', MsgContent: { UUID: 'lion', ImageInfoArray: [] } }),
    Buffer.from('no message'),
    new Uint8Array(0),
  ];
  const { messages } = await indexOf(
    t,
    kinds.map((body, at) => sent('alice', 'bob', at + 1, { body })),
  );
  t.same(messages('bob', { keywords: ['lion'] }), { [TALK]: [4, 3, 2, 1] });
  t.same(messages('bob', { keywords: ['zebra'] }), {});
  t.same(messages('bob', { types: ['TIMRelayElem', 'TIMImageElem'] }), { [TALK]: [6, 3] });
  t.same(messages('bob', { senders: ['alice'] }), { [TALK]: [6, 4, 3, 2, 1] });
});

t.test('a dissolved group leaves nothing, however much it was, and its id may be used again', async (t) => {
  const town = groupStream(APP, '@TGS#_town');
  const topic = topicStream(APP, '@TGS#_town@TOPIC#_one');
  const { messages, writer, finder } = await indexOf(t, [
    group('@TGS#_town', 'Town', 'Community'),
    joined(town, 'alice', 'bob'),
    fact(town, 'TopicCreated', {
      topic: '@TGS#_town@TOPIC#_one',
      generation: 1,
      profile: EMPTY_TOPIC,
      createdAt: T0,
      imported: false,
      by: 'alice',
    }),
    ...Array.from({ length: 3000 }, (_, at) => spoken(topic, at + 1, 'old')),
    spoken(town, 1, 'old'),
    fact(town, 'GroupDissolved', { by: 'alice', type: 'Community', name: 'Town' }),
    group('@TGS#_town', 'New town', 'Community'),
    joined(town, 'alice'),
    spoken(town, 2, 'new'),
  ]);
  const places = [town, topic];
  t.same(messages('alice', { keywords: ['old'], places }), {}, 'out of reach at once');
  t.ok(writer.apply([]), 'there is more to remove');
  while (writer.apply([])) {}
  t.same(messages('alice', { keywords: ['old', 'new'], places }), { [town]: [2] });
  const one: Omit<NameSearch, 'keywords'> = { app: APP, match: 'any', after: 0, count: 10 };
  t.same(finder.find('groups', { ...one, user: 'alice', types: [], keywords: ['own'] }).rows, [['@TGS#_town']]);
  const members = finder.find('members', { ...one, user: 'alice', groups: undefined, keywords: ['alice', 'bob'] });
  t.same(members.rows, [['@TGS#_town', 'alice']]);
});

const saysOfHimself = (user: string, fields: Readonly<Record<string, string | number>>) =>
  userFact(user, 'ProfileChanged', { nick: `Joanna ${user.slice(-1)}`, faceUrl: '', fields });

t.test('people and groups by part of the name or by the whole id, page by page', async (t) => {
  const { finder } = await indexOf(t, [
    ...Array.from({ length: 5 }, (_, at) => created(`user${at}`, `Joanna ${at}`)),
    created('anna', '安娜'),
    userFact('user1', 'ProfileChanged', { nick: 'Somebody', faceUrl: '' }),
    saysOfHimself('user3', { Gender: 'Gender_Type_Male', BirthDay: 19_900_101 }),
    saysOfHimself('user4', { Gender: 'Gender_Type_Female', BirthDay: 20_000_101 }),
    saysOfHimself('user4', { Gender: '' }),
    deleted('user2'),
    userFact('user2', 'ProfileChanged', { nick: 'Joanna again', faceUrl: '' }),
    group('club', '合唱团 Choir'),
    group('hidden', '合唱团 secret', 'Work'),
    joined(CLUB, 'user0', 'user3', 'user4'),
    joined(groupStream(APP, 'hidden'), 'user3'),
    fact(CLUB, 'MemberDataChanged', { user: 'user4', nameCard: 'Alto 女低音', by: 'user4' }),
    fact(CLUB, 'MemberQuit', { user: 'user0', seq: 0 }),
  ]);
  const names = (keywords: readonly string[], rest: Partial<NameSearch> = {}): NameSearch => ({
    app: APP,
    keywords,
    match: 'any',
    after: 0,
    count: 10,
    ...rest,
  });
  const users = (...query: Parameters<typeof names>) => finder.find('users', { ...names(...query), user: 'anna' });
  t.same(users(['OANN']).rows, [['user0'], ['user3'], ['user4']]);
  t.same(users(['anna', 'Anna 3'], { match: 'any' }).rows.flat(), ['user0', 'user3', 'user4', 'anna']);
  t.same(users(['joanna', '3'], { match: 'all' }).rows, [['user3']]);
  t.same(users(['user']).rows, [], 'ids as a whole');
  t.same(users(['user1']).rows, [['user1']]);
  const first = users(['joanna'], { count: 2 });
  t.match(first, { total: 3, rows: [['user0'], ['user3']] });
  t.same(users(['joanna'], { count: 2, after: first.next }), { total: 3, rows: [['user4']], next: 0 });

  const who = (query: Partial<UserSearch>) =>
    finder.find('users', { ...names(['joanna']), user: 'anna', ...query }).rows.flat();
  t.same(who({ genders: ['Gender_Type_Male'] }), ['user3']);
  t.same(who({ genders: [''] }), ['user0', 'user4'], 'taken away');
  t.same(who({ bornFrom: 19_900_102 }), ['user4'], 'it stays when something else changes');
  t.same(who({ bornFrom: 1, bornTo: 19_900_101 }), ['user3']);
  t.same(who({ bornTo: 0 }), ['user0'], 'who has not said');

  const groups = (user: string | undefined, types: readonly string[] = []) =>
    finder.find('groups', { ...names(['唱团']), user, types }).rows.flat();
  t.same(groups('anna'), ['club'], 'private groups are found by members');
  t.same(groups('user3'), ['club', 'hidden']);
  t.same(groups(undefined, ['Work']), ['hidden']);

  const members = (user: string | undefined, keywords: readonly string[], within?: readonly string[]) =>
    finder.find('members', { ...names(keywords), user, groups: within }).rows;
  t.same(members('user3', ['joanna']), [
    ['club', 'user3'],
    ['club', 'user4'],
    ['hidden', 'user3'],
  ]);
  t.same(members('user3', ['低音']), [['club', 'user4']]);
  t.same(members('user4', ['joanna'], ['hidden']), [], 'a group he is not in');
  t.same(members(undefined, ['joanna'], ['hidden']), [['hidden', 'user3']]);
});

t.test('an index goes on behind its checkpoint; one that is damaged or of another version is begun anew', async (t) => {
  const path = folder(t);
  const events = await eventsOf([said(1, 'one'), said(2, 'two')]);
  const open = () => {
    const writer = new SearchWriter(path);
    t.teardown(() => writer.close());
    return writer;
  };
  open().apply(events.slice(0, 1));
  const writer = open();
  t.match(writer.checkpoint, { position: 1, hash: Buffer.from(events[0]?.hash ?? []).toString('hex') });
  t.throws(() => writer.apply([...events.slice(1), { type: 'AccountCreated', stream: 'not a stream' } as never]));
  t.equal(writer.checkpoint.position, 1, 'a batch is taken in as a whole or not at all');
  writer.apply(events.slice(1));
  const finder = new SearchFinder(path);
  const all = { app: APP, user: 'bob', places: [], allC2c: true, match: 'any', senders: [], types: [] } as const;
  t.match(finder.find('messages', { ...all, keywords: ['one', 'two'] }).places, [{ seqs: [2, 1] }]);
  finder.close();
  new Database(join(path, 'search.db')).exec("UPDATE meta SET value = -1 WHERE key = 'version'");
  t.equal(open().checkpoint.position, 0);
  const damaged = folder(t);
  writeFileSync(join(damaged, 'search.db'), 'not a database, but long enough to look at for a moment'.repeat(100));
  t.equal(new SearchWriter(damaged).checkpoint.position, 0);
});
