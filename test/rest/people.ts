import { GroupServer } from './group-server.ts';

export type Answer = Readonly<Record<string, unknown>>;
/** What every answer about profiles and friends has. */
export const OK = { ActionStatus: 'OK', ErrorCode: 0, ErrorInfo: '', ErrorDisplay: '' };
export const SOURCE = 'AddSource_Type_Server';

/** A started server, and its commands about profiles and friends as the administrator calls them. */
export async function startPeople(env: Readonly<Record<string, string>> = {}) {
  const rest = await GroupServer.start({ YANSHU_REST_ACCOUNTS_PER_SECOND: '0', ...env });
  const call = (command: string, body: object, service = 'sns') => rest.call(command, body, service);
  const of = (user: string) => (command: string, body: object) => call(command, { From_Account: user, ...body });
  const setProfile = (From_Account: string, fields: Readonly<Record<string, string | number>>) =>
    call(
      'portrait_set',
      {
        From_Account,
        ProfileItem: Object.entries(fields).map(([tag, Value]) => ({ Tag: `Tag_Profile_${tag}`, Value })),
      },
      'profile',
    );
  /** Fields by tag. */
  const profile = async (user: string, ...tags: readonly string[]): Promise<Answer> => {
    const TagList = tags.map((tag) => `Tag_Profile_${tag}`);
    const { UserProfileItem } = await call('portrait_get', { To_Account: [user], TagList }, 'profile');
    return byTag((UserProfileItem as readonly { ProfileItem: readonly Tagged[] }[])[0]?.ProfileItem ?? []);
  };
  const add = (user: string, peers: readonly string[], more: object = {}, item: object = {}) =>
    of(user)('friend_add', {
      AddFriendItem: peers.map((To_Account) => ({ To_Account, AddSource: SOURCE, ...item })),
      ...more,
    });
  /** Fields of all friends of a user by tag, by friend; page by page. */
  async function friends(user: string): Promise<ReadonlyMap<string, Answer>> {
    const found = new Map<string, Answer>();
    let StartIndex: unknown = 0;
    for (let page = 0; page < 100; page++) {
      const answer = await of(user)('friend_get', { StartIndex });
      if (answer.ErrorCode !== 0) throw new Error(String(answer.ErrorInfo));
      for (const { To_Account, ValueItem } of answer.UserDataItem as readonly Item[]) {
        if (found.has(To_Account)) throw new Error(`${To_Account} is there twice`);
        found.set(To_Account, byTag(ValueItem));
      }
      if (answer.CompleteFlag !== 0) return found;
      StartIndex = answer.NextStartIndex;
    }
    throw new Error('the list does not end');
  }
  const blocked = async (user: string) => {
    const page = await of(user)('black_list_get', { StartIndex: 0, MaxLimited: 1000, LastSequence: 0 });
    return (page.BlackListItem as readonly { To_Account: string }[]).map(({ To_Account }) => To_Account);
  };
  const relation = async (user: string, peer: string) => {
    const { InfoItem } = await of(user)('friend_check', { To_Account: [peer], CheckType: 'CheckResult_Type_Both' });
    return String((InfoItem as readonly { Relation: string }[])[0]?.Relation).replace('CheckResult_Type_', '');
  };
  return { rest, call, of, setProfile, profile, add, friends, blocked, relation };
}

interface Tagged {
  readonly Tag: string;
  readonly Value: unknown;
}
interface Item {
  readonly To_Account: string;
  readonly ValueItem: readonly Tagged[];
}

export const byTag = (items: readonly Tagged[]): Answer =>
  Object.fromEntries(items.map(({ Tag, Value }) => [Tag.replace(/^Tag_(Profile_)?/, ''), Value]));

/** Codes of a batch, in its order. */
export const codes = (answer: Answer, key = 'ResultItem'): readonly number[] =>
  ((answer[key] ?? []) as readonly { ResultCode: number }[]).map(({ ResultCode }) => ResultCode);
