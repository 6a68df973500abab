import { Phone } from '../websdk/phone.ts';
import type { SdkName } from './bundle.ts';
import { type ClientOptions, OfficialClient } from './official-client.ts';
import type { TestServer } from './server.ts';

/** What a check works with: two people who are logged in with the version under test, and as many more as it wants. */
export class World {
  readonly #clients: OfficialClient[] = [];
  readonly #phones: Phone[] = [];
  #names = 0;

  private constructor(
    readonly server: TestServer,
    readonly sdk: SdkName,
    readonly alice: OfficialClient,
    readonly bob: OfficialClient,
    /** Does nothing but stay online. */
    readonly idle: OfficialClient,
  ) {}

  static async open(server: TestServer, sdk: SdkName): Promise<World> {
    const start = (name: string) => startClient(server, sdk, `${name}-${sdk}`);
    const [alice, bob, idle] = await Promise.all([start('alice'), start('bob'), start('idle')]);
    const world = new World(server, sdk, alice, bob, idle);
    world.#clients.push(alice, bob, idle);
    return world;
  }

  /** Another client, of a user of his own or of the one given. */
  async client(user = this.newName(), options: Partial<ClientOptions> = {}): Promise<OfficialClient> {
    const client = await startClient(this.server, this.sdk, user, options);
    this.#clients.push(client);
    return client;
  }

  /** A device of another kind of the same user, which the login policy allows beside his web page. */
  async phone(user: string): Promise<Phone> {
    const phone = await Phone.login(this.server.wsUrl, user, this.server.sign(user));
    this.#phones.push(phone);
    return phone;
  }

  newName(): string {
    this.#names++;
    return `user${this.#names}-${this.sdk}`;
  }

  async close(): Promise<void> {
    for (const phone of this.#phones) phone.close();
    await Promise.all(this.#clients.map((client) => client.close()));
  }
}

/** A client with a fresh UserSig. */
export function startClient(
  server: TestServer,
  sdk: SdkName,
  userID: string,
  options: Partial<ClientOptions> = {},
): Promise<OfficialClient> {
  return OfficialClient.start({ url: server.wsUrl, sdk, userID, userSig: server.sign(userID), ...options });
}
