import type { Commands } from '../actors/commands/types.ts';
import type { Clock } from '../actors/ports.ts';
import type { OpenProjections } from '../projections/index.ts';

/** How often somebody looks, and for how long nothing was done when whoever began the errands has left them behind. */
const EVERY_MS = 10_000;

type Ports = {
  readonly commands: Pick<Commands, 'runErrands'>;
  readonly relations: Pick<OpenProjections['relations'], 'withErrands'>;
  readonly clock: Clock;
  readonly report: (error: unknown) => void;
};

/** Runs errands that nobody has been at since a time, Unix milliseconds: what a crash or a full disk left half done. */
export async function runErrandsBefore({ commands, relations, report }: Ports, before: number): Promise<void> {
  for (const { app, user } of await relations.withErrands(before)) {
    const server = { app, user: '', admin: true, platform: 'Server', instance: 0, requestId: 'errands' } as const;
    // One that cannot be run now must not keep the others waiting.
    await commands.runErrands(server, user).catch(report);
  }
}

/** Looks again and again, one look after the other. Returns what ends it. */
export function keepRunningErrands(ports: Ports): () => void {
  let timer: NodeJS.Timeout | undefined;
  let over = false;
  const look = async () => {
    await runErrandsBefore(ports, ports.clock.now() - EVERY_MS).catch((error: unknown) => {
      if (!over) ports.report(error);
    });
    if (!over) timer = setTimeout(look, EVERY_MS);
  };
  timer = setTimeout(look, EVERY_MS);
  return () => {
    over = true;
    clearTimeout(timer);
  };
}
