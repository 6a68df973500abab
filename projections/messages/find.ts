import { type C2cEvents, MessageFlag } from '../../events/c2c/events.ts';
import type { GroupEvents } from '../../events/group/events.ts';
import type { EventLog } from '../../events/log.ts';
import { type MessageName, type MessagePlace, streamOfPlace } from '../../events/message/place.ts';
import { revisionAt, type SeqChunk, seqChunkKey } from '../groups/chunk.ts';
import { type GroupHead, HEAD } from '../groups/head.ts';
import { field } from '../history/chunk.ts';
import { placeOfKey, placeOfSeq } from '../history/places.ts';
import { walk } from '../history/walk.ts';
import { readEntries } from '../queries/group-entries.ts';
import { readMessages } from '../queries/messages.ts';
import type { ProjectionRunner } from '../runner.ts';

/** A message as it was sent, and where. */
export interface SentMessage {
  readonly stream: string;
  readonly revision: number;
  readonly seq: number;
  readonly from: string;
  /** Those it is there for alone, in groups, or between two where one is blocked; nobody: it is for all. */
  readonly to: readonly string[];
  readonly msgSeq: number;
  readonly random: number;
  readonly time: number;
  readonly clientTime: number;
  readonly flags: number;
  readonly body: Uint8Array;
}

/** Where a message is to be found. */
export interface Finding {
  readonly log: EventLog;
  readonly runner: Pick<ProjectionRunner, 'reader'>;
}

/** The message of a name in its place; undefined when there is none, or a tip. */
export async function sentMessage(
  { log, runner }: Finding,
  app: number,
  place: MessagePlace,
  name: MessageName,
): Promise<SentMessage | undefined> {
  const stream = streamOfPlace(app, place);
  const revision = await revisionOf(runner, stream, 'users' in place, name);
  if (revision === undefined) return undefined;
  if ('users' in place) {
    const message = (await readMessages(log, stream, [revision])).get(revision)?.data;
    return message && ofPair(stream, revision, message);
  }
  const entry = (await readEntries(log, stream, [revision])).get(revision);
  return entry?.kind === 'message' ? ofGroup(stream, revision, entry.message) : undefined;
}

function ofPair(stream: string, revision: number, message: C2cEvents['C2cMessageSent']): SentMessage {
  const { seq, from, msgSeq, random, time, clientTime, flags, body } = message;
  const to = flags & MessageFlag.hiddenFromReceiver ? [from] : [];
  return { stream, revision, seq, from, to, msgSeq, random, time, clientTime, flags, body };
}

function ofGroup(stream: string, revision: number, message: GroupEvents['GroupMessageSent']): SentMessage {
  const { seq, from, to, msgSeq, random, time, clientTime, flags, body } = message;
  return { stream, revision, seq, from, to, msgSeq, random, time, clientTime, flags, body };
}

function revisionOf(runner: Finding['runner'], stream: string, pair: boolean, name: MessageName) {
  if (pair) return revisionInPair(runner, stream, name);
  return typeof name === 'number' ? revisionInGroup(runner, stream, name) : undefined;
}

async function revisionInPair(
  runner: Finding['runner'],
  stream: string,
  name: MessageName,
): Promise<number | undefined> {
  const history = runner.reader('c2c-history');
  const byKey = typeof name !== 'number';
  const place = byKey ? await placeOfKey(history, stream, name) : await placeOfSeq(history, stream, name);
  if (place === undefined) return undefined;
  let revision: number | undefined;
  await walk(history, stream, { low: place, high: place, direction: 'newer' }, (chunk, at) => {
    revision = field(chunk, at, 'revision');
    return false;
  });
  return revision;
}

/** In the present life of a group or topic. */
async function revisionInGroup(runner: Finding['runner'], stream: string, seq: number): Promise<number | undefined> {
  const history = runner.reader('group-history');
  const head = await history.get<GroupHead>(stream, HEAD);
  if (!head || !(seq >= head.firstSeq) || seq > head.lastSeq || seq <= head.removedSeq) return undefined;
  const chunk = await history.get<SeqChunk>(stream, seqChunkKey(seq));
  return (chunk && revisionAt(chunk, seq)) || undefined;
}
