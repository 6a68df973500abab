import fc from 'fast-check';
import t from 'tap';
import { type C2cCommands, c2cDecider, type MessageDraft } from '../../actors/c2c/decider.ts';
import type { C2cState } from '../../actors/c2c/state.ts';
import { type C2cEvents, MessageFlag } from '../../events/c2c/events.ts';
import type { NewEvent } from '../../events/envelope.ts';
import { accepted, Given, NOW } from './given.ts';

type Pair = Given<C2cState, C2cCommands>;
const silence: Pair = new Given(c2cDecider, ['alice', 'bob'], []);
const SECOND = NOW / 1000;

const draft = (random: number, more: Partial<MessageDraft> = {}): MessageDraft => ({
  from: 'alice',
  to: 'bob',
  msgSeq: 1,
  random,
  clientTime: 0,
  flags: 0,
  nick: '',
  faceUrl: '',
  offlinePush: '',
  body: Uint8Array.of(1),
  ...more,
});

const send = (random: number, more?: Partial<MessageDraft>) => ({ draft: draft(random, more) });
const sent = (random: number, seq: number, time: number, more?: Partial<MessageDraft>): NewEvent => ({
  type: 'C2cMessageSent',
  data: { ...draft(random, more), seq, time },
});

/** Data of the messages of a history. */
const messages = (events: readonly NewEvent[]): C2cEvents['C2cMessageSent'][] =>
  events.flatMap((event) => (event.type === 'C2cMessageSent' ? [event.data] : []));

t.test('a message gets the next seq and the time of the server, from either side', async (t) => {
  accepted(t, silence.when('send', send(7)), [sent(7, 1, SECOND)], { seq: 1, time: SECOND, duplicate: false });
  const back = { from: 'bob', to: 'alice' };
  accepted(t, silence.after('send', send(7)).when('send', send(7, back)), [sent(7, 2, SECOND, back)]);
});

t.test('#226 #238 the same random and MsgSeq again is answered as the first time and stored once', async (t) => {
  const given = silence.after('send', send(7));
  accepted(t, given.when('send', send(7), NOW + 60_000), [], { seq: 1, time: SECOND, duplicate: true });
  accepted(t, given.when('send', send(7, { msgSeq: 2 })), [sent(7, 2, SECOND, { msgSeq: 2 })], { duplicate: false });
});

t.test('#226 what is repeated after more than 5 minutes is a new message', async (t) => {
  const later = silence.after('send', send(7)).after('send', send(8), NOW + 301_000);
  accepted(t, later.when('send', send(7), NOW + 301_000), [sent(7, 3, SECOND + 301)], { duplicate: false });
});

t.test('time never goes back inside a conversation, whatever the clock does', async (t) => {
  accepted(t, silence.after('send', send(1)).when('send', send(2), NOW - 5000), [sent(2, 2, SECOND)]);
});

t.test('copies of one message to many have one time #234, unless a conversation is later already', async (t) => {
  const copy = (random: number) => ({ ...send(random), sentAt: SECOND });
  accepted(t, silence.when('send', copy(1), NOW + 2000), [sent(1, 1, SECOND)], { time: SECOND });
  const later = silence.after('send', send(1), NOW + 1000);
  accepted(t, later.when('send', copy(2), NOW + 2000), [sent(2, 2, SECOND + 1)], { time: SECOND + 1 });
});

t.test('an import keeps its time and is not imported twice', async (t) => {
  const past = { ...send(7), time: 1000, exists: false };
  const given = silence.after('send', send(9)).after('import', past);
  t.match(messages(given.events).at(-1), { seq: 2, time: 1000, flags: MessageFlag.imported });
  accepted(t, given.when('import', { ...past, exists: true }), [], { seq: 0, duplicate: true });
  const justSent = { ...send(9), time: SECOND, exists: false };
  accepted(t, given.when('import', justSent), [], { duplicate: true });
  t.match(
    messages(given.after('send', send(10)).events).at(-1),
    { time: SECOND },
    'the clock of the rest is untouched',
  );
});

t.test('a read mark goes to a seq, to a time, or to everything, and never back', async (t) => {
  const given = silence.after('send', send(1)).after('send', send(2), NOW + 5000);
  const bob = { reader: 'bob', peer: 'alice' };
  const marked = (upToSeq: number, upToTime: number): NewEvent => ({
    type: 'C2cRead',
    data: { ...bob, upToSeq, upToTime },
  });
  accepted(t, given.when('read', bob), [marked(2, SECOND + 5)], { upToSeq: 2 });
  accepted(t, given.when('read', { ...bob, upToSeq: 1, timeAtSeq: SECOND }), [marked(1, SECOND)]);
  accepted(t, given.when('read', { ...bob, upToSeq: 99, timeAtSeq: 0 }), [marked(2, SECOND + 5)]);
  accepted(t, given.when('read', { ...bob, upToTime: SECOND + 1, seqAtTime: 1 }), [marked(1, SECOND + 1)]);
  const read = given.after('read', bob);
  accepted(t, read.when('read', { ...bob, upToSeq: 1, timeAtSeq: SECOND }), [], { upToSeq: 2, upToTime: SECOND + 5 });
  accepted(t, read.when('read', bob), []);
});

const step = fc.record({
  from: fc.constantFrom('alice', 'bob'),
  random: fc.oneof(fc.integer({ min: 0, max: 3 }), fc.constantFrom(0x8000_0000, 0x8000_0001, 0xffff_ffff)),
  msgSeq: fc.integer({ min: 0, max: 1 }),
  seconds: fc.integer({ min: -10, max: 60 }),
});

t.test('law: seqs have no gaps, times never go back, and no message is taken for another', async (t) => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      let given = silence;
      let now = NOW;
      for (const { from, random, msgSeq, seconds } of steps) {
        now += seconds * 1000;
        const to = from === 'alice' ? 'bob' : 'alice';
        given = given.after('send', send(random, { from, to, msgSeq }), now);
      }
      const stored = messages(given.events);
      const inOrder = stored.every(({ seq, time }, i) => seq === i + 1 && time >= (stored[i - 1]?.time ?? 0));
      const names = new Set(steps.map(({ from, random, msgSeq }) => `${from} ${random} ${msgSeq}`));
      const found = new Set(stored.map(({ from, random, msgSeq }) => `${from} ${random} ${msgSeq}`));
      // Everything that was ever sent is there, under its own name: no message is taken for another one.
      return inOrder && names.size === found.size && [...names].every((name) => found.has(name));
    }),
  );
  t.pass('held');
});

t.test('law: a message repeated at once is a duplicate, whatever came between', async (t) => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(0xffff_ffff), { minLength: 1, maxLength: 30 }), (randoms) => {
      const given = randoms.reduce((pair: Pair, random) => pair.after('send', send(random)), silence);
      return randoms.every((random, i) => {
        const again = given.when('send', send(random));
        return 'reply' in again && again.events.length === 0 && (again.reply as { seq: number }).seq === i + 1;
      });
    }),
  );
  t.pass('held');
});

t.test('law: a read mark only grows, and what it says is what the event says', async (t) => {
  const mark = fc.record({
    reader: fc.constantFrom('alice', 'bob'),
    upToSeq: fc.nat(12),
    timeAtSeq: fc.nat(2_000_000_000),
  });
  fc.assert(
    fc.property(fc.array(mark, { maxLength: 20 }), fc.nat(10), (marks, count) => {
      let given = Array.from({ length: count }, (_, n) => n).reduce(
        (pair: Pair, n) => pair.after('send', send(n)),
        silence,
      );
      for (const { reader, ...upTo } of marks) {
        const before = given.state().read;
        given = given.after('read', { reader, peer: reader === 'alice' ? 'bob' : 'alice', ...upTo });
        const after = given.state().read;
        if (after.some(({ seq, time }, side) => seq < (before[side]?.seq ?? 0) || time < (before[side]?.time ?? 0))) {
          return false;
        }
        if (after.some(({ seq }) => seq > count)) return false;
      }
      return true;
    }),
  );
  t.pass('held');
});

t.test('a snapshot goes on like the events: what was sent before it is still known', async (t) => {
  const given = silence
    .after('send', send(7))
    .after('send', send(0xffff_ffff))
    .after('read', { reader: 'bob', peer: 'alice' });
  const decide = c2cDecider.decide.send;
  for (const random of [7, 0xffff_ffff]) {
    t.strictSame(decide(given.thawed(), send(random), { now: NOW }), decide(given.state(), send(random), { now: NOW }));
  }
  t.strictSame(given.thawed().read, given.state().read);
});
