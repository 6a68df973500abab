import type { Placement } from './ports.ts';

/** One node runs everything. */
export const singleNode: Placement = { ownerOf: () => 'here' };
