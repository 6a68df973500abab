import { Packr, Unpackr } from 'msgpackr';

// Plain MessagePack, no record structures: equal values are equal bytes, whatever was encoded before.
const packr = new Packr({ useRecords: false, variableMapSize: true });
const unpackr = new Unpackr({ useRecords: false, mapsAsObjects: true });

/** A row as it is stored. */
export function encodeRow(value: unknown): Uint8Array {
  return packr.pack(value);
}

/** Inverse of `encodeRow`. The caller says what the row is: rows are written by this program only, under a version. */
export function decodeRow(bytes: Uint8Array): unknown {
  return unpackr.unpack(bytes);
}
