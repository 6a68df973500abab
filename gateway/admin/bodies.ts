import Type, { type Static, type TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { Refused } from '../../events/refused.ts';

const text = Type.String({ maxLength: 4000 });
const users = Type.Array(Type.String({ maxLength: 128 }), { maxItems: 1000 });
const closed = { additionalProperties: false };

const creation = Type.Object(
  {
    name: text,
    kind: Type.Optional(text),
    introduction: Type.Optional(text),
    admins: Type.Optional(users),
    sdkAppId: Type.Optional(Type.Integer()),
    secretKey: Type.Optional(text),
  },
  closed,
);
const change = Type.Object(
  {
    name: Type.Optional(text),
    kind: Type.Optional(text),
    introduction: Type.Optional(text),
    admins: Type.Optional(users),
    stopped: Type.Optional(Type.Boolean()),
  },
  closed,
);

export const newApp = (body: object) => checked(creation, body);
export const changedApp = (body: object) => checked(change, body);
/** '' is no key: it is as if none were given. */
export const keyGiven = (key: string | undefined) => key || undefined;

/** @throws Refused 70402 naming what is wrong. */
function checked<S extends TSchema>(schema: S, body: unknown): Static<S> {
  if (Value.Check(schema, body)) return body;
  const [first] = Value.Errors(schema, body);
  throw new Refused(70402, `${first?.instancePath || 'the body'} ${first?.message ?? 'is not as documented'}`);
}
