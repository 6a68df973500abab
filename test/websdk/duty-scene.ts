import { TestServer } from '../conformance/server.ts';
import { ANDROID, Phone, WECHAT_MINI_PROGRAM } from './phone.ts';
import { type Json, WireClient } from './wire-client.ts';

export const OK = { ActionStatus: 'OK', ErrorCode: 0 };
export const text = (Text: string) => [{ MsgType: 'TIMTextElem', MsgContent: { Text } }];

/** A message as clients name it. */
export interface Sent {
  readonly from: string;
  readonly seq: number;
  readonly random: number;
  readonly time: number;
  readonly clientTime: number;
}

export const keyOf = ({ seq, random, time }: Sent): string => `${seq}_${random}_${time}`;

const GROUP = 'group_open_http_svc';
/** Unlike the time of the server, so that nothing takes one for the other. */
const CLIENT_TIME = 1_700_000_000;

/** Devices that act and are told: two of alice, one of bob and one of carol, who are in a group. */
export type Told = Readonly<Record<'acting' | 'other' | 'bob' | 'carol', readonly Json[]>>;

export class DutyScene {
  static async start(): Promise<DutyScene> {
    const server = await TestServer.start({ YANSHU_REST_PER_SECOND: '10000' });
    const people = ['alice', 'bob', 'carol', 'dave', 'herald'];
    await server.rest('im_open_login_svc/multiaccount_import', { Accounts: people });
    const login = async (user: string, platform = WECHAT_MINI_PROGRAM) => {
      const device = await Phone.login(server.wsUrl, user, server.sign(user), platform);
      await device.wire.ask('openim.getmsg', { Cookie: '', SyncFlag: 0 });
      return device;
    };
    const devices = {
      acting: await login('alice', ANDROID),
      other: await login('alice'),
      bob: await login('bob'),
      carol: await login('carol'),
    };
    const MemberList = ['bob', 'carol'].map((user) => ({ Member_Account: user }));
    const creation = { Type: 'Public', Name: 'Hikers', GroupId: 'hikers', Owner_Account: 'alice', MemberList };
    await server.rest(`${GROUP}/create_group`, creation);
    return new DutyScene(server, devices);
  }

  #count = 0;

  private constructor(
    readonly server: TestServer,
    readonly devices: Readonly<Record<keyof Told, Phone>>,
  ) {}

  async stop(): Promise<void> {
    for (const device of Object.values(this.devices)) device.close();
    await this.server.stop();
  }

  tinyId(device: keyof Told): string {
    return this.devices[device].wire.tinyid;
  }

  /** What each device is told of what `act` does: the events of its pushes, in order. */
  async told(act: () => Promise<unknown>): Promise<Told> {
    await this.#settle();
    for (const { wire } of Object.values(this.devices)) wire.pushes.length = 0;
    await act();
    await this.#settle();
    const heard = (device: keyof Told) =>
      this.devices[device].wire.pushes.flatMap((push) => eventsOf(push.body)).filter((event) => !isHeralds(event));
    return { acting: heard('acting'), other: heard('other'), bob: heard('bob'), carol: heard('carol') };
  }

  /** A message to bob or to alice; what the other side and other devices hear of it is another matter. */
  async say(from: Phone, to: string, more: Json = {}): Promise<Sent> {
    const random = ++this.#count + 4000;
    const clientTime = CLIENT_TIME + this.#count;
    const { MsgTime, ErrorCode, ErrorInfo } = await from.wire.ask('openim.sendmsg', {
      From_Account: from.user,
      To_Account: to,
      MsgSeq: random + 1000,
      MsgRandom: random,
      MsgClientTime: clientTime,
      MsgBody: text(`to ${to} ${random}`),
      IsNeedReadReceipt: 1,
      SupportMessageExtension: 1,
      ...more,
    });
    if (ErrorCode !== 0) throw new Error(String(ErrorInfo));
    return { from: from.user, seq: random + 1000, random, time: Number(MsgTime), clientTime };
  }

  async tell(from: Phone, more: Json = {}): Promise<Sent> {
    const random = ++this.#count + 4000;
    const clientTime = CLIENT_TIME + this.#count;
    const { MsgTime, MsgSeq, ErrorCode, ErrorInfo } = await from.wire.ask(`${GROUP}.send_group_msg`, {
      From_Account: from.user,
      GroupId: 'hikers',
      Random: random,
      ClientSeq: random + 1000,
      MsgClientTime: clientTime,
      MsgBody: text(`to all ${random}`),
      NeedReadReceipt: 1,
      SupportMessageExtension: 1,
      ...more,
    });
    if (ErrorCode !== 0) throw new Error(String(ErrorInfo));
    return { from: from.user, seq: Number(MsgSeq), random, time: Number(MsgTime), clientTime };
  }

  /** Whatever was to come to the devices has come: what the herald says now comes behind it. */
  async #settle(): Promise<void> {
    const word = `settled ${++this.#count}`;
    for (const To_Account of ['alice', 'bob', 'carol']) {
      const body = { From_Account: 'herald', To_Account, MsgRandom: ++this.#count, MsgBody: text(word) };
      await this.server.rest('openim/sendmsg', body);
    }
    await Promise.all(Object.values(this.devices).map((device) => device.hear(word)));
  }
}

export function eventsOf(body: Json): readonly Json[] {
  return (body.EventArray ?? []) as readonly Json[];
}

function isHeralds(event: Json): boolean {
  const [message] = (event.C2cMsgArray ?? []) as readonly Json[];
  return message?.From_Account === 'herald';
}

/** The same device on a new connection, with the key of its login. */
export async function again(scene: DutyScene, before: WireClient): Promise<WireClient> {
  const wire = await WireClient.open(scene.server.wsUrl);
  Object.assign(wire, { a2: before.a2, tinyid: before.tinyid });
  const { ErrorCode } = await wire.ask('im_open_status.wslogin', { State: 'Online' });
  if (ErrorCode !== 0) throw new Error(`no way back: ${ErrorCode}`);
  return wire;
}
