import type { Caller } from '../../events/caller.ts';
import { Refused } from '../../events/refused.ts';
import type { Errand, Task } from '../../events/user/relations.ts';
import type { Host } from '../host/host.ts';
import { userDecider } from '../user/decider.ts';
import { userStream } from './dependencies.ts';

/** How an errand ended: 0, or why the peer said no. */
export interface Ended {
  readonly code: number;
  readonly problem: string;
}

/** Errands of one call that are under way at the same time. */
const AT_ONCE = 32;
const DONE: Ended = { code: 0, problem: '' };

interface Way {
  readonly host: Host;
  readonly caller: Pick<Caller, 'app' | 'user' | 'instance' | 'requestId'>;
  /** Whose errand it is. */
  readonly user: string;
  readonly errand: Errand;
}

type Run<K extends Task['kind']> = (way: Way, task: Extract<Task, { kind: K }>) => Promise<Ended>;

/**
 * What each errand is: a step in the peer's stream, then one in the user's own that says it is done. Either may be repeated
 * after a crash, and changes nothing the second time.
 */
const table: { readonly [K in Task['kind']]: Run<K> } = {
  async befriend(way, task) {
    const { code, problem, already } = await orRefused(() => tell(way, 'hearRequest', { from: way.user, task }));
    const ended = await finish(way, 'settleRequest', { id: way.errand.id, code, already: already ?? false });
    return { code: ended.code, problem: problem || ended.problem };
  },
  async accept(way) {
    const { code, problem } = await orRefused(() => tell(way, 'hearAnswer', { from: way.user, agreed: true }));
    await finish(way, 'settleAnswer', { id: way.errand.id, code });
    return { code, problem };
  },
  async refuse(way) {
    await orRefused(() => tell(way, 'hearAnswer', { from: way.user, agreed: false }));
    await finish(way, 'errandsDone', { ids: [way.errand.id] });
    return DONE;
  },
  async part(way, { blocked }) {
    await tell(way, 'part', { from: way.user, blocked });
    await finish(way, 'errandsDone', { ids: [way.errand.id] });
    return DONE;
  },
};

/** Runs errands, and resolves to how they ended, in their order. Rejects when the server could not store a step. */
export async function runErrands(
  host: Host,
  caller: Way['caller'],
  user: string,
  errands: readonly Errand[],
): Promise<readonly Ended[]> {
  const ended: Ended[] = [];
  for (let at = 0; at < errands.length; at += AT_ONCE) {
    const some = errands.slice(at, at + AT_ONCE);
    ended.push(...(await Promise.all(some.map((errand) => run({ host, caller, user, errand })))));
  }
  return ended;
}

function run(way: Way): Promise<Ended> {
  const { task } = way.errand;
  return (table[task.kind] as (way: Way, task: Task) => Promise<Ended>)(way, task);
}

type Name = 'hearRequest' | 'hearAnswer' | 'part' | 'settleRequest' | 'settleAnswer' | 'errandsDone';
type Data<K extends Name> = Parameters<(typeof userDecider.decide)[K]>[1];

function tell<K extends Name>({ host, caller, errand }: Way, name: K, data: Data<K>) {
  return host.ask(userDecider, userStream(caller.app, errand.peer), name, data, caller);
}

function finish<K extends Name>({ host, caller, user }: Way, name: K, data: Data<K>) {
  return host.ask(userDecider, userStream(caller.app, user), name, data, caller);
}

/** A peer who is gone says no with a code of his own; what is temporary is tried again by whoever starts it anew. */
async function orRefused<T extends Ended>(ask: () => Promise<T>): Promise<Ended & Partial<T>> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof Refused) || error.temporary) throw error;
    return { code: error.code, problem: error.message } as Ended & Partial<T>;
  }
}
