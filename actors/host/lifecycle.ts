import { createMachine, initialTransition, transition } from 'xstate';

/**
 * Life of an entity as a chart. It is walked a few times in an entity's life, never per command, so it costs the hot
 * path nothing: `nextPhase` is the chart compiled to a table.
 */
export const lifecycle = createMachine({
  id: 'entity',
  initial: 'recovering',
  states: {
    /** State is being rebuilt from snapshot and log; commands wait. */
    recovering: { on: { recovered: 'awake', recoveryFailed: 'failed' } },
    /** Commands are decided as they come. */
    awake: { on: { appendFailed: 'recovering', idle: 'passivating' } },
    /** The snapshot is being stored. A command wakes it up again. */
    passivating: { on: { command: 'awake', appendFailed: 'recovering', stored: 'asleep' } },
    /** The log could not be read. The next command tries again. */
    failed: { on: { command: 'recovering', idle: 'asleep' } },
    /** Holds nothing: may be forgotten. A command that comes first recovers it. */
    asleep: { on: { command: 'recovering' } },
  },
});

export type Phase = 'recovering' | 'awake' | 'passivating' | 'failed' | 'asleep';
export type LifecycleEvent = 'recovered' | 'recoveryFailed' | 'appendFailed' | 'idle' | 'command' | 'stored';

const table = compile();

/** The phase that follows; the same one where the chart has no arrow. */
export function nextPhase(phase: Phase, event: LifecycleEvent): Phase {
  return table.get(`${phase} ${event}`) ?? phase;
}

function compile(): ReadonlyMap<string, Phase> {
  const arrows = new Map<string, Phase>();
  const [initial] = initialTransition(lifecycle);
  const open = [initial];
  const seen = new Set<string>();
  for (let snapshot = open.pop(); snapshot !== undefined; snapshot = open.pop()) {
    const phase = String(snapshot.value);
    if (seen.has(phase)) continue;
    seen.add(phase);
    for (const type of lifecycle.events) {
      if (!snapshot.can({ type })) continue;
      const [next] = transition(lifecycle, snapshot, { type });
      arrows.set(`${phase} ${type}`, String(next.value) as Phase);
      open.push(next);
    }
  }
  return arrows;
}
