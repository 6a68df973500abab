import { userIdProblem } from '../../actors/user/user-id.ts';
import { Refused } from '../../events/refused.ts';
import { createAuthenticator } from '../../gateway/auth/create.ts';
import { DEFAULT_EXPIRE_SECONDS, signUserSig } from '../../gateway/auth/usersig.ts';
import { publicKeyOf } from '../config/files.ts';
import type { LoadedConfig } from '../config/load.ts';
import { withSecretKey } from '../config/secret-key.ts';
import { parseOptions } from './arguments.ts';
import { BadUsage } from './command.ts';

/** Makes a UserSig for a user and prints it alone on a line, or tells whether one given by `--check` is good. */
export async function run(args: readonly string[], config: LoadedConfig): Promise<number> {
  const { values, positionals } = parseOptions({
    args: [...args],
    allowPositionals: true,
    options: { expire: { type: 'string' }, check: { type: 'string' } },
  });
  const [user] = positionals;
  if (user === undefined || positionals.length > 1)
    throw new BadUsage('usersig needs one UserID: yanshu usersig alice');
  const problem = userIdProblem(user);
  if (problem !== undefined) throw new BadUsage(problem);
  if (values.check !== undefined && values.expire !== undefined)
    throw new BadUsage('--check and --expire exclude each other');

  const expire = values.expire ?? String(DEFAULT_EXPIRE_SECONDS);
  if (!/^[1-9]\d{0,9}$/.test(expire)) throw new BadUsage('--expire takes a whole number of seconds, from 1');
  if (values.check !== undefined) return check(user, values.check, config);
  const { settings, secretKey } = withSecretKey(config);
  const time = Math.floor(Date.now() / 1000);
  console.log(signUserSig(settings.sdkAppId, user, secretKey, { time, expire: Number(expire) }));
  return 0;
}

function check(user: string, userSig: string, config: LoadedConfig): number {
  const { settings, secretKey } = withSecretKey(config);
  const publicKey = publicKeyOf(settings);
  const app = { sdkAppId: settings.sdkAppId, secretKey, admins: [], ...(publicKey !== undefined && { publicKey }) };
  const auth = createAuthenticator({ apps: [app], clock: { now: () => Date.now() } });
  try {
    const { issuedAt, expiresAt } = auth.verifyUserSig(settings.sdkAppId, user, userSig);
    console.log(`good for ${user} of ${settings.sdkAppId}: issued ${utc(issuedAt)}, expires ${utc(expiresAt)}`);
    return 0;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    console.log(`bad: ${error.code} ${error.message}`);
    return 1;
  }
}

/** Unix seconds as a date; a number beyond any date stays a number. */
function utc(seconds: number): string {
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? `at ${seconds} s` : date.toISOString();
}
