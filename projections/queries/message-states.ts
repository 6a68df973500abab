import type { Envelope } from '../../events/envelope.ts';
import type { EventLog } from '../../events/log.ts';
import { type LifeRow, livesOf } from '../messages/life.ts';
import type { QueryDeps } from './deps.ts';
import { runsOf } from './messages.ts';
import type { MessageState } from './types.ts';

interface Stored {
  readonly seq: number;
  readonly from: string;
  readonly body: Uint8Array;
}

/** A message as it is now. */
export interface Now<M> {
  readonly message: M;
  readonly state: MessageState | undefined;
}

const NOTHING_SAID = new Uint8Array(0);

/**
 * Messages of one place as they are now, by seq: with what was put in the place of their words, and without the words of
 * recalled ones, which only their author sees (product.md row 293). Those that were taken away for everybody are not in the
 * answer. `seesAll`: an administrator.
 */
export async function statesOf<M extends Stored>(
  deps: QueryDeps,
  stream: string,
  messages: readonly M[],
  { viewer, seesAll }: { readonly viewer: string; readonly seesAll: boolean },
): Promise<ReadonlyMap<number, Now<M>>> {
  const lives = await livesOf(
    deps.runner.reader('message-life'),
    stream,
    messages.map(({ seq }) => seq),
  );
  if (lives.size === 0) return new Map(messages.map((message) => [message.seq, { message, state: undefined }]));
  const bodies = await bodiesAt(
    deps.log,
    stream,
    [...lives.values()].flatMap(({ bodyRevision }) => (bodyRevision < 0 ? [] : [bodyRevision])),
  );
  const now = new Map<number, Now<M>>();
  for (const message of messages) {
    const life = lives.get(message.seq);
    if (life === undefined) now.set(message.seq, { message, state: undefined });
    else if (!life.removed) {
      const hidden = life.revoked !== null && !seesAll && message.from !== viewer;
      const body = hidden ? NOTHING_SAID : (bodies.get(life.bodyRevision) ?? message.body);
      now.set(message.seq, { message: { ...message, body }, state: stateOf(life) });
    }
  }
  return now;
}

function stateOf({ version, revoked, confirmed, confirmedAt }: Readonly<LifeRow>): MessageState {
  return { version, revoked: revoked ?? undefined, confirmed, confirmedAt };
}

/** What `MessageModified` events say, by revision. Throws when the log lacks one. */
export async function bodiesAt(
  log: EventLog,
  stream: string,
  revisions: readonly number[],
): Promise<ReadonlyMap<number, Uint8Array>> {
  const bodies = new Map<number, Uint8Array>();
  const wanted = new Set(revisions);
  for (const { from, limit } of runsOf(revisions)) {
    for await (const event of log.read(stream, { from, limit })) {
      if (wanted.has(event.revision)) bodies.set(event.revision, bodyOf(event));
    }
  }
  return bodies;
}

function bodyOf(event: Envelope): Uint8Array {
  if (event.type === 'MessageModified') return event.data.body;
  throw new Error(`${event.id}: the index says that a message was modified here`);
}
