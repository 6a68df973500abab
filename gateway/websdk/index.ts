/** The web SDK dialect: what the official, unmodified Tencent Cloud Chat web SDK speaks (wire-core.md). */
export { mountWebSdk } from './mount.ts';
