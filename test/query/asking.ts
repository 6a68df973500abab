import type { TestServer } from '../conformance/server.ts';

export type Json = Readonly<Record<string, unknown>>;

/** Asks the query API as a user. */
export function asking(server: TestServer) {
  return async (name: string, user: string, query: Readonly<Record<string, string>> = {}) => {
    const parameters = new URLSearchParams({ sdkappid: '1400000001', identifier: user, ...query });
    const headers = { Authorization: `Bearer ${server.sign(user)}` };
    const answer = await fetch(`${server.httpUrl}/query/${name}?${parameters}`, { headers });
    return { status: answer.status, body: (await answer.json()) as Json };
  };
}
