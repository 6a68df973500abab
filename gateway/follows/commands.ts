import Type, { type Static, type TObject, type TProperties } from 'typebox';
import type { FollowResult } from '../../actors/commands/follow-types.ts';
import { MAX_FOLLOWED_PER_CALL } from '../../actors/user/follows/limits.ts';
import type { Caller } from '../../events/caller.ts';
import { Refused } from '../../events/refused.ts';
import { profileTags } from '../relations/tags.ts';
import type { Services } from '../services.ts';
import { listNumbered, tieNumbers } from './fields.ts';

type Fields = Readonly<Record<string, unknown>>;

/** `user`: of whom it is asked. */
export type Run<B> = (services: Services, caller: Caller, user: string, body: B) => Promise<Fields>;

/** Users of one check (rest-api.md §12.3). */
const MAX_CHECKED = 100;
const DEFAULT_PAGE = 100;
const MAX_PAGE = 1000;

const userId = Type.String({ minLength: 1, maxLength: 128 });
const few = Type.Array(userId, { minItems: 1, maxItems: MAX_FOLLOWED_PER_CALL });

const adding = {
  FollowItem: Type.Array(Type.Object({ To_Account: userId }), { minItems: 1, maxItems: MAX_FOLLOWED_PER_CALL }),
};
const deleting = { To_Account: few };
const checking = { To_Account: Type.Array(userId, { minItems: 1, maxItems: MAX_CHECKED }) };
const reading = {
  FollowType: Type.Integer({ minimum: 1, maximum: 3 }),
  StartCursor: Type.String({ maxLength: 64 }),
  WantNum: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_PAGE })),
};
const counting = { To_Account: few };

const bodies = {
  adding: Type.Object(adding),
  deleting: Type.Object(deleting),
  checking: Type.Object(checking),
  reading: Type.Object(reading),
  counting: Type.Object(counting),
};
type Asked<K extends keyof typeof bodies> = Static<(typeof bodies)[K]>;

/** Code of every wrong field (rest-api.md §12). */
export const followFaults = { otherwise: 30001 } as const;

/**
 * The commands about who follows whom, which the web SDK and REST ask for in the same fields (wire-users.md §7, rest-api.md
 * §12), as a dialect has them. `prefix`: what stands before their names there; `row`: makes a command of that dialect about
 * one user; `plain`: one that is about nobody in particular.
 */
export function followTable<C>(
  prefix: string,
  row: <P extends TProperties>(fields: P, run: Run<Static<TObject<P>>>) => C,
  plain: typeof row,
): Readonly<Record<string, C>> {
  return {
    [`${prefix}follow_add`]: row(adding, follow),
    [`${prefix}follow_delete`]: row(deleting, unfollow),
    [`${prefix}follow_get`]: row(reading, readList),
    [`${prefix}follow_check`]: row(checking, check),
    [`${prefix}follow_get_info`]: plain(counting, count),
  };
}

async function follow({ commands }: Services, caller: Caller, user: string, body: Asked<'adding'>): Promise<Fields> {
  const others = body.FollowItem.map(({ To_Account }) => To_Account);
  return resultsOf(await commands.follow(caller, { user, others }));
}

async function unfollow(
  { commands }: Services,
  caller: Caller,
  user: string,
  { To_Account: others }: Asked<'deleting'>,
): Promise<Fields> {
  return resultsOf(await commands.unfollow(caller, { user, others }));
}

async function readList(
  { queries }: Services,
  caller: Caller,
  user: string,
  { FollowType, StartCursor, WantNum: limit = DEFAULT_PAGE }: Asked<'reading'>,
): Promise<Fields> {
  const list = listNumbered(FollowType);
  if (list === undefined) throw new Refused(30001, 'FollowType is 1, 2 or 3');
  const page = await queries.follows(caller, { user, list, limit, ...(StartCursor !== '' && { cursor: StartCursor }) });
  const profiles = await queries.profiles(caller, { users: page.users.map((one) => one.user) });
  return {
    FollowItem: page.users.map(({ user: To_Account, at: FollowTime, account }, i) => ({
      To_Account,
      FollowTime,
      ProfileItem: profileTags(profiles[i] ?? { ...account, fields: {} }),
    })),
    NextCursor: page.cursor ?? '',
    ErrorDisplay: '',
  };
}

async function check(
  { queries }: Services,
  caller: Caller,
  user: string,
  { To_Account: others }: Asked<'checking'>,
): Promise<Fields> {
  const types = await queries.followTypes(caller, { user, others });
  const items = others.map((other, n) => {
    const type = types[n];
    return { ...item(other, type === undefined), FollowType: tieNumbers[type ?? 'none'] };
  });
  return withFailures({ ResultItem: items }, items);
}

/** The client reads them by their place alone: who does not exist keeps his, with counts of 0 (wire-users.md §7.4). */
async function count(
  { queries }: Services,
  caller: Caller,
  _user: string,
  { To_Account: users }: Asked<'counting'>,
): Promise<Fields> {
  const counts = await queries.followCounts(caller, { users });
  const items = users.map((user, n) => {
    const { followers = 0, following = 0, mutual = 0 } = counts[n] ?? {};
    return {
      ...item(user, counts[n] === undefined),
      FollowerCount: followers,
      FollowingCount: following,
      MutualFollowingCount: mutual,
    };
  });
  return withFailures({ FollowInfo: items }, items);
}

interface Item {
  readonly To_Account: string;
  readonly ResultCode: number;
  readonly ResultInfo: string;
}

function item(To_Account: string, isStranger: boolean): Item {
  const outcome = isStranger ? { ResultCode: 30003, ResultInfo: 'the account does not exist' } : DONE;
  return { To_Account, ...outcome };
}

const DONE = { ResultCode: 0, ResultInfo: '' };

function resultsOf(results: readonly FollowResult[]): Fields {
  const items = results.map(({ user, code, problem }) => ({
    To_Account: user,
    ResultCode: code,
    ResultInfo: problem,
  }));
  return withFailures({ ResultItem: items }, items);
}

/** `Fail_Account` is there when somebody is in it (error-codes.md §1). */
function withFailures(answer: Fields, items: readonly Item[]): Fields {
  const failed = items.filter(({ ResultCode }) => ResultCode !== 0).map(({ To_Account }) => To_Account);
  return { ...answer, ...(failed.length > 0 && { Fail_Account: failed }), ErrorDisplay: '' };
}
