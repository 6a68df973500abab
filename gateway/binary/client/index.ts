export { BinaryClient } from './client.ts';
export * from './options.ts';
