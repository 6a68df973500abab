import Type from 'typebox';

/** Shapes that several families share. Fields the server does not read are left out: unknown fields are let through. */
export const anyBody = Type.Object({});

/** A UserID as it may stand in a request; whether it is a legal one is the command's business. */
export const userId = Type.String({ minLength: 1, maxLength: 128 });

export const uint32 = Type.Integer({ minimum: 0, maximum: 0xffffffff });

/** Unix seconds. */
export const seconds = Type.Integer({ minimum: 0, maximum: 0xffffffff });

/** The wire's 0 and 1. */
export const flag = Type.Integer({ minimum: 0, maximum: 1 });
