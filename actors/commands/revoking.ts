import type { Caller } from '../../events/caller.ts';
import type { MessageName, MessagePlace } from '../../events/message/place.ts';
import { Refused } from '../../events/refused.ts';
import { groupDecider } from '../group/decider.ts';
import { groupRules } from '../group/types.ts';
import type { FoundMessage } from '../message/found.ts';
import { c2cRevokeCodes, groupRevokeCodes } from '../message/revoking.ts';
import { type Dependencies, settingsOf, streamOfGroup } from './dependencies.ts';
import type { MessageChanges } from './message-changes.ts';
import { askPlace } from './message-places.ts';
import type { MessageCommands, MessageResult } from './message-types.ts';

/** A group type without messages to recall. */
const NOT_HERE = 10033;

/** Recalls messages (product.md §2.13), each with a result of its own. */
export function revoking(dependencies: Dependencies, changes: MessageChanges): Pick<MessageCommands, 'revokeMessages'> {
  async function revokeOne(
    caller: Caller,
    place: MessagePlace,
    name: MessageName,
    reason: string,
    windowSeconds: number,
  ): Promise<void> {
    const codes = 'users' in place ? c2cRevokeCodes : groupRevokeCodes;
    const ask = (message: FoundMessage, unlimited: boolean) =>
      askPlace(dependencies, caller, place, unlimited && !caller.admin ? 'recall' : 'look', 'revoke', {
        message,
        by: caller.user,
        reason,
        unlimited,
        windowSeconds,
        codes,
      });
    await changes.change(caller, { place, message: name, unknown: codes.unknown }, async (message) => {
      if ('users' in place || caller.admin) return ask(message, caller.admin);
      // What others wrote needs the right, at any time; what is one's own only when it is late.
      if (message.from !== caller.user) return ask(message, true);
      try {
        return await ask(message, false);
      } catch (error) {
        if (!isCode(error, codes.late)) throw error;
        return ask(message, true).catch((refused: unknown) => Promise.reject(isCode(refused, 10007) ? error : refused));
      }
    });
  }

  /** @throws Refused 10010 no such group, 10033 where nothing is kept. */
  async function requireKept(caller: Caller, place: MessagePlace): Promise<void> {
    if ('users' in place) return;
    const { type } = await dependencies.host.ask(
      groupDecider,
      streamOfGroup(caller.app, place.group),
      'describe',
      {},
      caller,
    );
    if (!groupRules[type].storesMessages) throw new Refused(NOT_HERE, 'nothing is recalled in a group of this type');
  }

  return {
    async revokeMessages(caller, { place, messages, reason = '' }) {
      await requireKept(caller, place);
      const { recallSeconds } = await settingsOf(dependencies, caller.app);
      return Promise.all(
        messages.map(async (message): Promise<MessageResult> => {
          try {
            await revokeOne(caller, place, message, reason, recallSeconds);
            return { message, code: 0, problem: '' };
          } catch (error) {
            if (error instanceof Refused) return { message, code: error.code, problem: error.message };
            throw error;
          }
        }),
      );
    },
  };
}

function isCode(error: unknown, code: number): boolean {
  return error instanceof Refused && error.code === code;
}
