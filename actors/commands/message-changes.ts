import type { Caller } from '../../events/caller.ts';
import { type MessageName, type MessagePlace, streamOfPlace } from '../../events/message/place.ts';
import { Refused } from '../../events/refused.ts';
import { STALE, type Stale } from '../message/changes.ts';
import type { FoundMessage } from '../message/found.ts';
import { Turns } from '../message/turns.ts';
import type { Dependencies } from './dependencies.ts';
import { requireOneOf } from './message-places.ts';

/** Times a message is looked up anew when somebody else (another node) was faster. */
const MAX_ATTEMPTS = 5;

/** Changes one message at a time: looks it up, decides on what was found, and looks again when that was old. */
export class MessageChanges {
  readonly #dependencies: Dependencies;
  readonly #turns = new Turns();

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies;
  }

  /**
   * `unknown`: code for a message that is not there, or not for the caller to see.
   * @throws Refused 20028 (temporary) when others were faster every time, and what `decide` throws.
   */
  async change<R>(
    caller: Caller,
    { place, message: name, unknown }: Target,
    decide: (message: FoundMessage) => Promise<R | Stale>,
  ): Promise<R> {
    // Before anything is looked up: who has no part in a conversation learns nothing of its messages.
    if ('users' in place) requireOneOf(caller, place.users);
    const first = await this.#find(caller, place, name);
    if (first === undefined) throw new Refused(unknown, 'there is no such message');
    return this.#turns.run(`${streamOfPlace(caller.app, place)}@${first.seq}`, async () => {
      for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
        const found = await this.#find(caller, place, first.seq);
        if (found === undefined) throw new Refused(unknown, 'there is no such message');
        const result = await decide(found);
        if (result !== STALE) return result as R;
      }
      throw new Refused(20028, 'the message is being changed by others, try again', true);
    });
  }

  /** A targeted message is there for its author and those it is addressed to. */
  async #find(caller: Caller, place: MessagePlace, name: MessageName): Promise<FoundMessage | undefined> {
    const found = await this.#dependencies.messages.find(caller.app, place, name);
    const targeted = found !== undefined && !('users' in place) && found.to.length > 0;
    if (!targeted || caller.admin || found.from === caller.user || found.to.includes(caller.user)) return found;
    return undefined;
  }
}

export interface Target {
  readonly place: MessagePlace;
  readonly message: MessageName;
  readonly unknown: number;
}
