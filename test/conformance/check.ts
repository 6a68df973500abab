import type { World } from './world.ts';

/** Proves one row with the unmodified client; throws when it does not hold. */
export type Check = (world: World) => Promise<void> | void;

/** A row whose check proves only part of it, with the part that is to come. */
export interface PartlyCheck {
  readonly check: Check;
  readonly toCome: string;
}

export type Checks = Readonly<Record<string, Check | PartlyCheck>>;

/** Rejections of the client carry its code. */
export async function codeOf(call: Promise<unknown>): Promise<number | undefined> {
  try {
    await call;
    return 0;
  } catch (error) {
    return error instanceof Error && 'code' in error && typeof error.code === 'number' ? error.code : undefined;
  }
}
