import type { Caller } from '../../events/caller.ts';
import { isAddressedTo } from '../../events/message/events.ts';
import { type MessageName, type MessagePlace, streamOfPlace } from '../../events/message/place.ts';
import { Refused } from '../../events/refused.ts';
import { type SentMessage, sentMessage } from '../messages/find.ts';
import { type LifeRow, lifeKey } from '../messages/life.ts';
import type { QueryDeps } from './deps.ts';
import { firstInPlace, firstSeen } from './first-seen.ts';
import { groupOfMember, memberRow } from './group-rows.ts';

/** A message somebody may see, with what has become of it. */
export interface Seen {
  readonly sent: SentMessage;
  readonly life: Readonly<LifeRow> | undefined;
}

/**
 * The messages of these names that the caller may see, undefined for others: what is recalled or taken away has nothing
 * that hangs on it any more.
 * @throws Refused 60010 for somebody else's conversation; in groups 10010, 10007, 110003.
 */
export async function seenBy(
  deps: QueryDeps,
  caller: Caller,
  place: MessagePlace,
  names: readonly MessageName[],
): Promise<readonly (Seen | undefined)[]> {
  const first = await firstFor(deps, caller, place);
  const stream = streamOfPlace(caller.app, place);
  return Promise.all(
    names.map(async (name) => {
      const sent = await sentMessage(deps, caller.app, place, name);
      if (sent === undefined || sent.seq < first || !isFor(sent, caller, place)) return undefined;
      const life = await deps.runner.reader('message-life').get<LifeRow>(stream, lifeKey(sent.seq));
      return life?.removed || life?.revoked ? undefined : { sent, life: life && { ...life } };
    }),
  );
}

/** @throws Refused as `seenBy`, and 23004 for a message that is not there. */
export async function seenOne(deps: QueryDeps, caller: Caller, place: MessagePlace, name: MessageName): Promise<Seen> {
  const [seen] = await seenBy(deps, caller, place, [name]);
  if (seen === undefined) throw new Refused(23004, 'there is no such message');
  return seen;
}

/** First number that is there for the caller. */
async function firstFor(deps: QueryDeps, caller: Caller, place: MessagePlace): Promise<number> {
  if ('users' in place) {
    if (caller.admin) return 1;
    if (!place.users.includes(caller.user)) throw new Refused(60010, `${caller.user} has no part in this conversation`);
    return (await firstSeen(deps, caller.app, place, caller.user)) ?? Number.POSITIVE_INFINITY;
  }
  const about = await groupOfMember(deps, caller, place.group);
  const member = await memberRow(deps, caller.app, place.group, caller.user);
  return firstInPlace(deps, caller.app, about, place.topic, member);
}

function isFor(message: SentMessage, caller: Caller, place: MessagePlace): boolean {
  return caller.admin || 'users' in place || isAddressedTo(message, caller.user);
}
