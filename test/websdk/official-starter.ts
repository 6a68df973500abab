import type { Test } from 'tap';
import type { SdkName } from '../conformance/bundle.ts';
import { OfficialClient } from '../conformance/official-client.ts';
import type { TestServer } from '../conformance/server.ts';
import { startClient } from '../conformance/world.ts';
import { Phone } from './phone.ts';

/** The official clients, and how a test calls them. */
export const versions: readonly { readonly sdk: SdkName; readonly version: string }[] = [
  { sdk: 'chat', version: '3.6.6' },
  { sdk: 'tim', version: '2.27.6' },
];

export const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Starts clients of one version for users of their own, `prefix` and a number; the test that asked for them closes them. */
export function starterOn(server: TestServer, prefix: string) {
  let users = 0;
  const name = () => `${prefix}-${++users}`;
  return (t: Test, sdk: SdkName) => {
    const clients: OfficialClient[] = [];
    t.teardown(() => Promise.all(clients.map((client) => client.close())));
    async function started(starting: Promise<OfficialClient>): Promise<OfficialClient> {
      const client = await starting;
      clients.push(client);
      return client;
    }
    const login = (user = name(), options: Parameters<typeof startClient>[3] = {}) =>
      started(startClient(server, sdk, user, options));
    return {
      name,
      login,
      three: () => Promise.all([login(), login(), login()]),
      anonymous: () => started(OfficialClient.start({ url: server.wsUrl, sdk, userID: '', userSig: '', login: false })),
      async phone(user: string, platform?: number): Promise<Phone> {
        const phone = await Phone.login(server.wsUrl, user, server.sign(user), platform);
        t.teardown(() => phone.close());
        return phone;
      },
    };
  };
}
