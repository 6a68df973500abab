import { Packr, Unpackr } from 'msgpackr';
import { Refused } from '../../events/refused.ts';
import { isDeeper, MAX_DEPTH } from './depth.ts';
import { elementLimits, elementProblem } from './elements.ts';
import { withoutDepth } from './merged.ts';

/** One element of a message in the public v4 format. */
export interface MessageElement {
  readonly MsgType: string;
  readonly MsgContent: Readonly<Record<string, unknown>>;
}

/** The erasable part of a message: what was said. */
export interface MessageBody {
  readonly elements: readonly MessageElement[];
  /** CloudCustomData, '' when there is none. */
  readonly cloudCustomData: string;
}

/** Most bytes of MsgBody as UTF-8 JSON, and of CloudCustomData (product.md §2.6, code 80002). */
export const MAX_BODY_BYTES = 12 * 1024;
/** JSON of a body is never more than 6 times its MessagePack (a control character is one byte there, six here). */
const SURELY_SMALL_BYTES = MAX_BODY_BYTES / 6;

const packr = new Packr({ useRecords: false, variableMapSize: true });
const unpackr = new Unpackr({ useRecords: false, mapsAsObjects: true });

/** MessagePack of `[MsgBody, CloudCustomData]`: the stored form and the binary dialect's form. */
export function encodeBody(body: MessageBody): Uint8Array {
  return packr.pack([body.elements, body.cloudCustomData]);
}

/** Inverse of `encodeBody`, for bytes that have been checked before. An erased body has no elements. */
export function decodeBody(bytes: Uint8Array): MessageBody {
  if (bytes.length === 0) return { elements: [], cloudCustomData: '' };
  const [elements, cloudCustomData] = unpackr.unpack(bytes) as [readonly MessageElement[], string | undefined];
  return { elements, cloudCustomData: cloudCustomData ?? '' };
}

/**
 * Checks a body that comes from outside, and returns it as it is to be stored: the bytes that came, but for merged messages
 * of more layers than may be shown.
 * @throws Refused 90001 not decodable, or no element; 90002 not in the message format, or nested too deep; 80002 over
 * 12 KB.
 */
export function checkBody(bytes: Uint8Array, kind: 'whole' | 'streamed' = 'whole'): Uint8Array {
  let parts: unknown;
  try {
    parts = unpackr.unpack(bytes);
  } catch (error) {
    throw new Refused(90001, 'the message body is not valid', false, { cause: error });
  }
  if (!Array.isArray(parts) || !Array.isArray(parts[0])) throw new Refused(90007, 'MsgBody must be an array');
  const [elements, custom = ''] = parts as [unknown[], unknown];
  if (elements.length === 0) throw new Refused(90001, 'MsgBody is empty');
  if (typeof custom !== 'string') throw new Refused(90001, 'CloudCustomData must be a string');
  if (bytes.length > MAX_DEPTH && isDeeper(elements)) {
    throw new Refused(90002, `a message may be nested ${MAX_DEPTH} levels deep`);
  }
  if (kind === 'streamed') {
    checkStreamed(elements, bytes.length);
    return bytes;
  }
  for (const element of elements) {
    const problem = elementProblem(element);
    if (problem !== undefined) throw new Refused(90002, problem);
  }
  if (elements.length > 1) checkLimits(elements as MessageElement[]);
  if (bytes.length > SURELY_SMALL_BYTES) checkSize(elements, custom);
  return limitLayers(bytes, { elements: elements as MessageElement[], cloudCustomData: custom });
}

/** A message that comes in parts is one element, and may be longer (rest-api.md §7). */
export const STREAM_ELEMENT = 'TIMStreamElem';
const MAX_STREAM_BYTES = 128 * 1024;

function checkStreamed(elements: readonly unknown[], bytes: number): void {
  const [only] = elements as readonly Partial<MessageElement>[];
  if (elements.length !== 1 || only?.MsgType !== STREAM_ELEMENT || !Array.isArray(only.MsgContent?.Chunks)) {
    throw new Refused(90002, `a streamed message is one ${STREAM_ELEMENT} with Chunks`);
  }
  if (bytes >= MAX_STREAM_BYTES)
    throw new Refused(80002, `a streamed message is shorter than ${MAX_STREAM_BYTES} bytes`);
}

/** The very bytes, unless a merged message among the elements goes too deep. */
function limitLayers(bytes: Uint8Array, body: MessageBody): Uint8Array {
  const shown = (one: MessageElement) =>
    one.MsgType === 'TIMRelayElem' ? withoutDepth(one.MsgContent) : one.MsgContent;
  if (body.elements.every((one) => shown(one) === one.MsgContent)) return bytes;
  const elements = body.elements.map((one) => ({ ...one, MsgContent: shown(one) }));
  return encodeBody({ ...body, elements });
}

function checkLimits(elements: readonly MessageElement[]): void {
  for (const [type, limit] of Object.entries(elementLimits)) {
    if (elements.filter((element) => element.MsgType === type).length > limit) {
      throw new Refused(90002, `a message may hold at most ${limit} ${type}`);
    }
  }
}

function checkSize(elements: unknown, custom: string): void {
  const tooLong =
    Buffer.byteLength(JSON.stringify(elements)) > MAX_BODY_BYTES || Buffer.byteLength(custom) > MAX_BODY_BYTES;
  if (tooLong) throw new Refused(80002, `the message is longer than ${MAX_BODY_BYTES} bytes`);
}
