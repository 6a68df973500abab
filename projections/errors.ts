import type { Envelope } from '../events/envelope.ts';

/** Errors of this room: one class per cause. */

/** A handler threw: its projection stops at this event, the others go on. A rebuild with a corrected handler heals it. */
export class HandlerFailed extends Error {
  readonly temporary = false;
  readonly eventId: string;
  readonly position: number;
  constructor(
    readonly projection: string,
    event: Envelope,
    cause: unknown,
  ) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(`projection ${projection} stopped at ${event.type} ${event.id}, position ${event.position}: ${reason}`, {
      cause,
    });
    this.name = 'HandlerFailed';
    this.eventId = event.id;
    this.position = event.position;
  }
}

/** A query met a projection that cannot answer: it stopped at an event, or it is being rebuilt. */
export class ProjectionStopped extends Error {
  readonly temporary: boolean;
  constructor(
    readonly projection: string,
    readonly why: 'failed' | 'rebuilding',
    cause?: HandlerFailed,
  ) {
    super(`projection ${projection} ${why === 'failed' ? 'has stopped' : 'is being rebuilt'}`, cause && { cause });
    this.name = 'ProjectionStopped';
    this.temporary = why === 'rebuilding';
  }
}

/** The store refused a flush: its rows stay in memory and are tried again. */
export class FlushFailed extends Error {
  readonly temporary = true;
  constructor(
    readonly attempt: number,
    readonly rows: number,
    cause: unknown,
  ) {
    super(`flush of ${rows} projection rows failed (attempt ${attempt})`, { cause });
    this.name = 'FlushFailed';
  }
}

/** The store could not read a row that a handler needs: the fold waits and tries again. */
export class RowReadFailed extends Error {
  readonly temporary = true;
  constructor(
    readonly projection: string,
    cause: unknown,
  ) {
    super(`projection ${projection} could not read a row`, { cause });
    this.name = 'RowReadFailed';
  }
}

/** An answer is needed at once and the row is not in memory: only with a driver that answers later. */
export class RowNotAtHand extends Error {
  readonly temporary = true;
  constructor() {
    super('the projection store answers later: this row cannot be read at once');
    this.name = 'RowNotAtHand';
  }
}
