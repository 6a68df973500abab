import { setTimeout as pause } from 'node:timers/promises';
import { TestServer } from '../conformance/server.ts';

type Answer = Readonly<Record<string, unknown>>;

/** Hits of a conversation, as `/query/search` shows them. */
export interface Hits {
  readonly peer?: string;
  readonly group?: string;
  readonly topic?: string;
  readonly count: number;
  readonly messages?: readonly Said[];
  readonly entries?: readonly Said[];
}
interface Said {
  readonly seq: number;
  readonly msgBody: readonly { readonly MsgContent: Readonly<Record<string, string>> }[];
}
export interface Page {
  readonly total: number;
  readonly cursor?: string;
  readonly conversations: readonly Hits[];
}

/** A started server, people who talk, and what they find. */
export class Searcher {
  #random = 0;
  private constructor(readonly server: TestServer) {}

  /** `env`: further settings. */
  static async start(people: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Searcher> {
    const server = await TestServer.start({ YANSHU_REST_SEARCHES_PER_SECOND: '0', ...env });
    const searcher = new Searcher(server);
    for (const UserID of people)
      await searcher.rest('im_open_login_svc/account_import', { UserID, Nick: `Nick ${UserID}` });
    return searcher;
  }

  /** A command that is not refused. */
  async rest(command: string, body: object): Promise<Answer> {
    const answer = await this.server.rest(command, body);
    if (answer.ErrorCode !== 0) throw new Error(`${command}: ${answer.ErrorCode} ${answer.ErrorInfo}`);
    return answer;
  }

  say(from: string, to: string, ...elements: readonly object[]): Promise<Answer> {
    const body = { From_Account: from, To_Account: to, MsgRandom: ++this.#random, SyncOtherMachine: 1 };
    return this.rest('openim/sendmsg', { ...body, MsgBody: elements });
  }

  sayIn(GroupId: string, from: string, Text: string, fields: object = {}): Promise<Answer> {
    const body = { GroupId, From_Account: from, Random: ++this.#random, MsgBody: [text(Text)], ...fields };
    return this.rest('group_open_http_svc/send_group_msg', body);
  }

  async group(GroupId: string, Type: string, members: readonly string[], fields: object = {}): Promise<void> {
    const [Owner_Account, ...others] = members;
    const MemberList = others.map((Member_Account) => ({ Member_Account }));
    const body = { GroupId, Type, Name: `Group ${GroupId}`, Owner_Account, MemberList, ...fields };
    await this.rest('group_open_http_svc/create_group', body);
  }

  /** `/query/search`; the status when it is refused. */
  async search(user: string, query: Readonly<Record<string, string>>): Promise<Page> {
    const { status, body } = await this.get(user, query);
    if (status !== 200) throw new Error(`${status}: ${JSON.stringify(body)}`);
    return body as Page;
  }

  async get(user: string, query: Readonly<Record<string, string>>): Promise<{ status: number; body: unknown }> {
    const parameters = new URLSearchParams({ sdkappid: '1400000001', identifier: user, ...query });
    const headers = { Authorization: `Bearer ${this.server.sign(user)}` };
    const answer = await fetch(`${this.server.httpUrl}/query/search?${parameters}`, { headers });
    return { status: answer.status, body: await answer.json() };
  }

  /** Resolves when everything that was said so far is in the index. */
  async indexed(): Promise<void> {
    for (let tries = 0; tries < 200; tries++) {
      if ((await this.lag()) === 0) return;
      await pause(25);
    }
    throw new Error(`the index does not catch up: ${this.server.output.join('\n')}`);
  }

  async lag(): Promise<number> {
    const metrics = await (await fetch(`${this.server.httpUrl}/metrics`)).text();
    return Number(/^yanshu_search_lag_events (\d+)/m.exec(metrics)?.[1]);
  }
}

export const text = (Text: string): object => ({ MsgType: 'TIMTextElem', MsgContent: { Text } });

/** Conversations with their counts. */
export const countsOf = ({ conversations }: Page): Readonly<Record<string, number>> =>
  Object.fromEntries(conversations.map(({ peer, topic, group, count }) => [peer ?? topic ?? group ?? '', count]));

/** What the messages of a page say, in their order. */
export const textsOf = ({ conversations }: Page): readonly string[] =>
  conversations.flatMap(({ messages, entries }) =>
    (messages ?? entries ?? []).map(({ msgBody }) => Object.values(msgBody[0]?.MsgContent ?? {})[0] ?? ''),
  );
