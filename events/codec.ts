import { Packr, Unpackr } from 'msgpackr';
import { type Catalogue, catalogue, type EventSpec } from './catalogue.ts';
import type { Envelope, EventType, Meta, NewEvent } from './envelope.ts';

/** Everything of a stored event but its position, hash and body. */
export interface Fact {
  readonly stream: string;
  readonly revision: number;
  readonly time: number;
  readonly type: EventType;
  readonly version: number;
  readonly meta: Meta;
  readonly data: Record<string, unknown>;
}

/** A row of the catalogue, without its link to the type of the data. */
interface LooseSpec {
  readonly number: number;
  readonly version: number;
  readonly fields: readonly string[];
  readonly body?: string;
  readonly upcasters?: EventSpec['upcasters'];
}

type Data = Record<string, unknown>;
type ReadData = (row: readonly unknown[], body: Uint8Array) => Data;

interface KnownType {
  readonly type: EventType;
  readonly spec: LooseSpec;
  readonly read: ReadData;
}

/** Places in the stored array; the fields of the event's data follow. */
const HEADER_FIELDS = 9;
const NO_BODY = new Uint8Array(0);

/**
 * Event ⇄ bytes: a MessagePack array `[number, version, stream, revision, time, actor, instance, requestId, causation,
 * …fields]`, the fields in the order of the catalogue. Plain MessagePack: readable without this program.
 */
export class EventCodec {
  readonly #packr = new Packr({ useRecords: false });
  readonly #unpackr = new Unpackr({ useRecords: false, mapsAsObjects: true });
  readonly #byNumber = new Map<number, KnownType>();
  readonly #specs: Catalogue;

  constructor(specs: Catalogue = catalogue) {
    this.#specs = specs;
    for (const [type, spec] of Object.entries<LooseSpec>(specs)) {
      if (this.#byNumber.has(spec.number)) throw new Error(`event number ${spec.number} is used twice`);
      this.#byNumber.set(spec.number, { type: type as EventType, spec, read: compileReader(spec) });
    }
  }

  encodeFact(event: NewEvent, stream: string, revision: number, time: number, meta: Meta): Uint8Array {
    const spec: LooseSpec = this.#specs[event.type];
    const row: unknown[] = [
      spec.number,
      spec.version,
      stream,
      revision,
      time,
      meta.actor,
      meta.instance,
      meta.requestId,
      meta.causation,
    ];
    const data = event.data as Record<string, unknown>;
    for (const field of spec.fields) row.push(data[field] ?? null);
    return this.#packr.pack(row);
  }

  /** The erasable part of an event, undefined for types without one. */
  bodyOf(event: NewEvent): Uint8Array | undefined {
    const { body: field }: LooseSpec = this.#specs[event.type];
    if (field === undefined) return undefined;
    return (event.data as unknown as Record<string, Uint8Array>)[field]; // the catalogue says that it is bytes
  }

  versionOf(type: EventType): number {
    return this.#specs[type].version;
  }

  /** @throws Error naming what is wrong: not MessagePack, or an event number this program does not know. */
  decodeFact(bytes: Uint8Array, body: Uint8Array | undefined): Fact {
    const row = this.#unpackr.unpack(bytes) as unknown[];
    const [number, version, stream, revision, time, actor, instance, requestId, causation] = row;
    const known = this.#byNumber.get(number as number);
    if (known === undefined) throw new Error(`unknown event number ${number}: written by a newer version?`);
    const { type, spec, read } = known;
    let data = read(row, body ?? NO_BODY);
    for (let from = version as number; from < spec.version; from++) {
      const upcast = spec.upcasters?.[from];
      if (upcast === undefined) throw new Error(`${type}: no upcaster from version ${from}`);
      data = upcast(data);
    }
    return {
      stream: stream as string,
      revision: revision as number,
      time: time as number,
      type,
      version: spec.version,
      meta: {
        actor: actor as string,
        instance: instance as number,
        requestId: requestId as string,
        causation: causation as string,
      },
      data,
    };
  }
}

/**
 * Turns the stored array into the object of one type. Written as source and compiled: an object whose fields are set one
 * by one under computed names is a slow dictionary, for the reader and for everybody who uses the event afterwards.
 */
function compileReader({ fields, body }: LooseSpec): ReadData {
  for (const name of fields) if (!/^[a-zA-Z]\w*$/.test(name)) throw new Error(`${name} is not the name of a field`);
  const entries = fields.map((name, i) => `${name}: row[${HEADER_FIELDS + i}]`);
  if (body !== undefined) entries.push(`${body}: body`);
  const whole = new Function('row', 'body', `return { ${entries.join(', ')} };`) as ReadData;
  return (row, bytes) => {
    const data = whole(row, bytes);
    // Absent fields are stored as nil; events hold no null of their own.
    if (row.includes(null, HEADER_FIELDS)) for (const name of fields) if (data[name] === null) delete data[name];
    return data;
  };
}

/** A stored event in memory. `id` is derived, see `Envelope`. */
export class StoredEvent {
  constructor(
    readonly stream: string,
    readonly revision: number,
    readonly position: number,
    readonly time: number,
    readonly type: EventType,
    readonly version: number,
    readonly data: unknown,
    readonly meta: Meta,
    readonly hash: Uint8Array,
  ) {}

  get id(): string {
    return `${this.stream}@${this.revision}`;
  }
}

/** Puts an envelope together. The one place where the type of `data` is taken on trust from `type`. */
export function envelope(
  fact: Omit<Fact, 'data'> & { readonly data: unknown },
  position: number,
  hash: Uint8Array,
): Envelope {
  return new StoredEvent(
    fact.stream,
    fact.revision,
    position,
    fact.time,
    fact.type,
    fact.version,
    fact.data,
    fact.meta,
    hash,
  ) as Envelope;
}
