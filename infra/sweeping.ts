import type { Host } from '../actors/host/host.ts';

/** How long after a round the next one begins. */
const PAUSE_MS = 15_000;
/** Actors that are looked at in one turn of the event loop: about two milliseconds when all of them are let go. */
const SLICE = 256;

/** Looks for idle actors from time to time, some in each turn: requests are answered in between. Returns what ends it. */
export function keepSweeping(host: Pick<Host, 'sweep'>): () => void {
  let timer: NodeJS.Timeout;
  let turn: NodeJS.Immediate | undefined;
  const rest = () => {
    timer = setTimeout(go, PAUSE_MS);
  };
  const go = () => {
    if (host.sweep(SLICE)) rest();
    else turn = setImmediate(go);
  };
  rest();
  return () => {
    clearTimeout(timer);
    clearImmediate(turn);
  };
}
