import type { Authenticator } from '../auth/authenticator.ts';
import type { Recorded } from '../live/recent.ts';
import type { Services } from '../services.ts';
import { roomItem } from './encode.ts';
import type { Body } from './protocol.ts';

/** Items of a room as answers carry them (wire-groups.md §6.3): made once, however many ask. */
export function itemsOf(auth: Authenticator, entries: readonly Recorded[]): readonly Body[] {
  return entries.flatMap((entry) => {
    if (entry.wire === undefined) entry.wire = roomItem(auth, entry.notice) ?? null;
    return entry.wire === null ? [] : [entry.wire as Body];
  });
}

/** The newest messages of a room for who has just joined it; none where the app does not want it (product.md row 579). */
export function recentItems({ rooms, auth }: Services, app: number, group: string): readonly Body[] {
  return itemsOf(auth, rooms.recentMessages(app, group));
}
