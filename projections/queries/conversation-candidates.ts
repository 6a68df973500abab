import type { Remind } from '../../events/group/events.ts';
import { groupStream } from '../../events/stream.ts';
import { type ConversationId, withGroup, withPeer } from '../../events/user/conversations.ts';
import type { SettingsRow } from '../conversation-settings/row.ts';
import { type GroupHead, HEAD, newHead } from '../groups/head.ts';
import { GROUP } from '../groups/keys.ts';
import type { MemberRow } from '../groups/member-row.ts';
import type { GroupRow } from '../groups/row.ts';
import { readingRules } from '../groups/rules.ts';
import { viewsPartition } from '../messages/views.ts';
import { idKey, userPartition } from '../row-keys.ts';
import type { MaybePromise } from '../store.ts';
import { settingsRows } from './conversation-settings.ts';
import type { ListPlace } from './conversation-types.ts';
import { conversationRows } from './conversation-view.ts';
import type { QueryDeps } from './deps.ts';
import { lastOf, type Membership, unreadOf } from './group-conversations.ts';

/**
 * A conversation that may be in the list, with what its place and the numbers of the list are made of. All of a user's are
 * looked at for every page, so nothing here reads a message: what is shown as last is read for those of the page alone.
 */
export interface Candidate extends ListPlace {
  readonly id: ConversationId;
  readonly kind: 'c2c' | 'group';
  /** The peer or the group. */
  readonly with: string;
  readonly settings: SettingsRow | undefined;
  readonly remind: Remind;
  /** Position of the last change; of those with groups nobody notes it. */
  readonly changed: number;
  /** The number that is shown; of those with groups it takes another row, so it is asked for. */
  unread(): MaybePromise<number>;
  /** Nobody has written in it. */
  readonly empty: boolean;
}

/** Every conversation of a user that is not deleted, in the order of the list. */
export async function candidates(deps: QueryDeps, app: number, user: string): Promise<readonly Candidate[]> {
  const settings = await settingsRows(deps, app, user);
  const [groups, peers] = await Promise.all([
    groupCandidates(deps, app, user, settings),
    peerCandidates(deps, app, user, settings),
  ]);
  return [...peers, ...groups].sort(comparePlaces);
}

/** Whether one stands before the other. */
export function comparePlaces(one: ListPlace, other: ListPlace): number {
  return Number(other.pinned) - Number(one.pinned) || other.time - one.time || other.order - one.order;
}

type Settings = ReadonlyMap<ConversationId, SettingsRow>;

async function peerCandidates(deps: QueryDeps, app: number, user: string, settings: Settings): Promise<Candidate[]> {
  const rows = await conversationRows(deps, app, user);
  const found: Candidate[] = [];
  for (const row of rows) {
    if (!row.listed) continue;
    const id = withPeer(row.peer);
    const own = settings.get(id);
    found.push({
      id,
      kind: 'c2c',
      with: row.peer,
      settings: own,
      remind: own?.remind || 'AcceptAndNotify',
      pinned: own?.pinned ?? false,
      time: row.lastTime,
      order: row.lastPosition,
      changed: Math.max(row.position, own?.position ?? 0),
      unread: () => row.unread,
      empty: false,
    });
  }
  return found;
}

async function groupCandidates(deps: QueryDeps, app: number, user: string, settings: Settings): Promise<Candidate[]> {
  const groups = deps.runner.reader('groups');
  const history = deps.runner.reader('group-history');
  const members = await deps.runner.reader('group-members').range<MemberRow>(userPartition(app, idKey(user)));
  const found = members.map(({ value: member }): MaybePromise<Candidate | undefined> => {
    if (!readingRules[member.type].listed) return undefined;
    const stream = groupStream(app, member.group);
    return together(
      groups.get<GroupRow>(stream, GROUP),
      history.get<GroupHead>(stream, HEAD),
      (group, head) =>
        group && groupCandidate(deps, app, settings, { stream, group, head: head ?? newHead(0, 0), member }),
    );
  });
  return (await Promise.all(found)).filter((one) => one !== undefined);
}

function groupCandidate(deps: QueryDeps, app: number, settings: Settings, about: Membership): Candidate | undefined {
  const { group, head, member } = about;
  // Where topics carry the messages, they are asked for by themselves.
  if (group.supportTopic) return undefined;
  if (readingRules[group.type].hiddenUntilFirstMessage && head.lastMessageTime === 0) return undefined;
  if (member.deletedSeq > 0 && head.lastSeq <= member.deletedSeq) return undefined;
  const id = withGroup(member.group);
  const own = settings.get(id);
  const last = lastOf(about);
  return {
    id,
    kind: 'group',
    with: member.group,
    settings: own,
    remind: member.remind === '' ? readingRules[member.type].remindDefault : member.remind,
    pinned: own?.pinned ?? false,
    time: last?.time ?? 0,
    // Where in the log he came in: no other conversation of his has this number, and it stays.
    order: member.since,
    changed: Number.POSITIVE_INFINITY,
    unread: () => plainUnread(deps, app, about) ?? shownUnread(unreadOf(deps, app, about)),
    empty: last === undefined,
  };
}

/**
 * The number where nothing of what takes longer to count has happened: nothing ignored, given from outside, deleted or removed.
 * That is nearly every conversation. Undefined: it has to be counted.
 */
function plainUnread(deps: QueryDeps, app: number, { stream, head, member }: Membership): number | undefined {
  const { own, readSeq, given } = member;
  if (!readingRules[member.type].countsUnread) return 0;
  if (given !== null) return undefined;
  const unread = Math.max(0, head.lastSeq - readSeq - (own?.count ?? 0));
  if (unread === 0) return 0;
  if (head.ignored > 0 || head.removedSeq > readSeq) return undefined;
  const view = deps.runner.reader('message-views').get(viewsPartition(app, idKey(member.user)), stream);
  // A store that answers later is asked again by who counts; its failure is his to meet.
  if (view instanceof Promise) view.catch(() => {});
  return view === undefined ? unread : undefined;
}

async function shownUnread(counted: ReturnType<typeof unreadOf>): Promise<number> {
  const { unread, ignored } = await counted;
  return Math.max(0, unread - ignored);
}

/** On the same turn when both are there: thousands of promises would cost more than the rows. */
function together<A, B, T>(
  one: MaybePromise<A>,
  other: MaybePromise<B>,
  use: (one: A, other: B) => T,
): MaybePromise<T> {
  if (one instanceof Promise || other instanceof Promise) {
    return Promise.all([one, other]).then(([first, second]) => use(first, second));
  }
  return use(one, other);
}
