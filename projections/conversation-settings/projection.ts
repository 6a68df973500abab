import type { Envelope } from '../../events/envelope.ts';
import {
  type ConversationEventType,
  type ConversationId,
  type DoNotDisturb,
  withPeer,
} from '../../events/user/conversations.ts';
import type { Handlers, Projection, Rows } from '../projection.ts';
import { appOf, userKeyOf } from '../row-keys.ts';
import {
  allSettings,
  arrangedBy,
  type ConversationGroupRow,
  DISCARDED,
  groupKey,
  newSettings,
  QUIET,
  type SettingsRow,
  settingsKey,
} from './row.ts';

/**
 * What users have arranged in their lists of conversations (product.md §2.19): pins, marks, groups of conversations, and how
 * they hear of messages. Which conversations there are, and what is unread in them, is known to `conversations` and
 * `group-members`.
 */
export const conversationSettings: Projection = {
  name: 'conversation-settings',
  version: 1,
  handlers: {
    ...forConversations(),
    DoNotDisturbSet({ stream, data }, rows) {
      const quiet: DoNotDisturb = { remind: data.remind, start: data.start, end: data.end, daily: data.daily };
      rows.put(partitionOf(stream), QUIET, quiet);
    },
    AccountDeleted({ stream }, rows) {
      const partition = partitionOf(stream);
      for (const { sort } of rows.range(partition)) rows.delete(partition, sort);
    },
  },
};

function forConversations(): Required<Pick<Handlers, Exclude<ConversationEventType, 'DoNotDisturbSet'>>> {
  return {
    ConversationsPinned: (event, rows) => change(event, rows, event.data.conversations, pin(true)),
    ConversationsUnpinned: (event, rows) => change(event, rows, event.data.conversations, pin(false)),
    /** Marks and groups are kept for the day it comes back. */
    ConversationsDeleted: (event, rows) => change(event, rows, event.data.conversations, pin(false)),
    ConversationsMarked(event, rows) {
      const items = new Map(event.data.items.map((item) => [item.conversation, item]));
      change(event, rows, [...items.keys()], (row) => {
        row.marks = items.get(row.conversation)?.marks ?? row.marks;
        row.custom = items.get(row.conversation)?.custom ?? row.custom;
      });
    },
    ConversationGroupCreated(event, rows) {
      const { id, name, conversations } = event.data;
      const group: ConversationGroupRow = { id, name };
      change(event, rows, conversations, into(id));
      rows.put(partitionOf(event.stream), groupKey(id), group);
    },
    ConversationGroupsDeleted(event, rows) {
      const { groups } = event.data;
      const partition = partitionOf(event.stream);
      const gone = groups.map(({ id }) => id);
      const members = rows
        .range<SettingsRow>(partition, allSettings)
        .filter(({ value }) => value.groups.some((id) => gone.includes(id)))
        .map(({ value }) => value.conversation);
      change(event, rows, members, (row) => {
        row.groups = row.groups.filter((id) => !gone.includes(id));
      });
      for (const id of gone) rows.delete(partition, groupKey(id));
    },
    ConversationGroupRenamed({ stream, data: { id, name } }, rows) {
      const group: ConversationGroupRow = { id, name };
      rows.put(partitionOf(stream), groupKey(id), group);
    },
    ConversationGroupChanged(event, rows) {
      const { id, added, removed } = event.data;
      const changes = new Map<ConversationId, Change>();
      for (const conversation of added) changes.set(conversation, into(id));
      for (const conversation of removed) changes.set(conversation, outOf(id));
      change(event, rows, [...changes.keys()], (row) => changes.get(row.conversation)?.(row));
    },
    PeerRemindSet(event, rows) {
      const { peers, remind } = event.data;
      const partition = partitionOf(event.stream);
      const before = rows.get<readonly string[]>(partition, DISCARDED) ?? [];
      change(event, rows, peers.map(withPeer), (row) => {
        row.remind = remind === 'AcceptAndNotify' ? '' : remind;
      });
      const others = before.filter((peer) => !peers.includes(peer));
      const discarded = remind === 'Discard' ? [...others, ...peers] : others;
      if (discarded.length > 0 || before.length > 0) rows.put(partition, DISCARDED, discarded);
    },
  };
}

type Change = (row: SettingsRow) => void;

const pin =
  (pinned: boolean): Change =>
  (row) => {
    row.pinned = pinned;
  };
const into =
  (id: number): Change =>
  (row) => {
    row.groups = [...row.groups.filter((other) => other !== id), id].sort((one, other) => one - other);
  };
const outOf =
  (id: number): Change =>
  (row) => {
    row.groups = row.groups.filter((other) => other !== id);
  };

/** Changes the rows of some conversations: all are read before the first is changed. */
function change(
  { stream, position, time }: Envelope<ConversationEventType>,
  rows: Rows,
  conversations: readonly ConversationId[],
  apply: Change,
): void {
  const partition = partitionOf(stream);
  const found = conversations.map(
    (conversation) => rows.get<SettingsRow>(partition, settingsKey(conversation)) ?? newSettings(conversation),
  );
  for (const row of found) {
    apply(row);
    row.time = Math.floor(time / 1000);
    row.position = position;
    rows.put(partition, settingsKey(row.conversation), row);
  }
}

function partitionOf(stream: string): string {
  return arrangedBy(appOf(stream), userKeyOf(stream));
}
