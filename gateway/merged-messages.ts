import { isDeeper } from '../actors/message/depth.ts';
import { Refused } from '../events/refused.ts';
import type { Authenticator } from './auth/authenticator.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * The messages inside a merged one, as they are stored: each with the `TinyId` of its sender, from which receivers make its
 * ID, and images without the traces of the client's insides (wire-messages.md §2.1, §2.2). Also in the merged messages
 * among them. What has another form stays as it is: whether it may is a rule of the actors.
 * @throws Refused 90002 nested too deeply.
 */
export function nameMerged(
  auth: Pick<Authenticator, 'tinyId'>,
  app: number,
  list: readonly unknown[],
): readonly unknown[] {
  if (isDeeper(list)) throw new Refused(90002, 'MsgList: nested too deeply');
  return named(auth, app, list);
}

function named(auth: Pick<Authenticator, 'tinyId'>, app: number, list: readonly unknown[]): readonly unknown[] {
  return list.map((message) => {
    if (!isFields(message)) return message;
    const { MsgBody: body } = message;
    return {
      ...message,
      ...tinyIdOf(auth, app, message),
      ...(Array.isArray(body) && { MsgBody: body.map((element: unknown) => cleaned(auth, app, element)) }),
    };
  });
}

/** The first part of the ID that the client gave the message, else the number of its sender. */
function tinyIdOf(auth: Pick<Authenticator, 'tinyId'>, app: number, message: Fields): Fields {
  const { TinyId: known, Id: id, From_Account: from } = message;
  if (known !== undefined) return {};
  if (typeof id === 'string' && /^\d+-/.test(id)) return { TinyId: id.split('-')[0] };
  return typeof from === 'string' && from !== '' ? { TinyId: auth.tinyId(app, from) } : {};
}

/** One element as it is stored. Not for content that is nested without end. */
export function cleaned(auth: Pick<Authenticator, 'tinyId'>, app: number, element: unknown): unknown {
  if (!isFields(element) || !isFields(element.MsgContent)) return element;
  const { MsgType: type, MsgContent: content } = element;
  const list = type === 'TIMImageElem' ? content.ImageInfoArray : type === 'TIMRelayElem' ? content.MsgList : undefined;
  if (!Array.isArray(list)) return element;
  const MsgContent =
    type === 'TIMImageElem'
      ? { ...content, ImageInfoArray: list.map(withoutInsides) }
      : { ...content, MsgList: named(auth, app, list) };
  return { ...element, MsgContent };
}

/** Uplink image entries carry the keys `InstanceId` and `MsgType`, which spoil them inside merged messages. */
function withoutInsides(image: unknown): unknown {
  if (!isFields(image)) return image;
  const { InstanceId: _instance, MsgType: _type, ...rest } = image;
  return rest;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
