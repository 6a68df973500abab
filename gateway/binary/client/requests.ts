import { Request, type RequestId } from '../protocol.ts';
import { DeadlinePassed, type RequestRefused, type Timers } from './options.ts';

/** A request that waits for its answer, whatever happens to the link meanwhile. */
export interface Pending {
  readonly packet: readonly unknown[];
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly cancelDeadline: () => void;
  inFlight: boolean;
}

export interface RequestOptions {
  readonly timers: Timers;
  readonly deadlineMs: number;
  readonly window: number;
  readonly retryMs: number;
  /** Writes a packet to the link. */
  readonly write: (packet: readonly unknown[]) => void;
}

/** Ids above this are the client's own: login, sync, ping. */
export const MAX_ID = 0xfffe_ffff;

/**
 * Requests until they are answered: at most a window of them in flight, in order; all of them again on a new link.
 * Every request may be repeated: a message is known by its random and msgSeq, and the others change nothing twice.
 */
export class Requests {
  readonly #pending = new Map<RequestId, Pending>();
  readonly #options: RequestOptions;
  #lastId = 0;
  #inFlight = 0;
  #open = false;

  constructor(options: RequestOptions) {
    this.#options = options;
  }

  /** `args`: the packet's elements behind kind and id. @throws RequestRefused, DeadlinePassed, or what `fail` gave. */
  ask<T>(kind: number, ...args: readonly unknown[]): Promise<T> {
    const { timers, deadlineMs } = this.#options;
    return new Promise<T>((resolve, reject) => {
      const id = this.#nextId();
      const cancelDeadline = timers.after(deadlineMs, () => this.#end(id)?.reject(new DeadlinePassed(deadlineMs)));
      const packet = [kind, id, ...args];
      const settle = resolve as (result: unknown) => void; // the protocol says what each kind is answered with
      this.#pending.set(id, { packet, resolve: settle, reject, cancelDeadline, inFlight: false });
      this.#fill();
    });
  }

  /** The link is logged in and in sync: everything that waits is sent, also what was sent before. */
  resume(): void {
    this.pause();
    this.#open = true;
    this.#fill();
  }

  /** No link, or one that is not in sync: requests wait. */
  pause(): void {
    this.#open = false;
    this.#inFlight = 0;
    for (const pending of this.#pending.values()) pending.inFlight = false;
  }

  answered(id: RequestId, result: unknown): void {
    this.#end(id)?.resolve(result);
  }

  /** A temporary refusal is tried again until the deadline; any other is final. */
  refused(id: RequestId, refusal: RequestRefused): void {
    if (!refusal.temporary) {
      this.#end(id)?.reject(refusal);
      return;
    }
    if (!this.#pending.has(id)) return;
    this.#options.timers.after(this.#options.retryMs, () => {
      const pending = this.#pending.get(id);
      if (pending !== undefined && this.#open) this.#options.write(pending.packet);
    });
  }

  /** The waiting `send` of this message, taken out: its answer came by another way. */
  takeSend(to: string, random: number, msgSeq: number): Pending | undefined {
    for (const [id, { packet }] of this.#pending) {
      const [kind, , peer, itsRandom, , itsMsgSeq] = packet;
      if (kind !== Request.send || peer !== to || itsRandom !== random || itsMsgSeq !== msgSeq) continue;
      return this.#end(id);
    }
    return undefined;
  }

  /** The session is over: nothing will be answered. */
  fail(error: Error): void {
    for (const id of [...this.#pending.keys()]) this.#end(id)?.reject(error);
  }

  #end(id: RequestId): Pending | undefined {
    const pending = this.#pending.get(id);
    if (pending === undefined) return undefined;
    this.#pending.delete(id);
    pending.cancelDeadline();
    if (pending.inFlight) this.#inFlight--;
    this.#fill();
    return pending;
  }

  #fill(): void {
    if (!this.#open || this.#inFlight >= this.#options.window) return;
    for (const pending of this.#pending.values()) {
      if (pending.inFlight) continue;
      pending.inFlight = true;
      this.#options.write(pending.packet);
      if (++this.#inFlight >= this.#options.window) return;
    }
  }

  #nextId(): RequestId {
    do this.#lastId = this.#lastId >= MAX_ID ? 1 : this.#lastId + 1;
    while (this.#pending.has(this.#lastId));
    return this.#lastId;
  }
}
