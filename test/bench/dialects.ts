import { Packr, Unpackr } from 'msgpackr';
import { signUserSig } from '../../gateway/auth/usersig.ts';
import { type LoginFields, Packet, PROTOCOL_VERSION, Request } from '../../gateway/binary/protocol.ts';
import { clientFrame, RawSocket } from './raw-socket.ts';

export const APP = 1_400_000_001;
export const SECRET_KEY = 'the key of a server that is measured';
export const TEXT = 'x'.repeat(120);

export type DialectName = 'relay' | 'binary';

/** A prepared client frame, and where in it the number stands that makes each message another one. */
export interface Prepared {
  readonly frame: Buffer;
  /** Offsets of u32 fields that get the message's number. */
  readonly numbers: readonly number[];
}

export interface Dialect {
  /** Opens connection `n` of a run and resolves when it can send and receive. */
  open(port: number, n: number): Promise<RawSocket>;
  /** A message from connection `from` to connection `to`. */
  message(from: number, to: number): Prepared;
  /** What a frame of the server is, by its first bytes. */
  kindOf(buffer: Buffer, start: number): 'message' | 'answer' | 'other';
}

const packr = new Packr({ useRecords: false, variableMapSize: true });
const unpackr = new Unpackr({ useRecords: false, mapsAsObjects: true });
export const pack = (value: unknown): Buffer => packr.pack(value);
export const unpack = (bytes: Uint8Array): unknown => unpackr.unpack(bytes);

const BODY = pack([[{ MsgType: 'TIMTextElem', MsgContent: { Text: TEXT } }], '']);

export const userOf = (n: number): string => `user${n}`;

const relay: Dialect = {
  open: (port, n) => RawSocket.open(port, `/?n=${n}`),
  message(_from, to) {
    const payload = Buffer.alloc(8 + BODY.length);
    payload.writeUInt32BE(to, 0);
    BODY.copy(payload, 8);
    const frame = clientFrame(payload);
    return { frame, numbers: [frame.length - payload.length + 4] };
  },
  kindOf: () => 'message',
};

const binary: Dialect = {
  async open(port, n) {
    const socket = await RawSocket.open(port, '/ws');
    const user = userOf(n);
    const fields: LoginFields = {
      version: PROTOCOL_VERSION,
      app: APP,
      user,
      userSig: signUserSig(APP, user, SECRET_KEY, { time: Math.floor(Date.now() / 1000) }),
      platform: 'Linux',
      device: 'bench',
    };
    await new Promise<void>((resolve, reject) => {
      socket.onFrame = (buffer, start, end) => {
        const packet = unpack(buffer.subarray(start, end)) as readonly unknown[];
        if (packet[0] === Packet.answer) resolve();
        else reject(new Error(`login of ${user}: ${String(packet)}`));
      };
      socket.write(clientFrame(pack([Request.login, 1, fields])));
    });
    return socket;
  },
  message(_from, to) {
    const receiver = pack(userOf(to));
    // Written by hand, so that every number is five bytes long and stays where it is.
    const payload = Buffer.concat([
      Buffer.from([0x96, Request.send, 0xce, 0, 0, 0, 0]),
      receiver,
      Buffer.from([0xce, 0, 0, 0, 0]),
      pack(BODY),
      Buffer.from([0xce, 0, 0, 0, 0]),
    ]);
    const frame = clientFrame(payload);
    const at = frame.length - payload.length;
    return { frame, numbers: [at + 3, at + 8 + receiver.length, frame.length - 4] };
  },
  kindOf(buffer, start) {
    const kind = buffer[start + 1];
    if (kind === Packet.message) return 'message';
    return kind === Packet.answer ? 'answer' : 'other';
  },
};

export const dialects: Readonly<Record<DialectName, Dialect>> = { relay, binary };
