/** Errors of the log: one class per cause. `temporary` says whether trying again later may help. */

/** The stream is not at the revision the caller decided on: reread and decide again. */
export class WrongExpectedRevision extends Error {
  readonly temporary = true;
  constructor(
    readonly stream: string,
    readonly expected: number,
    readonly actual: number,
  ) {
    super(`${stream}: expected revision ${expected}, is at ${actual}`);
    this.name = 'WrongExpectedRevision';
  }
}

/** A stored record fails its checksum, its hash chain or its decoding. */
export class DamagedRecord extends Error {
  readonly temporary = false;
  constructor(
    readonly position: number,
    readonly stream: string,
    readonly reason: string,
    options?: ErrorOptions,
  ) {
    super(`damaged record at position ${position}${stream && ` in ${stream}`}: ${reason}`, options);
    this.name = 'DamagedRecord';
  }
}

/** The disk refused a write: nothing of it is stored. */
export class LogFailed extends Error {
  readonly temporary = true;
  constructor(cause: unknown) {
    super('the log could not write', { cause });
    this.name = 'LogFailed';
  }
}

/** Too many bytes wait for the disk: refused instead of buffered. */
export class LogOverloaded extends Error {
  readonly temporary = true;
  constructor(readonly waitingBytes: number) {
    super(`the log is overloaded: ${waitingBytes} bytes are waiting for the disk`);
    this.name = 'LogOverloaded';
  }
}

export class LogClosed extends Error {
  readonly temporary = false;
  constructor() {
    super('the log is closed');
    this.name = 'LogClosed';
  }
}
