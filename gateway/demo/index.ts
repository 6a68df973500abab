/** The demo page at `/demo/`: two people chat through the official web SDK (README of this room). */
export { type DemoAccess, demoAccess } from './access.ts';
export { type DemoOptions, demo } from './mount.ts';
