import type { Commands } from '../actors/commands/types.ts';
import type { Caller } from '../events/caller.ts';

/** Often enough for whoever sets hours or days, and for who sets less, half of it. */
const MOST_MS = 600_000;
const LEAST_MS = 1000;

/**
 * Looks for idle groups of every app again and again, one look after the other; the groups themselves decide. Returns what ends it.
 * `afterSeconds`: what the configuration says, 0 when only an app's own settings may switch it on.
 */
export function keepRecycling(
  commands: Pick<Commands, 'recycleIdleGroups'>,
  administrators: () => readonly Caller[],
  afterSeconds: number,
  report: (error: unknown) => void,
): () => void {
  const wanted = afterSeconds === 0 ? MOST_MS : afterSeconds * 500;
  const everyMs = Math.max(LEAST_MS, Math.min(MOST_MS, wanted));
  let timer: NodeJS.Timeout | undefined;
  let over = false;
  const look = async () => {
    try {
      for (const administrator of administrators()) await commands.recycleIdleGroups(administrator);
    } catch (error) {
      if (!over) report(error);
    }
    if (!over) timer = setTimeout(look, everyMs);
  };
  timer = setTimeout(look, everyMs);
  return () => {
    over = true;
    clearTimeout(timer);
  };
}
