import type { SentC2c } from '../../actors/commands/types.ts';
import type { Caller } from '../../events/caller.ts';
import type { Services } from '../services.ts';
import { conversationRequests } from './conversation-requests.ts';
import { conversationRow, messageRow } from './encode.ts';
import { bytes, integer, may, need, needMap, oneOf, safeInteger, text, uint32 } from './fields.ts';
import { fileRequests } from './file-requests.ts';
import { followRequests } from './follow-requests.ts';
import { groupChangeRequests } from './group-change-requests.ts';
import { groupDataRequests } from './group-data-requests.ts';
import { groupRequests } from './group-requests.ts';
import { liveRequests } from './live-requests.ts';
import { pageSize, pushText, STORED_FLAGS, userId } from './message-fields.ts';
import { messageRequests } from './message-requests.ts';
import { officialRequests } from './official-requests.ts';
import { permissionRequests } from './permission-requests.ts';
import { presenceRequests } from './presence-requests.ts';
import { profileRequests } from './profile-requests.ts';
import {
  type HistoryAnswer,
  type PingAnswer,
  Request,
  type SendAnswer,
  SendFlag,
  type SyncAnswer,
} from './protocol.ts';
import { relationRequests } from './relation-requests.ts';
import { searchRequests } from './search-requests.ts';
import { topicRequests } from './topic-requests.ts';

/** A request of a logged-in socket: the elements of its packet → the result of its answer. */
export type Handler = (services: Services, caller: Caller, row: readonly unknown[]) => Promise<unknown> | unknown;

const syncSize = integer(1, 1000);
const cursorText = text(512);
const directions = oneOf('older', 'newer');

const sendAnswer = ({ seq, time, duplicate }: SentC2c): SendAnswer => [seq, time, duplicate];

/** Every request but the login, by number. Adding one is adding a row. */
export const requests: ReadonlyMap<number, Handler> = new Map<number, Handler>([
  [
    Request.send,
    ({ commands }, caller, row): Promise<SendAnswer> => {
      const flags = may(uint32, 'flags', row[6]) ?? 0;
      const message = {
        from: caller.user,
        to: need(userId, 'to', row[2]),
        random: need(uint32, 'random', row[3]),
        body: need(bytes, 'body', row[4]),
        msgSeq: may(uint32, 'msgSeq', row[5]),
        flags: flags & STORED_FLAGS,
        onlineOnly: (flags & SendFlag.onlineOnly) !== 0,
        clientTime: may(safeInteger, 'clientTime', row[7]),
        offlinePush: may(pushText, 'offlinePush', row[8]),
      };
      return commands.sendC2c(caller, message).then(sendAnswer);
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
    async ({ queries, sessions, tellMissed }, caller, [, , cursor, limit]): Promise<SyncAnswer> => {
      const changes = await queries.changes(caller, {
        user: caller.user,
        after: need(safeInteger, 'cursor', cursor),
        limit: need(syncSize, 'limit', limit),
      });
      const session = sessions.find(caller.app, caller.user, caller.instance);
      // Behind the answer: what happened to messages that the client may hold.
      if (session !== undefined && changes.events.length > 0)
        setImmediate(() => void tellMissed(session, changes.events));
      return {
        resync: changes.resync,
        cursor: changes.position,
        messages: changes.messages.map(messageRow),
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
        direction: need(directions, 'direction', fields.direction),
        ...(fromSeq !== undefined && { fromSeq }),
        ...(fromTime !== undefined && { fromTime }),
      });
      return {
        messages: page.messages.map(messageRow),
        complete: page.complete,
      };
    },
  ],
  [
    Request.conversations,
    async ({ queries }, caller, [, , limit, from]) => {
      const cursor = may(cursorText, 'cursor', from);
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
  ...groupRequests,
  ...groupChangeRequests,
  ...topicRequests,
  ...permissionRequests,
  ...groupDataRequests,
  ...liveRequests,
  ...conversationRequests,
  ...followRequests,
  ...profileRequests,
  ...relationRequests,
  ...searchRequests,
  ...fileRequests,
  ...messageRequests,
  ...officialRequests,
  ...presenceRequests,
]);
