import { isHiddenFrom } from '../../events/c2c/events.ts';
import type { Caller } from '../../events/caller.ts';
import { isAddressedTo } from '../../events/message/events.ts';
import type { MessageName, MessagePlace } from '../../events/message/place.ts';
import type { FoundMessage } from '../message/found.ts';
import type { Messages } from '../ports.ts';

/** With whose eyes a message is looked for; an administrator sees all. */
export type Viewer = Pick<Caller, 'app' | 'user' | 'admin'>;

/**
 * A message as far as it is there for somebody: not what was before he came (or in an earlier life of his account), not
 * what is addressed to others, not what was sent in his name without his devices knowing. Undefined otherwise: for him it is
 * no other than a message that never was.
 */
export async function findSeen(
  messages: Messages,
  { app, user, admin }: Viewer,
  place: MessagePlace,
  name: MessageName,
): Promise<FoundMessage | undefined> {
  const found = await messages.find(app, place, name);
  if (found === undefined || admin) return found;
  const { seq } = found;
  const first = await messages.firstSeen(app, place, user);
  if (first === undefined || seq < first) return undefined;
  if ('users' in place) return isHiddenFrom(found, user) ? undefined : found;
  return isAddressedTo(found, user) ? found : undefined;
}
