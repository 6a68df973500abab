import t from 'tap';
import { groupRules } from '../../actors/group/types.ts';
import { accepted, refused } from './given.ts';
import { draft, group, people, types } from './group-stories.ts';

const send = { by: people.member, draft: draft('mia'), onlineOnly: false };
const now = (story: ReturnType<typeof group>) => ({ activity: story.state().activity });

t.test('an idle group ends, as long as nothing has happened since it was found #444', async (t) => {
  const story = group('Public').after('send', send);
  const found = now(story);
  accepted(
    t,
    story.when('recycle', found),
    [{ type: 'GroupDissolved', data: { by: '', type: 'Public', name: 'Group', recycled: true } }],
    true,
  );
  for (const more of [
    story.after('send', { ...send, draft: draft('mia') }),
    story.after('quit', { by: people.member }),
    story.after('changeProfile', { by: people.owner, changes: { name: 'Alive' } }),
  ]) {
    accepted(t, more.when('recycle', found), [], false);
  }
  const still = story
    .after('read', { user: 'max', upToSeq: 1 })
    .after('changeCounters', { by: people.member, operation: 'set', values: [['n', 1]], random: 0 });
  t.match(still.when('recycle', found), { reply: true }, 'reading and counting do not keep it');
  t.equal(story.thawed().activity, found.activity);
  refused(t, story.after('recycle', found).when('recycle', found), 10010);
});

t.test('live rooms are never recycled', async (t) => {
  for (const type of types) {
    const story = group(type);
    t.match(story.when('recycle', now(story)), { reply: groupRules[type].recyclable }, type);
  }
  t.strictSame(
    types.filter((type) => !groupRules[type].recyclable),
    ['AVChatRoom'],
  );
});
