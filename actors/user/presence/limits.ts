/** Bytes of a custom status (product.md §2.3). */
export const MAX_CUSTOM_STATUS_BYTES = 50;
/** Users whose status one call asks for (product.md §2.3, wire-users.md §8.2). */
export const MAX_QUERIED = 500;
/** Users that one call subscribes to, or unsubscribes from (product.md §2.3). */
export const MAX_SUBSCRIBED_AT_ONCE = 100;
/** Users that one user is told of, all his devices together: the oldest goes (product.md §2.3, wire-users.md U7). */
export const MAX_SUBSCRIBED = 200;
/** Bytes of a push token (error-codes.md §7, 22004). */
export const MAX_TOKEN_BYTES = 256;
/** Bytes of each text that says what a device is. */
export const MAX_DEVICE_TEXT_BYTES = 128;
/** Reports of one call (wire-users.md §13). */
export const MAX_REPORTS = 40;
/** Bytes of what comes with one of them. */
export const MAX_REPORT_BYTES = 1024;
/** Tokens, changes of app state and reports of one user in a minute: more are refused (error-codes.md §4, 72010). */
export const MAX_CHANGES_PER_MINUTE = 30;
