import { decodeBody } from '../../actors/message/body.ts';
import type { Conversation, HistoryMessage } from '../../projections/queries/types.ts';

/** A message for people and scripts: the body as JSON. */
export function messageView({ message, position, peerRead, state }: HistoryMessage): object {
  const { body, ...fact } = message;
  const { elements, cloudCustomData } = decodeBody(body);
  return { position, ...fact, peerRead, msgBody: elements, cloudCustomData, ...(state && { state }) };
}

export function conversationView({ lastMessage, ...conversation }: Conversation): object {
  return { ...conversation, lastMessage: lastMessage && messageView(lastMessage) };
}
