import type { Projection, Rows } from '../projection.ts';
import { idKey } from '../row-keys.ts';
import { changedExtensions } from './extensions.ts';
import { type ConfirmationRow, confirmationsPartition, type LifeRow, lifeKey, newLife, type Reaction } from './life.ts';

/**
 * What has become of messages since they were sent (product.md §2.13–2.16): recalled, changed, confirmed, extended,
 * reacted to. A message that nothing happens to costs nothing here.
 */
export const messageLife: Projection = {
  name: 'message-life',
  version: 1,
  handlers: {
    MessageRevoked({ stream, data, time }, rows) {
      change(rows, stream, data, (row) => {
        row.revoked = { by: data.by, reason: data.reason, at: time };
      });
    },

    MessageModified({ stream, data, revision, time }, rows) {
      change(rows, stream, data, (row) => {
        row.version = data.version;
        row.bodyRevision = revision;
        row.modifiedAt = Math.floor(time / 1000);
      });
    },

    MessagesRemoved({ stream, data }, rows) {
      const found = data.seqs.map((seq) => rowOf(rows, stream, seq));
      for (const row of found) {
        row.removed = true;
        rows.put(stream, lifeKey(row.seq), row);
      }
    },

    MessagesConfirmed({ stream, data, time }, rows) {
      const user = idKey(data.reader);
      const news = data.messages.flatMap(([seq]) => {
        const partition = confirmationsPartition(stream, seq);
        return rows.get(partition, user) === undefined ? [{ partition, row: rowOf(rows, stream, seq) }] : [];
      });
      const confirmation: ConfirmationRow = { user: data.reader, time: Math.floor(time / 1000) };
      for (const { partition, row } of news) {
        rows.put(partition, user, confirmation);
        row.confirmed++;
        row.confirmedAt = confirmation.time;
        rows.put(stream, lifeKey(row.seq), row);
      }
    },

    ExtensionsChanged(event, rows) {
      const { stream, data } = event;
      const row = rowOf(rows, stream, data.seq);
      const extensions = changedExtensions(rows, event, row.extensions);
      row.extensions = extensions();
      row.changes = data.change;
      rows.put(stream, lifeKey(data.seq), row);
    },

    ReactionChanged({ stream, data }, rows) {
      change(rows, stream, data, (row) => {
        row.reactions = reacted(row.reactions, data.reaction, data.user, data.added);
      });
    },
  },
};

function rowOf(rows: Rows, stream: string, seq: number): LifeRow {
  return rows.get<LifeRow>(stream, lifeKey(seq)) ?? newLife(seq);
}

function change(
  rows: Rows,
  stream: string,
  { seq, change: count }: { readonly seq: number; readonly change: number },
  apply: (row: LifeRow) => void,
): void {
  const row = rowOf(rows, stream, seq);
  apply(row);
  row.changes = count;
  rows.put(stream, lifeKey(seq), row);
}

/** Reactions stand in the order in which they were first given; one that nobody gives any more is gone. */
function reacted(reactions: readonly Reaction[], reaction: string, user: string, added: boolean): Reaction[] {
  const known = reactions.some(([name]) => name === reaction);
  const all: readonly Reaction[] = known || !added ? reactions : [...reactions, [reaction, []]];
  return all
    .map(([name, users]): Reaction => {
      if (name !== reaction) return [name, users];
      const others = users.filter((other) => other !== user);
      return [name, added ? [user, ...others] : others];
    })
    .filter(([, users]) => users.length > 0);
}
