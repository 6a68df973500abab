/** Friends in one list (product.md §2.5; error-codes.md §6, 30010, 30014). */
export const MAX_FRIENDS = 3000;
/** Requests that wait for an answer, in either direction (30012). */
export const MAX_REQUESTS = 100;
/** Groups of friends (30011). */
export const MAX_FRIEND_GROUPS = 32;
/** Entries of a blocklist (30013). */
export const MAX_BLOCKED = 1000;
/** Accounts of one call (rest-api.md §11). */
export const MAX_PER_CALL = 1000;

/** Bytes of a group's name, of a remark, of the wording of a request, of a custom value; letters of a keyword. */
export const MAX_GROUP_NAME_BYTES = 30;
export const MAX_REMARK_BYTES = 96;
export const MAX_WORDING_BYTES = 256;
export const MAX_CUSTOM_BYTES = 500;
export const MAX_KEYWORD_BYTES = 8;
