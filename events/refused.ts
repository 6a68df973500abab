/**
 * A command that was refused: the caller gets `code` (error-codes.md) and `message`; nothing was changed.
 * `temporary` says whether the same command may succeed later.
 */
export class Refused extends Error {
  constructor(
    readonly code: number,
    message: string,
    readonly temporary = false,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'Refused';
  }
}
