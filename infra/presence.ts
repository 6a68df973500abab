import type { Commands } from '../actors/commands/types.ts';
import type { Caller } from '../events/caller.ts';
import type { Links } from '../gateway/links.ts';
import type { Sessions } from '../gateway/sessions.ts';
import type { OpenProjections } from '../projections/index.ts';

const SECOND_MS = 1000;
/** Devices that are looked at in one round: what a page of the projection costs, and no more. */
const PAGE = 256;
/**
 * Pause before each walk through all devices, in rounds: after a start clients are given so long to come back, and one that
 * changes its network is seldom met without connection.
 */
export const PAUSE_ROUNDS = 60;

interface Parts {
  readonly commands: Pick<Commands, 'noteAway' | 'noteUnreachable'>;
  readonly links: Pick<Links, 'second'>;
  readonly sessions: Pick<Sessions, 'find'>;
  readonly presence: Pick<OpenProjections['presence'], 'here' | 'expired'>;
}

/**
 * One round after the other: notes devices that went without a logout (also those that were there when a server died), and
 * those that have been away for seven days. A page of each in a round.
 */
export function presenceRounds(
  { commands, sessions, presence }: Omit<Parts, 'links'>,
  administrator: Caller,
): () => Promise<void> {
  const { app } = administrator;
  let pause = PAUSE_ROUNDS;
  /** Where the walk is; undefined: at its beginning. */
  let behind: Device | undefined;
  return async () => {
    const expired = await presence.expired(app, PAGE);
    await Promise.all(expired.map((device) => commands.noteUnreachable(administrator, device)));
    if (pause > 0) {
      pause--;
      return;
    }
    const page = await presence.here(app, behind, PAGE);
    behind = page.length < PAGE ? undefined : page.at(-1);
    if (behind === undefined) pause = PAUSE_ROUNDS;
    const gone = page.filter(({ user, instance }) => sessions.find(app, user, instance) === undefined);
    await Promise.all(gone.map((device) => commands.noteAway(administrator, device)));
  };
}

/**
 * Keeps presence true while nobody does anything: those rounds for every app, and an end to silent connections. Returns
 * what ends it. `administrators`: one of each app there is now.
 */
export function keepPresence(
  parts: Parts,
  administrators: () => readonly Caller[],
  report: (error: unknown) => void,
): () => void {
  const rounds = new Map<number, () => Promise<void>>();
  let over = false;
  let timer: NodeJS.Timeout;
  const look = async () => {
    for (const administrator of administrators()) {
      const { app } = administrator;
      const round = rounds.get(app) ?? presenceRounds(parts, administrator);
      rounds.set(app, round);
      try {
        await round();
      } catch (error) {
        if (!over) report(error);
      }
    }
    if (!over) timer = setTimeout(look, SECOND_MS).unref();
  };
  timer = setTimeout(look, SECOND_MS).unref();
  const seconds = setInterval(() => parts.links.second(), SECOND_MS).unref();
  return () => {
    over = true;
    clearTimeout(timer);
    clearInterval(seconds);
  };
}

type Device = Awaited<ReturnType<Parts['presence']['here']>>[number];
