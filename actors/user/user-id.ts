/** Most bytes of a UserID (product.md §2.1). */
export const MAX_USER_ID_BYTES = 32;

/** Printable ASCII without the space: what is safe in URLs, log lines, UserSig texts and stream names alike. */
const allowed = /^[\x21-\x7e]+$/;

/** Beginnings that belong to other kinds of ids, so that one id never means two things (rest-api.md §3.1). */
const reserved: Readonly<Record<string, string>> = {
  '@TGS#': 'groups',
  '@TOA#_': 'official accounts',
  '@PMG#_': 'permission groups',
  '@TIM#': 'the system account',
  '@TLS#': 'answers about unknown users',
};

/** How the UserID of a bot begins (rest-api.md §3.1). */
export const ROBOT_MARK = '@RBT#';

export function isRobot(user: string): boolean {
  return user.startsWith(ROBOT_MARK);
}

/**
 * Why a text may not be a UserID, in words for the caller; undefined when it may. Ids of bots (`@RBT#…`) are ordinary
 * UserIDs. Source: rest-api.md §3.1, product.md row 14; the refusal's code is 70402.
 */
export function userIdProblem(user: string): string | undefined {
  if (user === '') return 'UserID is empty';
  if (Buffer.byteLength(user) > MAX_USER_ID_BYTES) return `UserID is longer than ${MAX_USER_ID_BYTES} bytes`;
  if (!allowed.test(user)) return 'UserID may hold printable ASCII characters only, and no space';
  const prefix = Object.keys(reserved).find((start) => user.startsWith(start));
  return prefix === undefined ? undefined : `UserID begins with ${prefix}, which is reserved for ${reserved[prefix]}`;
}
