import { signUserSig } from '../../gateway/auth/usersig.ts';
import { APP, SECRET_KEY, userOf } from './dialects.ts';

/** Users of one call of the REST API. */
const BATCH = 100;

type Answer = Readonly<Record<string, unknown>> & { readonly ErrorCode: number; readonly ErrorInfo: string };

/** Prepares accounts and groups on a server, by its REST API. */
export class Preparation {
  readonly #port: number;

  constructor(port: number) {
    this.#port = port;
  }

  async call(command: string, body: object): Promise<Answer> {
    const query = new URLSearchParams({
      sdkappid: String(APP),
      identifier: 'administrator',
      usersig: signUserSig(APP, 'administrator', SECRET_KEY, { time: Math.floor(Date.now() / 1000) }),
      random: '1',
      contenttype: 'json',
    });
    const url = `http://127.0.0.1:${this.#port}/v4/${command}?${query}`;
    const answer = (await (await fetch(url, { method: 'POST', body: JSON.stringify(body) })).json()) as Answer;
    if (answer.ErrorCode !== 0) throw new Error(`${command}: ${answer.ErrorCode} ${answer.ErrorInfo}`);
    return answer;
  }

  /** Users 0 … count - 1. */
  accounts(count: number): Promise<readonly number[]> {
    const batches = batched(Array.from({ length: count }, (_, n) => userOf(n)));
    return inParallel(batches, (Accounts) => this.call('im_open_login_svc/multiaccount_import', { Accounts }));
  }

  async group(GroupId: string, Type: string, members: readonly number[]): Promise<void> {
    const [owner = 0, ...others] = members;
    await this.call('group_open_http_svc/create_group', {
      Type,
      GroupId,
      Name: 'bench',
      Owner_Account: userOf(owner),
      ...(Type !== 'AVChatRoom' && { ApplyJoinOption: 'FreeAccess' }),
    });
    await this.members(GroupId, others);
  }

  /** Adds members, one call after the other. Returns what each call took, milliseconds per member. */
  members(GroupId: string, members: readonly number[]): Promise<readonly number[]> {
    return inParallel(
      batched(members.map(userOf)),
      (users) =>
        this.call('group_open_http_svc/add_group_member', {
          GroupId,
          Silence: 1,
          MemberList: users.map((Member_Account) => ({ Member_Account })),
        }),
      1,
    );
  }
}

function batched<T>(list: readonly T[]): readonly (readonly T[])[] {
  const batches: T[][] = [];
  for (let from = 0; from < list.length; from += BATCH) batches.push(list.slice(from, from + BATCH));
  return batches;
}

/** Runs the batches, some at a time. Returns what each took, milliseconds per element. */
export async function inParallel<T extends { readonly length?: number }>(
  batches: readonly T[],
  run: (batch: T) => Promise<unknown>,
  width = 8,
): Promise<readonly number[]> {
  const took: number[] = [];
  let next = 0;
  const worker = async () => {
    for (let n = next++; n < batches.length; n = next++) {
      const batch = batches[n];
      if (batch === undefined) continue;
      const startedAt = performance.now();
      await run(batch);
      took[n] = (performance.now() - startedAt) / (batch.length ?? 1);
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
  return took;
}
