import t from 'tap';
import { accepted, refused } from './given.ts';
import { draft, group, people, seconds } from './group-stories.ts';

const set = (user: string, unread: number) => ({ by: people.appAdmin, user, unread });

/** A group with so many messages. */
function talk(messages: number) {
  let story = group('Public');
  for (let i = 0; i < messages; i++)
    story = story.after('send', { by: people.member, draft: draft('mia'), onlineOnly: false });
  return story;
}

t.test('so many are unread, never more than there are, and for members only', async (t) => {
  const story = talk(3);
  accepted(t, story.when('setUnread', set('max', 2)), [
    { type: 'GroupUnreadSet', data: { user: 'max', unread: 2, atSeq: 3, by: 'root' } },
  ]);
  t.match(story.when('setUnread', set('max', 9)), { events: [{ data: { unread: 3 } }] });
  refused(t, story.when('setUnread', set('sam', 1)), 10007);
  const again = story.after('dissolve', { by: people.owner });
  refused(t, again.when('setUnread', set('max', 1)), 10010);
});

t.test('the next reading ends it, also of what was read already; the one after that is none', async (t) => {
  const story = talk(3).after('read', { user: 'max', upToSeq: 3 }).after('setUnread', set('max', 2));
  t.strictSame(story.thawed().unreadSet, story.state().unreadSet);
  const reading = story.when('read', { user: 'max', upToSeq: 1 });
  accepted(t, reading, [{ type: 'GroupRead', data: { user: 'max', upToSeq: 3 } }], { upToSeq: 3 });
  const after = story.after('read', { user: 'max', upToSeq: undefined });
  accepted(t, after.when('read', { user: 'max', upToSeq: undefined }), [], { upToSeq: 3 });
  const gone = story.after('kick', { by: people.owner, users: ['max'], reason: '', silent: false });
  t.equal(gone.state().unreadSet.size, 0);
});

t.test('imported members bring their number with them, up to what was written since they came', async (t) => {
  const outcome = talk(3).when('add', {
    by: people.appAdmin,
    users: ['ida', 'mia', 'ian'],
    impossible: new Map(),
    silent: false,
    imported: [
      { role: 'Member', joinedAt: seconds, afterSeq: 1, unread: 7 },
      { role: 'Member', joinedAt: seconds, afterSeq: 0, unread: 1 },
      { role: 'Member', joinedAt: seconds, afterSeq: 0, unread: 0 },
    ],
    authentications: ['', '', ''],
  });
  t.match(outcome, {
    reply: [{ result: 'added' }, { result: 'already' }, { result: 'added' }],
    events: [{ type: 'MembersJoined', data: { seq: 0, members: [{ user: 'ida', afterSeq: 1 }, { user: 'ian' }] } }],
  });
  t.equal('events' in outcome && outcome.events.length, 1);
});
