import type { Caller } from '../../events/caller.ts';
import { type Candidate, candidates, comparePlaces } from './conversation-candidates.ts';
import { settingsView } from './conversation-settings.ts';
import type {
  ConversationFilter,
  ConversationListPage,
  ConversationListQuery,
  ListedConversation,
} from './conversation-types.ts';
import { conversationOf, conversationRow } from './conversation-view.ts';
import type { QueryDeps } from './deps.ts';
import { groupConversationOf } from './group-conversations.ts';
import { groupMentions } from './group-mentions.ts';
import { groupRows, memberRow } from './group-rows.ts';
import { mayRead } from './permission.ts';

/** A page of a user's conversations of both kinds, pinned ones first, then newest first (product.md §2.17, §2.19). */
export async function conversationList(
  deps: QueryDeps,
  caller: Caller,
  query: ConversationListQuery,
): Promise<ConversationListPage> {
  const { user, behind, changedAfter = 0, filter = {}, withEmpty = false } = query;
  mayRead(caller, user);
  // Taken before the rows are read: what is folded later is reported later.
  const position = deps.runner.folded();
  const now = await withLimits(deps, caller.app);
  const kept = await keptConversations(now, caller, user, withEmpty);
  const rest = kept
    .filter((one) => one.changed > changedAfter)
    .filter((one) => behind === undefined || comparePlaces(behind, one) < 0);
  const wanted = await matching(now, caller, user, rest, filter);
  const limit = Math.max(1, Math.floor(query.limit) || 1);
  const page = wanted.slice(0, limit);
  const last = page.at(-1);
  const found = await Promise.all(page.map((one) => listed(now, caller.app, user, one)));
  return {
    conversations: found.filter((one) => one !== undefined),
    next: last && wanted.length > limit ? { pinned: last.pinned, time: last.time, order: last.order } : undefined,
    position,
  };
}

export async function unreadTotal(
  deps: QueryDeps,
  caller: Caller,
  { user, filter = {} }: { user: string; filter?: ConversationFilter | undefined },
): Promise<{ readonly total: number; readonly conversations: number }> {
  mayRead(caller, user);
  const now = await withLimits(deps, caller.app);
  const loud = (await keptConversations(now, caller, user, true)).filter(
    // As the official clients sum it up (wire-messages.md §5.3).
    ({ remind }) => remind === 'AcceptAndNotify',
  );
  const wanted = await matching(now, caller, user, loud, { ...filter, unread: true });
  const numbers = await Promise.all(wanted.map((one) => one.unread()));
  return { total: numbers.reduce((total, unread) => total + unread, 0), conversations: numbers.length };
}

/** The limits of an app are asked for once in a query, not for every conversation of it. */
async function withLimits(deps: QueryDeps, app: number): Promise<QueryDeps> {
  const limits = await deps.limits(app);
  return { ...deps, limits: () => limits };
}

/** Those that are not pushed out by newer ones (product.md row 349): a pinned one stands before all others. */
async function keptConversations(
  deps: QueryDeps,
  { app }: Caller,
  user: string,
  withEmpty: boolean,
): Promise<readonly Candidate[]> {
  const [{ recentConversations }, all] = await Promise.all([deps.limits(app), candidates(deps, app, user)]);
  return all.filter(({ empty }) => withEmpty || !empty).slice(0, recentConversations);
}

async function matching(
  deps: QueryDeps,
  caller: Caller,
  user: string,
  all: readonly Candidate[],
  { kind, mark, group, unread, mentioned }: ConversationFilter,
): Promise<readonly Candidate[]> {
  const cheap = all.filter(
    (one) =>
      (kind === undefined || one.kind === kind) &&
      (mark === undefined || one.settings?.marks.includes(mark) === true) &&
      (group === undefined || one.settings?.groups.includes(group) === true),
  );
  const mentions = mentioned === undefined ? undefined : await groupMentions(deps, caller, { user, after: 0 });
  const groups = new Set(mentions?.map((mention) => mention.group));
  const named = cheap.filter(
    (one) => mentions === undefined || (one.kind === 'group' && groups.has(one.with)) === mentioned,
  );
  if (unread === undefined) return named;
  const numbers = await Promise.all(named.map((one) => one.unread()));
  return named.filter((_, at) => (numbers[at] ?? 0) > 0 === unread);
}

/** With what is shown as last; undefined when it has gone meanwhile. */
async function listed(
  deps: QueryDeps,
  app: number,
  user: string,
  one: Candidate,
): Promise<ListedConversation | undefined> {
  const common = { ...settingsView(one.id, one.settings), remind: one.remind };
  if (one.kind === 'c2c') {
    const row = await conversationRow(deps, app, user, one.with);
    if (!row) return undefined;
    // As it was counted with all the others: a limit on unread conversations is a matter of all of them.
    const conversation = await conversationOf(deps, app, user, { ...row, unread: await one.unread() });
    const { lastTime, unread } = conversation;
    return { ...common, kind: 'c2c', conversation, lastTime, unread };
  }
  const [rows, member] = await Promise.all([groupRows(deps, app, one.with), memberRow(deps, app, one.with, user)]);
  if (!rows || !member) return undefined;
  const conversation = await groupConversationOf(deps, app, { ...rows, member });
  const { lastTime, unread, ignored } = conversation;
  return { ...common, kind: 'group', conversation, lastTime, unread: Math.max(0, unread - ignored) };
}
