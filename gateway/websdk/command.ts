import type { Static, TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import type { Caller } from '../../events/caller.ts';
import { Refused } from '../../events/refused.ts';
import type { Services } from '../services.ts';
import type { ConfirmedPositions } from './confirmed.ts';
import { refuse } from './errors.ts';
import type { Body, Head } from './protocol.ts';
import type { WebSdkSocket } from './socket.ts';

/** What every command is given. */
export interface Context {
  readonly services: Services;
  readonly socket: WebSdkSocket;
  readonly head: Head;
  readonly confirmed: ConfirmedPositions;
}

/** What a command of a logged-in user is given. */
export interface SessionContext extends Context {
  readonly caller: Caller;
}

/** Fields of the answer besides the OK triple; `undefined`: the command is one-way and gets no answer. */
export type Reply = Body | undefined;

/**
 * One row of the dialect. `anybody`: before and after login, credentials are not looked at (wire-core.md §3.9, 1);
 * `session`: the head must carry a live session key.
 */
export type Command =
  | { readonly access: 'anybody'; handle(context: Context, body: Body | undefined): Reply | Promise<Reply> }
  | { readonly access: 'session'; handle(context: SessionContext, body: Body | undefined): Reply | Promise<Reply> };

export type CommandTable = Readonly<Record<string, Command>>;

/** Code for a body of the wrong shape: by the first field that is wrong, else `otherwise` (error-codes.md). */
export interface Faults {
  readonly otherwise: number;
  readonly fields?: Readonly<Record<string, number>>;
}

export function forAnybody(run: (context: Context) => Reply | Promise<Reply>): Command {
  return { access: 'anybody', handle: (context) => run(context) };
}

/** The same before and after login: whoever sends it must be known by the body itself. */
export function forVisitors<S extends TSchema>(
  schema: S,
  faults: Faults,
  run: (context: Context, body: Static<S>) => Reply | Promise<Reply>,
): Command {
  const check = checker(schema, faults);
  return { access: 'anybody', handle: (context, body) => run(context, check(body)) };
}

/** A command whose body is checked against `schema` before `run` sees it. Unknown fields are let through. */
export function forSession<S extends TSchema>(
  schema: S,
  faults: Faults,
  run: (context: SessionContext, body: Static<S>) => Reply | Promise<Reply>,
): Command {
  const check = checker(schema, faults);
  return { access: 'session', handle: (context, body) => run(context, check(body)) };
}

function checker<S extends TSchema>(schema: S, faults: Faults): (body: Body | undefined) => Static<S> {
  // Compiled on first use: a start must not pay for commands nobody sends.
  let validator: ReturnType<typeof Compile<S>> | undefined;
  return (body) => {
    if (body === undefined) throw refuse('noBody');
    validator ??= Compile(schema);
    const value: unknown = body;
    if (validator.Check(value)) return value;
    const [first] = validator.Errors(value);
    const missing = first?.keyword === 'required' ? `/${first.params.requiredProperties[0] ?? ''}` : '';
    const path = `${first?.instancePath ?? ''}${missing}`;
    const field = path.split('/')[1] ?? '';
    throw new Refused(
      faults.fields?.[field] ?? faults.otherwise,
      `${path || 'body'}: ${first?.message ?? 'wrong shape'}`,
    );
  };
}
