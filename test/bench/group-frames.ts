import { Packet, Request } from '../../gateway/binary/protocol.ts';
import { type DialectName, dialects, pack, TEXT, unpack } from './dialects.ts';
import { clientFrame, RawSocket } from './raw-socket.ts';

/** Digits that a message carries at the beginning of its text: when it was sent, in tenths of a millisecond. */
const DIGITS = 12;
const CLOCK_WRAPS_AT = 10 ** DIGITS;
/** Behind them: whether the message must not be dropped. */
const MARK_HIGH = 'H'.charCodeAt(0);
/** The text of a message ends so many bytes before the end of its push: CloudCustomData is empty and the last. */
const BEHIND_TEXT = 1;

const BODY = pack([[{ MsgType: 'TIMTextElem', MsgContent: { Text: TEXT } }], '']);

export const groupOf = (prefix: string, n: number): string => `${prefix}${n}`;

/** A clock that all processes of a machine share, in tenths of a millisecond. */
export function clock(): number {
  return Math.floor((performance.timeOrigin + performance.now()) * 10) % CLOCK_WRAPS_AT;
}

/** A message to a group, ready to be sent again and again. */
export interface GroupFrame {
  readonly frame: Buffer;
  /** Offsets of u32 fields that get the message's number. */
  readonly numbers: readonly number[];
  /** Where the text begins. */
  readonly text: number;
}

/** What a group message looks like on the wire, and what comes of it. */
export interface GroupDialect {
  open(port: number, n: number, groups: readonly number[]): Promise<RawSocket>;
  frame(prefix: string, group: number, high: boolean): GroupFrame;
  isMessage(buffer: Buffer, start: number): boolean;
}

const relay: GroupDialect = {
  open: (port, n, groups) => RawSocket.open(port, `/?n=${n}&g=${groups.join(',')}`),
  frame(_prefix, group, high) {
    const payload = Buffer.alloc(4 + BODY.length);
    payload.writeUInt32BE(2 ** 31 + group, 0);
    BODY.copy(payload, 4);
    return prepared(payload, [], high);
  },
  isMessage: () => true,
};

/** An array of 16 elements, as a push of a group message is: three bytes, then its kind. */
const ARRAY_16 = 0xdc;

const binary: GroupDialect = {
  open: (port, n) => dialects.binary.open(port, n),
  frame(prefix, group, high) {
    const name = pack(groupOf(prefix, group));
    const body = pack(BODY);
    const u32 = Buffer.from([0xce, 0, 0, 0, 0]);
    // Kind, id, group, random, body, msgSeq, flags, priority. By hand: every number keeps its place.
    const payload = Buffer.concat([
      Buffer.from([0x98, Request.sendGroup]),
      u32,
      name,
      u32,
      body,
      u32,
      pack(0),
      pack(high ? 'High' : 'Normal'),
    ]);
    const random = 2 + u32.length + name.length + 1;
    return prepared(payload, [3, random, random + 4 + body.length + 1], high);
  },
  isMessage: (buffer, start) => buffer[start] === ARRAY_16 && buffer[start + 3] === Packet.groupMessage,
};

export const groupDialects: Readonly<Record<DialectName, GroupDialect>> = { relay, binary };

function prepared(payload: Buffer, numbers: readonly number[], high: boolean): GroupFrame {
  const frame = clientFrame(payload);
  const header = frame.length - payload.length;
  // The last: the byte of its length may look like a letter of it.
  const text = frame.lastIndexOf(TEXT);
  frame[text + DIGITS] = high ? MARK_HIGH : TEXT.charCodeAt(0);
  return { frame, numbers: numbers.map((at) => at + header), text };
}

/** Makes it message `number`, sent now. Each frame goes out as a copy. */
export function stamped({ frame, numbers, text }: GroupFrame, number: number): Buffer {
  for (const at of numbers) frame.writeUInt32BE(number, at);
  frame.write(String(clock()).padStart(DIGITS, '0'), text, 'latin1');
  return Buffer.from(frame);
}

/** How long the message that ends at `end` was under way (milliseconds), and whether it must not be dropped. */
export function arrived(buffer: Buffer, end: number): { readonly ms: number; readonly high: boolean } {
  const text = end - BEHIND_TEXT - TEXT.length;
  let sentAt = 0;
  for (let at = text; at < text + DIGITS; at++) sentAt = sentAt * 10 + (buffer[at] ?? 0) - 48;
  return { ms: (clock() - sentAt) / 10, high: buffer[text + DIGITS] === MARK_HIGH };
}

/** Sends one request on a socket that nobody else reads, and resolves with the answer. */
export function ask(socket: RawSocket, request: readonly unknown[]): Promise<unknown> {
  const before = socket.onFrame;
  return new Promise((resolve, reject) => {
    socket.onFrame = (buffer, start, end) => {
      const [kind, id, ...rest] = unpack(buffer.subarray(start, end)) as readonly unknown[];
      if ((kind !== Packet.answer && kind !== Packet.error) || id !== request[1]) return;
      socket.onFrame = before;
      if (kind === Packet.answer) resolve(rest[0]);
      else reject(new Error(String(rest)));
    };
    socket.write(clientFrame(pack(request)));
  });
}
