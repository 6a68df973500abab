import { type OfficialClient, within } from './official-client.ts';
import type { SdkMessage } from './sdk-types.ts';

const PATIENCE_MS = 15_000;

/** What a signaling listener is told. */
export interface Signal {
  readonly inviteID: string;
  readonly inviter: string;
  readonly groupID: string;
  readonly data: string;
  readonly invitee?: string;
  readonly inviteeList?: readonly string[];
  readonly isSelfTimeout?: boolean;
}

/** What a client is told about invitations from now on, and its calls about them. */
export class Signaling {
  readonly heard: { readonly name: string; readonly data: Signal }[] = [];
  readonly #handlers: (readonly [value: string, handler: (event: { data: Signal }) => void])[] = [];
  #wake: (() => void)[] = [];

  constructor(readonly client: OfficialClient) {
    for (const [name, value] of Object.entries(client.sdk.TSignaling ?? {})) {
      if (typeof value !== 'string') continue;
      const handler = ({ data }: { data: Signal }) => {
        this.heard.push({ name, data });
        const wake = this.#wake;
        this.#wake = [];
        for (const go of wake) go();
      };
      client.call('addSignalingListener', value, handler);
      this.#handlers.push([value, handler]);
    }
  }

  /** Hears nothing any more. */
  remove(): void {
    for (const [value, handler] of this.#handlers) this.client.call('removeSignalingListener', value, handler);
  }

  /** The first that is told under this name about an invitation, past or future. */
  hear(name: string, inviteID: string): Promise<Signal> {
    const found = async (): Promise<Signal> => {
      for (;;) {
        const one = this.heard.find((event) => event.name === name && event.data.inviteID === inviteID);
        if (one !== undefined) return one.data;
        await new Promise<void>((resolve) => this.#wake.push(resolve));
      }
    };
    return within(PATIENCE_MS, `${name} of ${this.client.userID}`, found());
  }

  /** Invites a user, or with `groupID` and `inviteeList` members of a group. */
  async invite(options: object): Promise<string> {
    const method = 'groupID' in options ? 'inviteInGroup' : 'invite';
    const answer = (await this.client.call(method, { timeout: 30, data: '', ...options })) as {
      readonly inviteID: string;
    };
    return answer.inviteID;
  }

  act(action: 'cancel' | 'accept' | 'reject' | 'modifyInvitation', inviteID: string, data: string): Promise<unknown> {
    return this.client.call(action, { inviteID, data }) as Promise<unknown>;
  }

  infoOf(message: SdkMessage): (Signal & { readonly actionType: number; readonly timeout: number }) | null {
    return this.client.call('getSignalingInfo', message) as ReturnType<Signaling['infoOf']>;
  }
}

/** The custom message that an action on an invitation is, in wire form (wire-users.md §11.2). */
export function actionElement(action: {
  readonly inviteID: string;
  readonly actionType: number;
  readonly inviter: string;
  readonly inviteeList: readonly string[];
  readonly timeout?: number;
}): readonly object[] {
  const Data = JSON.stringify({ businessID: 1, groupID: '', timeout: 0, data: '', ...action });
  return [{ MsgType: 'TIMCustomElem', MsgContent: { Data, Desc: '', Ext: '' } }];
}
