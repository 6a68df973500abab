import type { Caller } from '../../events/caller.ts';
import type { Services } from '../services.ts';
import { conversationRow, messageRow } from './encode.ts';
import { bytes, integer, may, need, needMap, oneOf, safeInteger, text, uint32 } from './fields.ts';
import {
  type HistoryAnswer,
  type PingAnswer,
  Request,
  type SendAnswer,
  SendFlag,
  type SyncAnswer,
} from './protocol.ts';

/** A request of a logged-in socket: the elements of its packet → the result of its answer. */
export type Handler = (services: Services, caller: Caller, row: readonly unknown[]) => Promise<unknown> | unknown;

const userId = text(32, 1);
const pageSize = integer(1, 100);
const syncSize = integer(1, 1000);

/** What a client may set of the stored flags. */
const STORED_FLAGS = SendFlag.noUnread | SendFlag.noLastMsg | SendFlag.needReadReceipt | SendFlag.supportExtension;

/** Every request but the login, by number. Adding one is adding a row. */
export const requests: ReadonlyMap<number, Handler> = new Map<number, Handler>([
  [
    Request.send,
    async (
      { commands },
      caller,
      [, , to, random, body, msgSeq, flags, clientTime, offlinePush],
    ): Promise<SendAnswer> => {
      const wanted = may(uint32, 'flags', flags) ?? 0;
      const seqOfClient = may(uint32, 'msgSeq', msgSeq);
      const time = may(safeInteger, 'clientTime', clientTime);
      const push = may(text(4096), 'offlinePush', offlinePush);
      const sent = await commands.sendC2c(caller, {
        from: caller.user,
        to: need(userId, 'to', to),
        random: need(uint32, 'random', random),
        body: need(bytes, 'body', body),
        flags: wanted & STORED_FLAGS,
        onlineOnly: (wanted & SendFlag.onlineOnly) !== 0,
        ...(seqOfClient !== undefined && { msgSeq: seqOfClient }),
        ...(time !== undefined && { clientTime: time }),
        ...(push !== undefined && { offlinePush: push }),
      });
      return [sent.seq, sent.time, sent.duplicate];
    },
  ],
  [
    Request.read,
    async ({ commands }, caller, [, , peer, upToSeq]) => {
      const seq = need(safeInteger, 'upToSeq', upToSeq);
      const read = { reader: caller.user, peer: need(userId, 'peer', peer) };
      const mark = await commands.readC2c(caller, seq === 0 ? read : { ...read, upToSeq: seq });
      return [mark.upToSeq, mark.upToTime];
    },
  ],
  [
    Request.sync,
    async ({ queries }, caller, [, , cursor, limit]): Promise<SyncAnswer> => {
      const changes = await queries.changes(caller, {
        user: caller.user,
        after: need(safeInteger, 'cursor', cursor),
        limit: need(syncSize, 'limit', limit),
      });
      return {
        resync: changes.resync,
        cursor: changes.position,
        messages: changes.messages.map(({ message, position }) => messageRow(message, position)),
        conversations: changes.conversations.map(conversationRow),
      };
    },
  ],
  [
    Request.history,
    async ({ queries }, caller, [, , value]): Promise<HistoryAnswer> => {
      const fields = needMap(value);
      const fromSeq = may(safeInteger, 'fromSeq', fields.fromSeq);
      const fromTime = may(safeInteger, 'fromTime', fields.fromTime);
      const page = await queries.c2cHistory(caller, {
        viewer: caller.user,
        peer: need(userId, 'peer', fields.peer),
        limit: need(pageSize, 'limit', fields.limit),
        direction: need(oneOf('older', 'newer'), 'direction', fields.direction),
        ...(fromSeq !== undefined && { fromSeq }),
        ...(fromTime !== undefined && { fromTime }),
      });
      return {
        messages: page.messages.map(({ message, position }) => messageRow(message, position)),
        complete: page.complete,
      };
    },
  ],
  [
    Request.conversations,
    async ({ queries }, caller, [, , limit, from]) => {
      const cursor = may(text(512), 'cursor', from);
      const page = await queries.conversations(caller, {
        user: caller.user,
        limit: need(pageSize, 'limit', limit),
        ...(cursor !== undefined && { cursor }),
      });
      const conversations = page.conversations.map(conversationRow);
      return page.cursor === undefined ? { conversations } : { conversations, cursor: page.cursor };
    },
  ],
  [Request.ping, ({ clock, log }): PingAnswer => ({ serverTime: clock.now(), cursor: log.lastPosition() })],
]);
