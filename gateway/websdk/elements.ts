import Type, { type Static } from 'typebox';
import type { MessageElement } from '../../actors/message/body.ts';
import { Refused } from '../../events/refused.ts';
import { isRecord } from './packet.ts';

/** Elements as far as this dialect looks at them; what each type must hold is a rule of the actors' room. */
export const elements = Type.Array(
  Type.Object({ MsgType: Type.String(), MsgContent: Type.Record(Type.String(), Type.Unknown()) }),
  { minItems: 1 },
);

/** Deeper content would overflow the recursion of encoders and clients; a layer of merged messages takes 5 of it. */
const MAX_DEPTH = 128;

/** Elements that the client sends with traces of its own insides: cleaned before they are stored. */
const cleaners: Readonly<Record<string, (content: MessageElement['MsgContent']) => MessageElement['MsgContent']>> = {
  TIMImageElem: cleanImages,
  TIMRelayElem: nameRelayed,
};

/** The elements as they are stored. Throws `Refused` 90002 when one is nested too deeply. */
export function readElements(sent: Static<typeof elements>): readonly MessageElement[] {
  return sent.map(({ MsgType, MsgContent }) => {
    if (isDeeperThan(MsgContent, MAX_DEPTH)) throw new Refused(90002, 'MsgBody: nested too deeply');
    const clean = Object.hasOwn(cleaners, MsgType) ? cleaners[MsgType] : undefined;
    return { MsgType, MsgContent: clean?.(MsgContent) ?? MsgContent };
  });
}

/** Uplink image entries carry the keys `InstanceId` and `MsgType`, which spoil them inside merged messages (wire-messages.md §2.1). */
function cleanImages(content: MessageElement['MsgContent']): MessageElement['MsgContent'] {
  const images = content.ImageInfoArray;
  if (!Array.isArray(images)) return content;
  return {
    ...content,
    ImageInfoArray: images.map((image: unknown) => {
      if (!isRecord(image)) return image;
      const { InstanceId: _instance, MsgType: _type, ...rest } = image;
      return rest;
    }),
  };
}

/** Receivers build the IDs of merged messages from `TinyId`; the sender gives it as first part of `Id` only (wire-messages.md §2.2). */
function nameRelayed(content: MessageElement['MsgContent']): MessageElement['MsgContent'] {
  const list = content.MsgList;
  if (!Array.isArray(list)) return content;
  return {
    ...content,
    MsgList: list.map((message: unknown) => {
      if (!isRecord(message) || typeof message.Id !== 'string' || message.TinyId !== undefined) return message;
      return { ...message, TinyId: message.Id.split('-')[0] };
    }),
  };
}

function isDeeperThan(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (depth === 0) return true;
  for (const inner of Object.values(value)) if (isDeeperThan(inner, depth - 1)) return true;
  return false;
}
