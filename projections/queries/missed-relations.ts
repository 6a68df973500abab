import type { Caller } from '../../events/caller.ts';
import type { Envelope } from '../../events/envelope.ts';
import { streamName } from '../../events/stream.ts';
import { CUSTOM_FIELD, unreadable, withoutFields } from '../../events/user/profile.ts';
import type { RelationEvent } from '../../events/user/relations.ts';
import type { AccountRecord } from '../accounts/row.ts';
import { listsOf } from '../relations/row.ts';
import { idKey } from '../row-keys.ts';
import type { DefinedFields, QueryDeps } from './deps.ts';
import { touchedBy } from './missed-facts.ts';
import { mayRead } from './permission.ts';
import { profiles } from './profiles.ts';
import type { MissedRelations, Profile } from './relation-types.ts';
import { standing } from './standing-relations.ts';

/** Events of one's own stream that are looked through. */
const MAX_EVENTS = 1000;
/** For so long official clients keep their user's own profile without asking (wire-users.md §2.5). */
const KEPT_MS = 24 * 3600 * 1000;

/**
 * What official clients do not ask for when they come back (wire-users.md §1.6): the blocklist, their user's own profile,
 * friends that are gone; old ones also not for new friends and requests. As it stands now, and only of what has changed.
 * `after` undefined: a client that is new.
 */
export async function missedRelations(
  deps: QueryDeps,
  caller: Caller,
  { user, after }: { user: string; after: number | undefined },
): Promise<MissedRelations> {
  mayRead(caller, user);
  const account = await deps.runner.reader('accounts').get<AccountRecord>(String(caller.app), idKey(user));
  if (account === undefined) return { events: [], profile: undefined };
  const recent = account.changedAt > deps.clock.now() - KEPT_MS;
  const past = after === undefined ? [] : await ownEvents(deps, caller.app, user, after);
  const changed = after === undefined ? recent : past.some(({ type }) => type === 'ProfileChanged');
  const fields = await deps.fieldsOf?.(caller.app);
  const [profile] = changed ? await profiles(deps, caller, { users: [user] }) : [];
  return {
    events: past.length === 0 ? [] : await standingOf(deps, caller, user, past, fields),
    profile: profile && withGone(profile, past, fields),
  };
}

/** In the order of the log. */
async function ownEvents(deps: QueryDeps, app: number, user: string, after: number): Promise<readonly Envelope[]> {
  const found: Envelope[] = [];
  for await (const event of deps.log.read(streamName('user', app, user), { direction: 'backwards' })) {
    if (event.position <= after || found.length >= MAX_EVENTS) break;
    found.push(event);
  }
  return found.reverse();
}

async function standingOf(
  deps: QueryDeps,
  { app }: Caller,
  user: string,
  past: readonly Envelope[],
  fields: DefinedFields | undefined,
): Promise<readonly RelationEvent[]> {
  const reader = deps.runner.reader('relations');
  const lists = listsOf(app, idKey(user));
  const hidden = unreadable(fields?.friendFields ?? [], false);
  return standing(touchedBy(past), (key) => reader.get(lists, key), hidden);
}

/** With '' for what was taken away. */
function withGone(profile: Profile, past: readonly Envelope[], fields: DefinedFields | undefined): Profile {
  const names = past.flatMap((event) => (event.type === 'ProfileChanged' ? Object.keys(event.data.fields ?? {}) : []));
  const hidden = new Set([...unreadable(fields?.profileFields ?? [], false)].map((keyword) => CUSTOM_FIELD + keyword));
  const gone = withoutFields(Object.fromEntries(names.map((name) => [name, ''])), hidden);
  return { ...profile, fields: { ...gone, ...profile.fields } };
}
