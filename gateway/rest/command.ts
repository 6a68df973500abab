import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import type { Caller } from '../../events/caller.ts';
import type { Services } from '../services.ts';

/** Fields of an answer besides the common ones; `ActionStatus` may replace `OK`. */
export type Answer = Readonly<Record<string, unknown>>;

/** Which code a body of the wrong shape gets: by its first wrong field, else `otherwise`. */
export interface Faults {
  readonly otherwise: number;
  readonly fields?: Readonly<Record<string, number>>;
}

/** Which rate limit a command counts against (rest-api.md §1, Rates). */
export type RateClass = 'common' | 'accounts' | 'lists' | 'searches' | 'exports';

export interface RestCommand {
  readonly rate: RateClass;
  readonly faults: Faults;
  /** The first wrong field of a body, `''` for the body itself; undefined when nothing is wrong. */
  problem(body: unknown): { readonly field: string; readonly message: string } | undefined;
  run(services: Services, caller: Caller, body: never): Promise<Answer>;
}

/** `<service>/<command>` → command. Adding one is adding a row. */
export type RestTable = Readonly<Record<string, RestCommand>>;

/** A row of the table: what the body must look like, and what happens. */
export function command<S extends TSchema, B>(
  options: { readonly rate?: RateClass; readonly schema: S; readonly faults: Faults },
  run: (services: Services, caller: Caller, body: B) => Promise<Answer>,
): RestCommand {
  const validator = Compile(options.schema);
  return {
    rate: options.rate ?? 'common',
    faults: options.faults,
    problem(body) {
      if (validator.Check(body)) return undefined;
      const [error] = validator.Errors(body);
      const missing = (error?.params as { requiredProperties?: readonly string[] } | undefined)
        ?.requiredProperties?.[0];
      const field = error?.instancePath.split('/')[1] ?? missing ?? '';
      return { field, message: `${field || 'the body'}: ${error?.message ?? 'is not as documented'}` };
    },
    run: run as (services: Services, caller: Caller, body: never) => Promise<Answer>,
  };
}
