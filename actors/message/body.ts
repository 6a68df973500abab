import { Packr, Unpackr } from 'msgpackr';

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

const packr = new Packr({ useRecords: false, variableMapSize: true });
const unpackr = new Unpackr({ useRecords: false, mapsAsObjects: true });

/** MessagePack of `[MsgBody, CloudCustomData]`: the stored form and the binary dialect's form. */
export function encodeBody(body: MessageBody): Uint8Array {
  return packr.pack([body.elements, body.cloudCustomData]);
}

/** Inverse of `encodeBody`, for bytes that have been checked before. */
export function decodeBody(bytes: Uint8Array): MessageBody {
  const [elements, cloudCustomData] = unpackr.unpack(bytes) as [readonly MessageElement[], string | undefined];
  return { elements, cloudCustomData: cloudCustomData ?? '' };
}

/** Most bytes of a message body, as UTF-8 JSON of MsgBody (product.md §2.6, code 80002). */
export const MAX_BODY_BYTES = 12 * 1024;
