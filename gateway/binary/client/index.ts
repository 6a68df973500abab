export { BinaryClient } from './client.ts';
export type * from './communities.ts';
export type * from './group-data.ts';
export type { GroupMessage } from './group-message.ts';
export type * from './groups.ts';
export type { MessageState } from './message-state.ts';
export type * from './messages.ts';
export * from './options.ts';
export type * from './search.ts';
