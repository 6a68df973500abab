import { TestServer } from '../conformance/server.ts';

export const OK = { ActionStatus: 'OK', ErrorCode: 0, ErrorInfo: '' };
export const PEOPLE = ['alice', 'bob', 'carol', 'dave', 'erin'];
/** Seconds of a moment that is surely past. */
export const PAST = 1_700_000_000;

type Answer = Readonly<Record<string, unknown>>;
interface Matcher {
  match(found: unknown, pattern: unknown, message: string): boolean;
}
export type BadInput = readonly [title: string, command: string, body: object, code: number];

/** A started server whose people have accounts, and calls of group commands as the administrator. */
export class GroupServer {
  /** `env`: further settings. */
  static async start(env: Readonly<Record<string, string>> = {}): Promise<GroupServer> {
    // What limits a group is tested here, not the calls of REST, which would hide it on a fast machine.
    const server = await TestServer.start({
      YANSHU_REST_PER_SECOND: '10000',
      YANSHU_REST_LISTS_PER_SECOND: '0',
      ...env,
    });
    await server.rest('im_open_login_svc/multiaccount_import', { Accounts: PEOPLE });
    return new GroupServer(server);
  }

  #groups = 0;
  #random = 0;

  private constructor(readonly server: TestServer) {}

  call(command: string, body: object, service = 'group_open_http_svc'): Promise<Answer> {
    return this.server.rest(`${service}/${command}`, body);
  }

  /** A group of a type with alice as owner, bob and carol as members; its id. */
  async group(Type: string, fields: object = {}): Promise<string> {
    const people =
      Type === 'AVChatRoom' ? {} : { MemberList: ['bob', 'carol'].map((user) => ({ Member_Account: user })) };
    const GroupId = `${Type === 'Community' ? '@TGS#_' : ''}${Type}-${++this.#groups}`;
    const body = { Type, Name: GroupId, GroupId, Owner_Account: 'alice', ...people, ...fields };
    const { ErrorInfo, ErrorCode } = await this.call('create_group', body);
    if (ErrorCode !== 0) throw new Error(`${GroupId}: ${ErrorInfo}`);
    return GroupId;
  }

  /** The body of a message that nobody has sent yet. */
  message(GroupId: string, fields: object = {}): object {
    const Random = ++this.#random;
    return { GroupId, From_Account: 'alice', Random, MsgBody: text(`message ${Random}`), ...fields };
  }

  send(GroupId: string, fields: object = {}): Promise<Answer> {
    return this.call('send_group_msg', this.message(GroupId, fields));
  }

  /** The group object as the administrator sees it. */
  async info(GroupId: string): Promise<Answer> {
    const { GroupInfo } = await this.call('get_group_info', { GroupIdList: [GroupId] });
    return (GroupInfo as readonly Answer[])[0] ?? {};
  }

  /** Accounts `<prefix>0`, `<prefix>1` …, imported. */
  async accounts(prefix: string, count: number): Promise<readonly string[]> {
    const users = Array.from({ length: count }, (_, i) => `${prefix}${i}`);
    for (let i = 0; i < count; i += 100) {
      await this.server.rest('im_open_login_svc/multiaccount_import', { Accounts: users.slice(i, i + 100) });
    }
    return users;
  }

  /** Each bad input answers its code; what else it does is nothing. */
  async refuses(t: Matcher, inputs: readonly BadInput[]): Promise<void> {
    for (const [title, command, body, code] of inputs) {
      const answer = await this.call(command, body);
      t.match(answer, { ActionStatus: 'FAIL', ErrorCode: code, ErrorInfo: /./ }, `${command}: ${title}`);
    }
  }
}

export function text(Text: string): readonly object[] {
  return [{ MsgType: 'TIMTextElem', MsgContent: { Text } }];
}
