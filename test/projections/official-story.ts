import fc from 'fast-check';
import type { NewEvent } from '../../events/envelope.ts';
import { officialStream } from '../../events/stream.ts';
import { APP, created, type Fact, sent, T0 } from './given.ts';

/** Random stories of one official account and the users around it: facts as its decider may decide them. */
const NEWS = '@TOA#_ne.ws';
const USERS = ['u.1', 'u2', 'u3', 'u4'];

const of = <K extends string, T>(kind: K, fields: T) => ({ kind: fc.constant(kind), ...fields });
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record(of('come', { users: fc.subarray(USERS, { minLength: 1 }) })) },
  { weight: 3, arbitrary: fc.record(of('go', { users: fc.subarray(USERS, { minLength: 1 }) })) },
  {
    weight: 3,
    arbitrary: fc.record(of('custom', { user: fc.constantFrom(...USERS), custom: fc.constantFrom('', 'x') })),
  },
  { weight: 4, arbitrary: fc.record(of('send', { onlineOnly: fc.boolean() })) },
  { weight: 2, arbitrary: fc.record(of('recall', { number: fc.integer({ min: 1, max: 5 }) })) },
  { weight: 5, arbitrary: fc.record(of('advance', {})) },
  { weight: 3, arbitrary: fc.record(of('write', { user: fc.constantFrom(...USERS) })) },
  { weight: 1, arbitrary: fc.record(of('end', {})) },
);

export const officialStory = (most: number) => fc.array(step, { maxLength: most, size: 'max' });
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

export interface OfficialLife {
  readonly facts: readonly Fact[];
  /** Who subscribes in the end; undefined: there is no account. */
  readonly subscribers: ReadonlySet<string> | undefined;
  /** Something is left to do. */
  readonly busy: boolean;
}

const profile = { name: 'n', introduction: '', faceUrl: '', organization: '', custom: '', maxSubscribers: 9 };

export function official(steps: readonly Step[]): OfficialLife {
  const facts: Fact[] = USERS.map((user) => created(user));
  const stream = officialStream(APP, NEWS);
  const happens = (event: NewEvent) => facts.push({ stream, event });
  let subscribers: Set<string> | undefined;
  let tasks = 0;
  let number = 0;
  const seqs = new Map<string, number>();
  for (const one of steps) {
    if (one.kind === 'write') {
      const seq = (seqs.get(one.user) ?? 0) + 1;
      seqs.set(one.user, seq);
      facts.push(sent(one.user, NEWS, seq));
    } else if (subscribers === undefined) {
      if (tasks === 0) {
        happens({ type: 'OfficialAccountCreated', data: { owner: 'u.1', profile, by: '' } });
        subscribers = new Set();
      } else if (one.kind === 'advance') {
        tasks--;
        const data = { work: 'release', number: 0, upTo: '', done: true, left: tasks } as const;
        happens({ type: 'OfficialWorkAdvanced', data });
      }
    } else if (one.kind === 'come' || one.kind === 'go') {
      const known: ReadonlySet<string> = subscribers;
      const comes = one.kind === 'come';
      const users = one.users.filter((user) => known.has(user) !== comes);
      if (users.length === 0) continue;
      for (const user of users) subscribers[comes ? 'add' : 'delete'](user);
      if (comes) happens({ type: 'SubscribersAdded', data: { users, by: '' } });
      else happens({ type: 'SubscribersRemoved', data: { users, by: '', released: false } });
    } else if (one.kind === 'custom' && subscribers.has(one.user)) {
      happens({ type: 'SubscriberChanged', data: { user: one.user, custom: one.custom, by: '' } });
    } else if (one.kind === 'send') {
      number++;
      if (!one.onlineOnly) tasks++;
      happens({ type: 'BroadcastSent', data: broadcast(number, one.onlineOnly) });
    } else if (one.kind === 'recall' && one.number <= number) {
      tasks++;
      happens({ type: 'BroadcastRecalled', data: { number: one.number, by: '', reason: '' } });
    } else if (one.kind === 'advance' && tasks > 0) {
      tasks--;
      const data = { work: 'deliver', number, upTo: 'z', done: true, left: tasks } as const;
      happens({ type: 'OfficialWorkAdvanced', data });
    } else if (one.kind === 'end') {
      happens({ type: 'OfficialAccountDestroyed', data: { by: '' } });
      const users = [...subscribers];
      if (users.length > 0) happens({ type: 'SubscribersRemoved', data: { users, by: '', released: true } });
      subscribers = undefined;
      tasks++;
    }
  }
  return { facts, subscribers, busy: tasks > 0 };
}

function broadcast(number: number, onlineOnly: boolean) {
  const texts = { digest: 'd', nick: 'n', faceUrl: '', offlinePush: '' };
  return { number, time: T0 + number, random: number * 3, flags: 0, onlineOnly, ...texts, body: Buffer.from('b') };
}

export { NEWS, USERS };
