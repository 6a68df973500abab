import { createHmac, timingSafeEqual } from 'node:crypto';

/** What the key of a visitor without a login stands for (wire-groups.md §6.2). */
export interface RoomKey {
  readonly app: number;
  readonly group: string;
  /** Tells visitors apart. */
  readonly guest: string;
  /** Position in the room's record at which he came. */
  readonly from: number;
}

const PAYLOAD = /^(\d{1,10})\.([0-9A-Za-z]{1,32})\.(\d{1,16})\.([\x20-\x7e]+)$/;
const MAC_BYTES = 16;
const MAX_CHARACTERS = 260;

export interface RoomKeys {
  issue(key: RoomKey): string;
  /** Undefined when it was not made here. */
  open(text: string): RoomKey | undefined;
}

/**
 * `<payload>.<mac>` as session keys are made, with a secret of its own. Nothing is stored: a visitor is known by his key,
 * and goes on with it after a restart.
 */
export function createRoomKeys(secretOf: (app: number) => string | undefined): RoomKeys {
  function macOf(app: number, payload: string): Buffer | undefined {
    const secret = secretOf(app);
    if (secret === undefined) return undefined;
    const key = createHmac('sha256', secret).update('yanshu room key 1').digest();
    return createHmac('sha256', key).update(payload).digest().subarray(0, MAC_BYTES);
  }
  return {
    issue({ app, group, guest, from }) {
      const payload = Buffer.from(`${app}.${guest}.${from}.${group}`).toString('base64url');
      const mac = macOf(app, payload);
      if (mac === undefined) throw new Error(`no app ${app} to issue a room key for`);
      return `${payload}.${mac.toString('base64url')}`;
    },
    open(text) {
      if (text.length > MAX_CHARACTERS) return undefined;
      const [payload = '', mac = '', ...rest] = text.split('.');
      const fields = PAYLOAD.exec(Buffer.from(payload, 'base64url').toString());
      if (fields === null || rest.length > 0) return undefined;
      const [, app, guest = '', from, group = ''] = fields;
      const expected = macOf(Number(app), payload);
      const given = Buffer.from(mac, 'base64url');
      if (expected === undefined || given.length !== expected.length || !timingSafeEqual(expected, given)) {
        return undefined;
      }
      return { app: Number(app), group, guest, from: Number(from) };
    },
  };
}
