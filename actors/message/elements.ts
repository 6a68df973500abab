import { mergedProblem } from './merged.ts';

/** What a field of an element must be. `?` in a name: may be missing. */
type FieldType = 'string' | 'number' | 'integer' | 'array';
export type ElementSchema = Readonly<Record<string, FieldType>>;

/**
 * Every element the product knows, with the fields its clients must send (product.md §2.7, wire-messages.md §2).
 * Fields that are not named here pass through: old clients and newer ones send more. Media elements of old clients come
 * without URL and flag and are passed on (product.md row 187), so only what all of them share is asked for.
 */
export const elementSchemas: Readonly<Record<string, ElementSchema>> = {
  TIMTextElem: { Text: 'string' },
  TIMFaceElem: { Index: 'integer', 'Data?': 'string' },
  TIMLocationElem: { 'Desc?': 'string', Latitude: 'number', Longitude: 'number' },
  TIMCustomElem: { 'Data?': 'string', 'Desc?': 'string', 'Ext?': 'string', 'Sound?': 'string' },
  TIMImageElem: { UUID: 'string', 'ImageFormat?': 'integer', ImageInfoArray: 'array' },
  TIMSoundElem: { UUID: 'string', 'Url?': 'string', 'Size?': 'integer', 'Second?': 'number' },
  TIMFileElem: { UUID: 'string', 'Url?': 'string', 'FileSize?': 'integer', 'FileName?': 'string' },
  TIMVideoFileElem: { VideoUUID: 'string', 'VideoUrl?': 'string', 'VideoSize?': 'integer', 'VideoSecond?': 'number' },
  TIMRelayElem: {
    'Title?': 'string',
    'CompatibleText?': 'string',
    'AbstractList?': 'array',
    'MsgList?': 'array',
    'JsonMsgKey?': 'string',
  },
};

/** At most this many per message (product.md row 164). */
export const elementLimits: Readonly<Record<string, number>> = { TIMCustomElem: 1 };

const is: Readonly<Record<FieldType, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number' && Number.isFinite(value),
  integer: Number.isSafeInteger,
  array: Array.isArray,
};

const compiled = new Map(
  Object.entries(elementSchemas).map(([type, schema]) => [
    type,
    Object.entries(schema).map(([key, field]) => {
      const optional = key.endsWith('?');
      return { name: optional ? key.slice(0, -1) : key, optional, field };
    }),
  ]),
);

/** What is wrong with one element, in words; undefined when nothing is. */
export function elementProblem(element: unknown): string | undefined {
  if (!isObject(element)) return 'an element of MsgBody must be an object';
  const { MsgType: type, MsgContent: content } = element;
  if (typeof type !== 'string') return 'MsgType must be a string';
  if (!isObject(content)) return 'MsgContent must be an object';
  const fields = compiled.get(type);
  if (fields === undefined) return `MsgType ${type.slice(0, 40)} is unknown`;
  for (const { name, optional, field } of fields) {
    const value = content[name];
    if (value === undefined || value === null) {
      if (!optional) return `${type} needs ${name}`;
    } else if (!is[field](value)) return `${name} of ${type} must be of type ${field}`;
  }
  return type === 'TIMRelayElem' ? mergedProblem(content) : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
