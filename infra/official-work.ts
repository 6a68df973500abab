import type { Commands } from '../actors/commands/types.ts';

/** How soon what has failed is tried again. */
const PAUSE_MS = 2000;

/**
 * Goes on with what official accounts have left undone: at once after a start, and again and again when something failed.
 * Returns what ends it.
 */
export function keepWorking(
  commands: Pick<Commands, 'resumeOfficialWork'>,
  report: (error: unknown) => void,
): () => void {
  let timer: NodeJS.Timeout | undefined;
  let over = false;
  const work = async () => {
    try {
      await commands.resumeOfficialWork();
    } catch (error) {
      if (!over) report(error);
    }
    if (!over) timer = setTimeout(work, PAUSE_MS);
  };
  void work();
  return () => {
    over = true;
    clearTimeout(timer);
  };
}
