import { MessageFlag } from '../../events/c2c/events.ts';
import { isOfficial } from '../../events/official/events.ts';
import { Refused } from '../../events/refused.ts';
import type { EffectiveSettings } from '../app/settings.ts';
import type { MessageDraft } from '../c2c/decider.ts';
import type { Dependencies } from './dependencies.ts';

/**
 * What the relations of two users do to a message between them: flags for it. To who has blocked its sender it does not
 * come, and unless the app says otherwise the sender does not learn of it (product.md §2.5, "Blocklist").
 * @throws Refused 20007 blocked; where an app lets only friends write: 20009 no friends, 20010 and 20011 only one way.
 */
export function willing(
  { accounts, relations }: Pick<Dependencies, 'accounts' | 'relations'>,
  app: number,
  { from, to }: Pick<MessageDraft, 'from' | 'to'>,
  { friendsOnly, tellBlocked }: Pick<EffectiveSettings, 'friendsOnly' | 'tellBlocked'>,
): number {
  // Whoever subscribes to an official account has its consent: it has no friends and blocks nobody.
  if (isOfficial(from) || isOfficial(to)) return 0;
  const blocked = accounts.find(app, to)?.blocksSome === true && relations.hasBlocked(app, to, from);
  if (blocked && tellBlocked === 1) throw new Refused(20007, 'the receiver has blocked the sender');
  if (blocked) return MessageFlag.hiddenFromReceiver;
  if (friendsOnly === 1) {
    const his = relations.isFriend(app, from, to);
    const mine = relations.isFriend(app, to, from);
    if (!his && !mine) throw new Refused(20009, 'the two are no friends');
    if (!his) throw new Refused(20010, 'the receiver is no friend of the sender');
    if (!mine) throw new Refused(20011, 'the sender is no friend of the receiver');
  }
  return 0;
}
