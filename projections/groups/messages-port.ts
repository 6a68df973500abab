import type { GroupEvents } from '../../events/group/events.ts';
import type { EventLog } from '../../events/log.ts';
import { placeStream } from '../../events/stream.ts';
import { readEntries } from '../queries/group-entries.ts';
import type { ProjectionRunner } from '../runner.ts';
import { revisionAt, type SeqChunk, seqChunkKey } from './chunk.ts';
import { type GroupHead, HEAD } from './head.ts';

/** What the actor room (`GroupMessages` in actors/ports.ts) and the delivery ask about messages of groups. */
export function groupMessagesPort(log: EventLog, runner: Pick<ProjectionRunner, 'reader'>) {
  return {
    /** The message of a number in the present life of a group or topic; undefined when there is none, or a tip. */
    async message(app: number, place: string, seq: number): Promise<GroupEvents['GroupMessageSent'] | undefined> {
      const stream = placeStream(app, place);
      const history = runner.reader('group-history');
      const head = await history.get<GroupHead>(stream, HEAD);
      if (!head || seq < head.firstSeq || seq > head.lastSeq) return undefined;
      const chunk = await history.get<SeqChunk>(stream, seqChunkKey(seq));
      const revision = chunk ? revisionAt(chunk, seq) : 0;
      const entry = revision > 0 ? (await readEntries(log, stream, [revision])).get(revision) : undefined;
      return entry?.kind === 'message' ? entry.message : undefined;
    },
  };
}
