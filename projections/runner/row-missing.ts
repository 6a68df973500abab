/**
 * Thrown by `Rows` when a driver that answers later does not have a row at hand: ends the handler; the fold waits for
 * `load` and runs the handler again. Private to the runner; not an Error, because a stack costs more than the read.
 */
export class RowMissing {
  constructor(readonly load: () => Promise<void>) {}
}
