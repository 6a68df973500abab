import Type, { type Static } from 'typebox';
import type { MessageElement } from '../../actors/message/body.ts';
import { isDeeper } from '../../actors/message/depth.ts';
import { Refused } from '../../events/refused.ts';
import { cleaned } from '../merged-messages.ts';
import type { SessionContext } from './command.ts';

/** Elements as far as this dialect looks at them; what each type must hold is a rule of the actors' room. */
export const elements = Type.Array(
  Type.Object({ MsgType: Type.String(), MsgContent: Type.Record(Type.String(), Type.Unknown()) }),
  { minItems: 1 },
);

/**
 * The elements as they are stored: without the traces that the client leaves of its own insides. Throws `Refused` 90002 when
 * one is nested too deeply.
 */
export function readElements(
  { services, caller }: Pick<SessionContext, 'services' | 'caller'>,
  sent: Static<typeof elements>,
): readonly MessageElement[] {
  return sent.map(({ MsgType, MsgContent }) => {
    if (isDeeper(MsgContent)) throw new Refused(90002, 'MsgBody: nested too deeply');
    // Only the content changes.
    return cleaned(services.auth, caller.app, { MsgType, MsgContent }) as MessageElement;
  });
}
