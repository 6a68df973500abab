import { c2cStream } from '../events/stream.ts';
import type { AccountRecord } from './accounts/row.ts';
import { placeOfKey, seqUpToTime, timeUpToSeq } from './history/places.ts';
import type { AccountRow, MessageKey } from './queries/types.ts';
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
    find(app: number, user: string): (AccountRow & { readonly blocksSome: boolean }) | undefined {
      const row = runner.readNow<AccountRecord>('accounts', String(app), idKey(user));
      return row && { user: row.user, nick: row.nick, faceUrl: row.faceUrl, blocksSome: row.blocks > 0 };
    },
  };
}

/** `C2cHistory`: from the index alone, no body is read. */
export function c2cHistoryPort(runner: Pick<ProjectionRunner, 'reader'>) {
  const history = () => runner.reader('c2c-history');
  return {
    /** How far a read mark given as a time (Unix seconds) reaches; see `seqUpToTime` for imported messages. */
    seqAtTime(app: number, viewer: string, peer: string, time: number): Promise<number> {
      return seqUpToTime(history(), c2cStream(app, viewer, peer), time);
    },
    /** Unix seconds of the newest message whose seq is not above `seq`, 0 when there is none. */
    timeAtSeq(app: number, viewer: string, peer: string, seq: number): Promise<number> {
      return timeUpToSeq(history(), c2cStream(app, viewer, peer), seq);
    },
    /** Whether a message of this key is stored between the two, in either direction, hidden from one of them or not. */
    async has(app: number, one: string, other: string, key: MessageKey): Promise<boolean> {
      return (await placeOfKey(history(), c2cStream(app, one, other), key)) !== undefined;
    },
  };
}
