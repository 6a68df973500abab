import t from 'tap';
import { accepted, refused } from './given.ts';
import { draft, group, people } from './group-stories.ts';

const send = { by: people.member, draft: draft('mia'), onlineOnly: false };
const pin = (messageSeq: number, by: (typeof people)[keyof typeof people] = people.owner) => ({ by, messageSeq });

/** A group with so many messages. */
function talk(messages: number) {
  let story = group('Public');
  for (let i = 0; i < messages; i++) story = story.after('send', { ...send, draft: draft('mia') });
  return story;
}

t.test('the latest pin is the first; pinned again it stays, taken away it goes #339 #340', async (t) => {
  let story = talk(3).after('pin', pin(1)).after('pin', pin(3)).after('pin', pin(2, people.admin));
  const pins = () => story.state().pins.map(({ seq, by }) => `${seq} ${by}`);
  t.strictSame(pins(), ['2 adam', '3 olga', '1 olga']);
  accepted(t, story.when('pin', pin(1)), []);
  accepted(t, story.when('unpin', pin(3)), [{ type: 'MessageUnpinned', data: { messageSeq: 3, by: 'olga' } }]);
  story = story.after('unpin', pin(3));
  t.strictSame(pins(), ['2 adam', '1 olga']);
  accepted(t, story.when('unpin', pin(3)), []);
  t.strictSame(story.thawed().pins, story.state().pins);
});

t.test('ten at a time, and only what is there #339', async (t) => {
  let story = talk(12);
  for (let seq = 1; seq <= 10; seq++) story = story.after('pin', pin(seq));
  refused(t, story.when('pin', pin(11)), 10070);
  accepted(t, story.when('pin', pin(10)), [], undefined);
  t.match(story.after('unpin', pin(4)).when('pin', pin(11)), { events: [{ type: 'MessagePinned' }] });
  refused(t, story.when('pin', pin(13)), 10052);
  refused(t, story.when('pin', pin(0)), 10052);
});

t.test('live rooms keep no messages, so nobody pins any', async (t) => {
  refused(t, group('AVChatRoom').when('pin', pin(1, people.appAdmin)), 10007);
  refused(t, group('AVChatRoom').when('unpin', pin(1, people.appAdmin)), 10007);
});
