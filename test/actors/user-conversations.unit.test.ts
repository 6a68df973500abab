import t from 'tap';
import {
  conversationLimits,
  MAX_GROUPED,
  MAX_PINNED,
  noConversationLimits,
} from '../../actors/user/conversations/limits.ts';
import { type UserCommands, userDecider } from '../../actors/user/decider.ts';
import type { UserState } from '../../actors/user/state.ts';
import { type ConversationId, withPeer } from '../../events/user/conversations.ts';
import { accepted, Given, refused } from './given.ts';

type User = Given<UserState, UserCommands>;
const limits = noConversationLimits;
const alice: User = new Given(
  userDecider,
  ['alice'],
  [{ type: 'AccountCreated', data: { by: 'import', nick: '', faceUrl: '' } }],
);
const many = (count: number, prefix = 'u'): readonly ConversationId[] =>
  Array.from({ length: count }, (_, i) => withPeer(`${prefix}${i}`));
const group = (given: User, name: string, conversations: readonly ConversationId[] = []) =>
  given.after('createConversationGroup', { name, conversations, limits });
const replyOf = (outcome: ReturnType<User['when']>) => ('code' in outcome ? outcome : (outcome.reply as object));

t.test('50 conversations are pinned, not one more, and not some of too many #395', async (t) => {
  const given = alice.after('pin', { conversations: many(49), pinned: true });
  refused(t, given.when('pin', { conversations: ['C2Cone', 'C2Ctwo'], pinned: true }), 51012);
  accepted(t, given.when('pin', { conversations: ['C2Cone', 'C2Cone', 'C2Cu3'], pinned: true }), [
    { type: 'ConversationsPinned', data: { conversations: ['C2Cone'] } },
  ]);
  const full = given.after('pin', { conversations: ['C2Cone'], pinned: true });
  t.equal(full.state().parts.arrangement?.pinned.size, MAX_PINNED);
  refused(t, full.when('pin', { conversations: ['C2Ctwo'], pinned: true }), 51012);
  accepted(t, full.when('pin', { conversations: ['C2Cone'], pinned: true }), []);
  accepted(t, full.when('pin', { conversations: ['C2Cnever'], pinned: false }), []);
  const deleted = full.after('deleteConversations', { conversations: ['C2Cu1'], withHistory: false });
  accepted(t, deleted.when('pin', { conversations: ['C2Ctwo'], pinned: true }), [
    { type: 'ConversationsPinned', data: { conversations: ['C2Ctwo'] } },
  ]);
});

t.test('marks are set and cleared bit by bit; the event has the full new value #400 #401 #402 #403', async (t) => {
  const mark = (set: readonly number[], clear: readonly number[] = [], custom?: string) => ({
    items: [{ conversation: 'C2Cbob' as const, set, clear, ...(custom !== undefined && { custom }) }],
    limits,
  });
  const marked = (data: object) => [
    { type: 'ConversationsMarked' as const, data: { items: [{ conversation: 'C2Cbob' as const, ...data }] } },
  ];
  accepted(t, alice.when('mark', mark([63, 0])), marked({ marks: [0, 63] }), [{ code: 0 }]);
  const given = alice.after('mark', mark([0, 63], [], 'custom'));
  accepted(t, given.when('mark', mark([2], [0])), marked({ marks: [2, 63] }));
  accepted(t, given.when('mark', mark([0], [], 'custom')), [], [{ code: 0 }]);
  accepted(t, given.when('mark', mark([], [], '')), marked({ custom: '' }));
  const cleared = given.after('mark', mark([], [0, 63], ''));
  t.equal(cleared.state().parts.arrangement?.marked.size, 0);
});

t.test('the 1001st marked conversation is refused, the others of the call are not #402', async (t) => {
  const items = (conversations: readonly ConversationId[]) =>
    conversations.map((conversation) => ({ conversation, set: [1], clear: [] }));
  const full = alice.after('mark', { items: items(many(999)), limits });
  const outcome = full.when('mark', { items: items(['C2Ca', 'C2Cb', 'C2Cu5']), limits });
  t.match(replyOf(outcome), [{ code: 0 }, { code: 51008, conversation: 'C2Cb' }, { code: 0 }]);
  const freed = full.after('mark', {
    items: [...items(['C2Ca']), { conversation: 'C2Cu1', set: [], clear: [1] }, ...items(['C2Cb'])],
    limits,
  });
  t.equal(freed.state().parts.arrangement?.marked.size, 1000, 'room that the call itself has made is used');
});

t.test('groups have a number of their own, a name of 32 bytes, and are 20 #404 #409', async (t) => {
  accepted(
    t,
    alice.when('createConversationGroup', { name: 'friends', conversations: ['C2Cbob', 'C2Cbob'], limits }),
    [{ type: 'ConversationGroupCreated', data: { id: 1, name: 'friends', conversations: ['C2Cbob'] } }],
    { id: 1, results: [{ code: 0 }, { code: 0 }] },
  );
  refused(t, alice.when('createConversationGroup', { name: '', conversations: [], limits }), 50002);
  refused(t, alice.when('createConversationGroup', { name: 'x'.repeat(33), conversations: [], limits }), 51011);
  refused(t, alice.when('createConversationGroup', { name: '雁'.repeat(11), conversations: [], limits }), 51011);
  const given = Array.from({ length: 20 }, (_, i) => `${i}`).reduce((user, name) => group(user, name), alice);
  refused(t, given.when('createConversationGroup', { name: 'one more', conversations: [], limits }), 51010);
  // A request that comes twice is answered as the first time, and brings in what it names.
  accepted(t, given.when('createConversationGroup', { name: '7', conversations: [], limits }), [], { id: 8 });
  const again = given
    .after('deleteConversationGroups', { names: ['7'] })
    .when('createConversationGroup', { name: '7', conversations: [], limits });
  t.match(replyOf(again), { id: 21 }, 'a number is never used again');
  const none = conversationLimits.standard;
  refused(t, alice.when('createConversationGroup', { name: 'x', conversations: [], limits: none }), 51013);
  refused(t, alice.when('mark', { items: [], limits: none }), 51013);
});

t.test('a group holds 1000 conversations; each may be in several #407 #408', async (t) => {
  const given = group(group(alice, 'big', many(MAX_GROUPED - 1)), 'other', many(5));
  const into = (conversation: ConversationId) => ({ conversation, into: true });
  const outcome = given.when('changeConversationGroup', {
    name: 'big',
    changes: [into('C2Ca'), into('C2Cb'), into('C2Cu3'), { conversation: 'C2Cu4', into: false }, into('C2Cc')],
  });
  accepted(t, outcome, [
    { type: 'ConversationGroupChanged', data: { id: 1, name: 'big', added: ['C2Ca', 'C2Cc'], removed: ['C2Cu4'] } },
  ]);
  t.match(replyOf(outcome), { id: 1, results: [{ code: 0 }, { code: 51008 }, { code: 0 }, { code: 0 }, { code: 0 }] });
  accepted(
    t,
    given.when('changeConversationGroup', { name: 'other', changes: [{ conversation: 'C2Cx', into: false }] }),
    [],
  );
  refused(t, given.when('changeConversationGroup', { name: 'none', changes: [] }), 51009);
});

t.test('groups are renamed and deleted; their conversations stay #405 #406', async (t) => {
  const given = group(group(alice, 'a', ['C2Cbob']), 'b');
  accepted(t, given.when('renameConversationGroup', { name: 'a', newName: 'c' }), [
    { type: 'ConversationGroupRenamed', data: { id: 1, name: 'c', oldName: 'a' } },
  ]);
  accepted(t, given.when('renameConversationGroup', { name: 'a', newName: 'a' }), [], { id: 1 });
  refused(t, given.when('renameConversationGroup', { name: 'a', newName: 'b' }), 50002);
  refused(t, given.when('renameConversationGroup', { name: 'a', newName: 'x'.repeat(33) }), 51011);
  refused(t, given.when('renameConversationGroup', { name: 'z', newName: 'y' }), 51009);
  refused(t, given.when('deleteConversationGroups', { names: ['a', 'z'] }), 51009);
  accepted(t, given.when('deleteConversationGroups', { names: ['b', 'a', 'a'] }), [
    {
      type: 'ConversationGroupsDeleted',
      data: {
        groups: [
          { id: 2, name: 'b' },
          { id: 1, name: 'a' },
        ],
      },
    },
  ]);
});

t.test('what is heard of peers, and when nothing is #341 #344', async (t) => {
  const set = { type: 'PeerRemindSet', data: { peers: ['bob', 'cid'], remind: 'Discard' } } as const;
  accepted(t, alice.when('setPeerRemind', { peers: ['bob', 'cid', 'bob'], remind: 'Discard' }), [set]);
  accepted(t, alice.when('setPeerRemind', { peers: ['bob'], remind: 'AcceptAndNotify' }), []);
  const window = { remind: 'AcceptNotNotify', start: 5, end: 9, daily: true } as const;
  accepted(t, alice.when('setDoNotDisturb', window), [{ type: 'DoNotDisturbSet', data: window }]);
  accepted(t, alice.after('setDoNotDisturb', window).when('setDoNotDisturb', window), []);
});

t.test('an account that is not there has no list, and a new life begins with an empty one', async (t) => {
  const nobody: User = new Given(userDecider, ['alice'], []);
  for (const user of [nobody, alice.after('delete', { knownBy: [] })]) {
    refused(t, user.when('pin', { conversations: [], pinned: true }), 50001);
    refused(t, user.when('deleteConversationGroups', { names: [] }), 50001);
    refused(t, user.when('setDoNotDisturb', { remind: 'Discard', start: 0, end: 0, daily: false }), 50001);
  }
  const reborn = group(alice, 'a').after('delete', { knownBy: [] }).after('import', {});
  t.equal(reborn.state().parts.arrangement, undefined);
});

t.test('a snapshot in the middle changes nothing', async (t) => {
  const given = group(alice, 'a', many(3))
    .after('pin', { conversations: many(2), pinned: true })
    .after('mark', { items: [{ conversation: 'C2Cbob', set: [3], clear: [], custom: 'x' }], limits })
    .after('setPeerRemind', { peers: ['bob'], remind: 'Discard' })
    .after('setDoNotDisturb', { remind: 'Discard', start: 1, end: 2, daily: false });
  t.strictSame(given.thawed(), given.state());
  t.strictSame(alice.thawed(), alice.state());
  t.ok(userDecider.weigh(given.state()) > userDecider.weigh(alice.state()));
});
