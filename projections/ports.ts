import type { Caller } from '../events/caller.ts';
import { c2cStream } from '../events/stream.ts';
import type { AccountRecord } from './accounts/row.ts';
import { seqUpToTime } from './history/places.ts';
import type { AccountRow, MessageKey, Queries } from './queries/types.ts';
import { idKey } from './row-keys.ts';
import type { ProjectionRunner } from './runner.ts';

/**
 * What the actor room asks of this one (`Accounts` and `C2cHistory` in actors/ports.ts; the rooms do not import each
 * other, so the shapes are repeated here and the composition root's types hold them together).
 */

/**
 * `Accounts`: answers at once, because a command may not wait between its check and its decision. With an embedded store
 * the row comes from memory or from the map of the file. With a store behind a socket a row that is not in memory
 * cannot be had at once: `find` throws RowNotAtHand (temporary) rather than deny that somebody exists; whoever wires
 * such a store must keep this projection in memory, or read the row by `reader('accounts')` before the command.
 */
export function accountsPort(runner: Pick<ProjectionRunner, 'readNow'>) {
  return {
    find(app: number, user: string): AccountRow | undefined {
      const row = runner.readNow<AccountRecord>('accounts', String(app), idKey(user));
      return row && { user: row.user, nick: row.nick, faceUrl: row.faceUrl };
    },
  };
}

/** `C2cHistory`. */
export function c2cHistoryPort(runner: Pick<ProjectionRunner, 'reader'>, queries: Pick<Queries, 'c2cHistory'>) {
  return {
    /** How far a read mark given as a time (Unix seconds) reaches; see `seqUpToTime` for imported messages. */
    seqAtTime(app: number, viewer: string, peer: string, time: number): Promise<number> {
      return seqUpToTime(runner.reader('c2c-history'), c2cStream(app, viewer, peer), time);
    },
    async timeAtSeq(app: number, viewer: string, peer: string, seq: number): Promise<number> {
      const page = { viewer, peer, limit: 1, direction: 'older', fromSeq: seq + 1 } as const;
      const { messages } = await queries.c2cHistory(serverCaller(app), page);
      return messages[0]?.message.time ?? 0;
    },
    async has(app: number, one: string, other: string, key: MessageKey): Promise<boolean> {
      // A message may be hidden from its sender: then the other side's view has it.
      return (await seenBy(queries, app, one, other, key)) || (await seenBy(queries, app, other, one, key));
    },
  };
}

/** Messages looked at per page. */
const PAGE = 100;

async function seenBy(
  queries: Pick<Queries, 'c2cHistory'>,
  app: number,
  viewer: string,
  peer: string,
  key: MessageKey,
): Promise<boolean> {
  const second = { viewer, peer, limit: PAGE, direction: 'older', minTime: key.time, maxTime: key.time } as const;
  let fromKey: MessageKey | undefined;
  for (;;) {
    const page = await queries.c2cHistory(serverCaller(app), { ...second, ...(fromKey && { fromKey }) });
    if (page.messages.some(({ message: m }) => m.msgSeq === key.msgSeq && m.random === key.random)) return true;
    const oldest = page.messages[0]?.message;
    if (page.complete || oldest === undefined) return false;
    fromKey = { msgSeq: oldest.msgSeq, random: oldest.random, time: oldest.time };
  }
}

/** The actor room asks for the server itself: it has checked who may. */
function serverCaller(app: number): Caller {
  return { app, user: '', admin: true, platform: 'Server', instance: 0, requestId: '' };
}
