import type { ProjectionRunner } from '../runner.ts';
import type { Finding } from './find.ts';
import { type LifeRow, lifeKey } from './life.ts';
import { receiptRows } from './receipts.ts';

/** What the delivery asks about messages (`MessageLookup` in gateway/delivery/message-notices.ts). */
export function messageNoticesPort(finding: Finding & { readonly runner: Pick<ProjectionRunner, 'readNow'> }) {
  return {
    /** Answers at once: the commit that is being told of has just been folded. */
    reacting(stream: string, seq: number, reaction: string): readonly string[] {
      const row = finding.runner.readNow<LifeRow>('message-life', stream, lifeKey(seq));
      return [...(row?.reactions.find(([name]) => name === reaction)?.[1] ?? [])];
    },
    async receipts(app: number, group: string, seq: number) {
      const rows = await receiptRows(finding, app, group, seq);
      return rows && { read: rows.read.length, unread: rows.unread.length };
    },
  };
}
