import type { SendGroupMessage } from '../../actors/commands/group-types.ts';
import { encodeBody, type MessageElement } from '../../actors/message/body.ts';
import { Refused } from '../../events/refused.ts';

/** What one-to-one messages call by codes of their own is a wrong parameter to groups (error-codes.md §10). */
const groupCodes: Readonly<Record<number, number>> = { 90001: 10004, 90002: 10004, 90005: 10004, 90007: 10004 };

interface Said {
  readonly MsgBody: readonly unknown[];
  readonly CloudCustomData?: string;
}

/** What sending and importing have in common. */
export function draftOf(group: string, from: string, random: number, said: Said): SendGroupMessage {
  // Its elements are checked by the command, whatever they are.
  const elements = said.MsgBody as readonly MessageElement[];
  return { group, from, random, body: encodeBody({ elements, cloudCustomData: said.CloudCustomData ?? '' }) };
}

/** A refusal of the message's form comes with the code of the group commands. */
export async function inGroupCodes<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const code = error instanceof Refused ? groupCodes[error.code] : undefined;
    if (!(error instanceof Refused) || code === undefined) throw error;
    throw new Refused(code, error.message, error.temporary, { cause: error });
  }
}
