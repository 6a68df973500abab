import Type, { type Static } from 'typebox';
import type { MessageElement } from '../../actors/message/body.ts';
import { Refused } from '../../events/refused.ts';
import { isRecord } from './packet.ts';

/** Any element: which types exist and what they hold is the business of the clients (wire-messages.md §2). */
export const element = Type.Object({
  MsgType: Type.String({ minLength: 1, maxLength: 64 }),
  MsgContent: Type.Record(Type.String(), Type.Unknown()),
});

export const elements = Type.Array(element, { minItems: 1, maxItems: 50 });

/** Deeper content would make the recursion of any client and of every encoder overflow; merged messages nest by 5 per layer. */
const MAX_DEPTH = 128;

type Kind = 'string' | 'number';

/** Fields that must have the right type when they are there (wire-messages.md §2): receivers use them unchecked. */
const fieldKinds: Readonly<Record<string, Readonly<Record<string, Kind>>>> = {
  TIMTextElem: { Text: 'string' },
  TIMFaceElem: { Index: 'number', Data: 'string' },
  TIMCustomElem: { Data: 'string', Desc: 'string', Ext: 'string' },
  TIMLocationElem: { Desc: 'string', Longitude: 'number', Latitude: 'number' },
  TIMSoundElem: { Url: 'string', UUID: 'string', Size: 'number', Second: 'number' },
  TIMFileElem: { Url: 'string', UUID: 'string', FileName: 'string', FileSize: 'number' },
  TIMVideoFileElem: { VideoUrl: 'string', VideoUUID: 'string', VideoSize: 'number', VideoSecond: 'number' },
  TIMImageElem: { UUID: 'string', ImageFormat: 'number' },
};

/** Elements whose content the client sends with traces of its own insides, to be cleaned before they are stored. */
const cleaners: Readonly<Record<string, (content: MessageElement['MsgContent']) => MessageElement['MsgContent']>> = {
  TIMImageElem: cleanImages,
  TIMRelayElem: nameRelayed,
};

/** The elements as they are stored. Throws `Refused` 90002 when one is not well formed. */
export function readElements(sent: Static<typeof elements>): readonly MessageElement[] {
  for (const { MsgType, MsgContent } of sent) {
    for (const [field, kind] of Object.entries(fieldKinds[MsgType] ?? {})) {
      const value = MsgContent[field];
      if (value !== undefined && typeof value !== kind) {
        throw new Refused(90002, `MsgBody: ${field} of ${MsgType} must be a ${kind}`);
      }
    }
    if (isDeeperThan(MsgContent, MAX_DEPTH)) throw new Refused(90002, 'MsgBody: nested too deeply');
  }
  return sent.map(({ MsgType, MsgContent }) => ({
    MsgType,
    MsgContent: cleaners[MsgType]?.(MsgContent) ?? MsgContent,
  }));
}

/** Uplink image entries carry the keys `InstanceId` and `MsgType`, which would spoil them inside merged messages (§2.1). */
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

/** Receivers build the IDs of merged messages from `TinyId`, which the sender gives as first part of `Id` only (§2.2). */
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
