import { groupStream } from '../../events/stream.ts';
import { GROUP } from '../groups/keys.ts';
import type { MemberRow } from '../groups/member-row.ts';
import type { GroupRow } from '../groups/row.ts';
import { showsHistoryBefore } from '../groups/rules.ts';
import { idKey, userPartition } from '../row-keys.ts';
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
    /** Whether a member has had a message before him from the start; undefined where everybody sees what was before. */
    seers(app: number, group: string): ((user: string, seq: number) => boolean) | undefined {
      const row = finding.runner.readNow<GroupRow>('groups', groupStream(app, group), GROUP);
      if (row === undefined || showsHistoryBefore(row)) return undefined;
      return (user, seq) => {
        const place = [userPartition(app, idKey(user)), idKey(group)] as const;
        const member = finding.runner.readNow<MemberRow>('group-members', ...place);
        return member !== undefined && member.joinedSeq < seq;
      };
    },
    async receipts(app: number, group: string, seq: number) {
      const rows = await receiptRows(finding, app, group, seq);
      return rows && { read: rows.read.length, unread: rows.unread.length };
    },
  };
}
