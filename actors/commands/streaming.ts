import { Refused } from '../../events/refused.ts';
import { checkBody, decodeBody, encodeBody, STREAM_ELEMENT } from '../message/body.ts';
import type { FoundMessage } from '../message/found.ts';
import { type Dependencies, requireAdmin } from './dependencies.ts';
import type { MessageChanges } from './message-changes.ts';
import { askPlace } from './message-places.ts';
import type { MessageCommands, StreamChunk } from './message-types.ts';

/** A stream that is silent for longer has ended by itself (rest-api.md §7). */
const MAX_GAP_SECONDS = 15;

/** `Index` of a part that is simply the next one (rest-api.md §24.4). */
export const UNNUMBERED = 0;

/** Parts of generated text, each a modification of the message that the first one made (rest-api.md §7). */
export function streaming(
  dependencies: Dependencies,
  changes: MessageChanges,
): Pick<MessageCommands, 'continueStream'> {
  const { clock, messages } = dependencies;
  return {
    async continueStream(caller, { place, message, chunks }) {
      requireAdmin(caller);
      const unknown = 'users' in place ? 20022 : 10052;
      const { version } = await changes.change(caller, { place, message, unknown }, async (found) => {
        const changedAt = await messages.changedAt(caller.app, place, found.seq);
        const body = continued(found, chunks, Math.floor(clock.now() / 1000) - Math.max(changedAt, found.time));
        const command = { message: found, by: caller.user, version: undefined, body, unknown };
        return askPlace(dependencies, caller, place, 'modifyMessages', 'modify', command);
      });
      return { version };
    },
  };
}

/** @throws Refused 10004. */
function continued({ body }: FoundMessage, chunks: readonly StreamChunk[], silentSeconds: number): Uint8Array {
  const { elements, cloudCustomData } = decodeBody(body);
  const [element] = elements;
  if (element?.MsgType !== STREAM_ELEMENT) throw new Refused(10004, 'the message was not begun as a stream');
  const said = element.MsgContent.Chunks as readonly StreamChunk[];
  if (said.at(-1)?.IsLast === true) throw new Refused(10004, 'the stream has ended');
  if (silentSeconds > MAX_GAP_SECONDS) {
    throw new Refused(10004, `the stream has ended: it was silent for more than ${MAX_GAP_SECONDS} seconds`);
  }
  // Who numbers none of his parts has them numbered here.
  const next = chunks.map((chunk, i) =>
    chunk.Index === UNNUMBERED ? { ...chunk, Index: said.length + 1 + i } : chunk,
  );
  const all = [...said, ...next];
  if (!isStream(all)) throw new Refused(10004, `the next part of the stream has the Index ${said.length + 1}`);
  const whole = { ...element, MsgContent: { ...element.MsgContent, Chunks: all } };
  const bytes = encodeBody({ elements: [whole], cloudCustomData });
  checkBody(bytes, 'streamed');
  return bytes;
}

/** Parts count from 1, and nothing follows the last one. */
export function isStream(chunks: readonly StreamChunk[]): boolean {
  return chunks.every(({ Index, IsLast }, at) => Index === at + 1 && (!IsLast || at === chunks.length - 1));
}
