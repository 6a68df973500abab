import type { WebSocket } from 'uWebSockets.js';

/** Most bytes that may wait in one socket before its client counts as too slow to follow. */
export const MAX_BUFFERED_BYTES = 1024 * 1024;

/** Most pushes that are held back for one socket; at the next one all of them leave. */
export const MAX_HELD = 1000;

export type Frame = string | Uint8Array;

/**
 * One WebSocket with an outbox: frames of one turn of the event loop leave in one cork, so that a commit that answers
 * and pushes many messages costs one system call per socket.
 */
export class Connection {
  /** Requests that have been taken and not yet answered: the gateway refuses more than its limit. */
  pending = 0;
  /** Something has come from the peer since this was looked at last. */
  heard = true;
  #socket: WebSocket<unknown> | undefined;
  #frames: Frame[] = [];
  #stalled = false;
  /** Pushes that wait; undefined while none have to. */
  #held: Frame[] | undefined;
  readonly #binary: boolean;
  readonly #outbox: Outbox;
  readonly #onSlow: (connection: Connection) => void;

  /** `binary`: strings leave as binary frames too (the web SDK's /binfo). `onSlow`: a frame was dropped, the socket is full. */
  constructor(socket: WebSocket<unknown>, binary: boolean, outbox: Outbox, onSlow: (connection: Connection) => void) {
    this.#socket = socket;
    this.#binary = binary;
    this.#outbox = outbox;
    this.#onSlow = onSlow;
  }

  get open(): boolean {
    return this.#socket !== undefined;
  }

  /** Bytes that the peer has not taken yet. */
  get waitingBytes(): number {
    return this.#socket?.getBufferedAmount() ?? 0;
  }

  /** Queues one frame; it leaves at the end of this turn. Frames to a closed socket are dropped. */
  send(frame: Frame): void {
    if (this.#held === undefined) this.answer(frame);
    else if (this.#held.push(frame) > MAX_HELD) this.release();
  }

  /** As `send`, and not held back. */
  answer(frame: Frame): void {
    if (this.#socket === undefined) return;
    if (this.#frames.push(frame) === 1) this.#outbox.add(this);
  }

  /** Holds back what is sent from now on, until `release`: the client is not ready for it yet. Answers pass. */
  hold(): void {
    this.#held ??= [];
  }

  /** Sends what was held back, in its order, each frame as `change` makes it. */
  release(change: (frame: Frame) => Frame = (frame) => frame): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const frame of held) this.answer(change(frame));
  }

  /** Writes what is queued. Called by the outbox. */
  flush(): void {
    const socket = this.#socket;
    const frames = this.#frames;
    if (frames.length === 0) return;
    if (socket === undefined || this.#stalled) {
      this.#frames = [];
      return;
    }
    if (frames.length === 1) {
      // What a member of a large group gets: one frame, and a cork costs as much as the frame itself.
      const frame = frames.pop();
      if (frame !== undefined) this.#write(socket, frame);
    } else {
      this.#frames = [];
      socket.cork(() => {
        for (const frame of frames) if (!this.#write(socket, frame)) break;
      });
    }
    if (this.#stalled) this.#onSlow(this);
  }

  /**
   * False: the socket's buffer is over MAX_BUFFERED_BYTES and the frame was dropped. Everything behind it is dropped too
   * until the socket is empty: a client that got a later frame would not know that it missed an earlier one.
   */
  #write(socket: WebSocket<unknown>, frame: Frame): boolean {
    this.#stalled = socket.send(frame, this.#binary || typeof frame !== 'string') === 2;
    return !this.#stalled;
  }

  /** The socket's buffer has drained (uWS drain handler). True once, when frames were dropped before. */
  drained(): boolean {
    if (!this.#stalled || (this.#socket?.getBufferedAmount() ?? 1) > 0) return false;
    this.#stalled = false;
    // Queued on this turn, behind what was dropped: a client must hear of the gap before anything that lies beyond it.
    this.#frames = [];
    return true;
  }

  /** Asks the peer for a sign of life: its answer counts as something heard. */
  ping(): void {
    this.#socket?.ping();
  }

  /** Closes at once, without a word: nobody is there. */
  drop(): void {
    this.#socket?.close();
  }

  /** Sends what is queued, then closes. */
  end(code: number, reason: string): void {
    this.flush();
    this.#socket?.end(code, reason);
  }

  /** The socket is gone (uWS close handler). */
  closed(): void {
    this.#socket = undefined;
    this.#frames = [];
    this.#held = undefined;
  }
}

/**
 * Connections of one turn that are written to in one go: about two milliseconds. The fan-out to a large group takes
 * several turns, and requests that come in meanwhile are answered in between.
 */
export const SLICE = 256;

/** The connections that have something to send at the end of this turn. */
export class Outbox {
  #dirty: Connection[] = [];
  /** Turns that are not finished yet, and how far each is: every one goes on in every turn, so none waits for another. */
  #unfinished: { readonly connections: readonly Connection[]; next: number }[] = [];

  add(connection: Connection): void {
    if (this.#dirty.push(connection) === 1 && this.#unfinished.length === 0) setImmediate(this.flush);
  }

  readonly flush = (): void => {
    if (this.#dirty.length > 0) this.#unfinished.push({ connections: this.#dirty, next: 0 });
    this.#dirty = [];
    for (const turn of this.#unfinished) {
      const end = Math.min(turn.next + SLICE, turn.connections.length);
      for (; turn.next < end; turn.next++) turn.connections[turn.next]?.flush();
    }
    this.#unfinished = this.#unfinished.filter(({ connections, next }) => next < connections.length);
    if (this.#unfinished.length > 0 || this.#dirty.length > 0) setImmediate(this.flush);
  };
}
