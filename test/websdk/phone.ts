import { randomBytes } from 'node:crypto';
import { APP } from './fake-services.ts';
import { type Json, WireClient } from './wire-client.ts';

/** Numbers of `head.platform` (wire-core.md §1.1). */
export const ANDROID = 2;
export const WECHAT_MINI_PROGRAM = 8;

/** A user's phone: the web SDK calls itself a web page wherever it runs here, so this speaks its wire form itself. */
export class Phone {
  private constructor(
    readonly wire: WireClient,
    readonly user: string,
  ) {}

  static async login(url: string, user: string, userSig: string, platform = ANDROID, app = APP): Promise<Phone> {
    const wire = await WireClient.open(
      url,
      '/binfo',
      `instanceid=${randomBytes(16).toString('hex')}&platform=${platform}`,
    );
    wire.app = app;
    const answer = await wire.login(user, { usersig: userSig, platform });
    if (answer.ErrorCode !== 0) throw new Error(`no login for ${user}: ${answer.ErrorInfo}`);
    return new Phone(wire, user);
  }

  /** Sends a text and returns the answer. */
  send(to: string, text: string): Promise<Json> {
    return this.wire.ask('openim.sendmsg', {
      From_Account: this.user,
      To_Account: to,
      MsgRandom: randomBytes(4).readUInt32LE(),
      MsgBody: [{ MsgType: 'TIMTextElem', MsgContent: { Text: text } }],
    });
  }

  /** Writes a text to a group and returns the answer. */
  sendToGroup(group: string, text: string): Promise<Json> {
    return this.wire.ask('group_open_http_svc.send_group_msg', {
      From_Account: this.user,
      GroupId: group,
      Random: randomBytes(4).readUInt32LE(),
      MsgBody: [{ MsgType: 'TIMTextElem', MsgContent: { Text: text } }],
    });
  }

  /** Waits for a push that holds this text. */
  async hear(text: string): Promise<void> {
    await this.wire.until(() =>
      this.wire.pushes.some((push) => JSON.stringify(push.body).includes(JSON.stringify(text))),
    );
  }

  close(): void {
    this.wire.close();
  }
}
