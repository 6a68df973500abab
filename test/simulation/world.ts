import { MemoryDisk } from '../../events/memory/block-storage.ts';
import { MemoryStore } from '../../projections/index.ts';
import { between, seeded } from '../recovery/random.ts';
import { Device } from './device.ts';
import { Network } from './network.ts';
import { type Node, startNode } from './node.ts';
import { Scheduler, type Scope } from './scheduler.ts';

const DEVICES = [
  ['ann', 'Android'],
  ['ann', 'Web'],
  ['bob', 'iPhone'],
  ['cem', 'Web'],
] as const;
export const USERS: readonly string[] = [...new Set(DEVICES.map(([user]) => user))];

const ACTIONS = 160;
/** More steps than any healthy run needs to come to rest. */
const MAX_STEPS = 60_000;

/** A server, its disk, its clients and everything that happens to them, out of one seed. */
export class World {
  readonly scheduler = new Scheduler();
  readonly disk = new MemoryDisk();
  readonly store = new MemoryStore();
  readonly devices: Device[] = [];
  /** What everybody saw, in order: the same for the same seed. */
  readonly transcript: string[] = [];
  /** Trouble that the server reported itself. */
  readonly reports: unknown[] = [];
  node: Node | undefined;
  #scope: Scope | undefined;
  readonly #random: () => number;
  readonly #network: Network;

  constructor(seed: number) {
    this.#random = seeded(seed);
    this.#network = new Network(this.scheduler, this.#random);
  }

  /** Lives through the whole story. Throws when it does not come to rest. */
  async run(): Promise<void> {
    this.#start();
    await this.#reach('the server is up', () => this.node !== undefined);
    const world = { network: this.#network, scheduler: this.scheduler, random: this.#random };
    for (const [user, platform] of DEVICES) {
      this.devices.push(new Device(user, platform, world, (line) => this.#trace(line)));
    }
    await this.#reach('everybody is there', () => this.devices.every(({ online }) => online));
    for (let action = 0; action < ACTIONS; action++) {
      this.#act();
      const pause = this.scheduler.now + between(this.#random, 0, 60);
      this.scheduler.after(pause - this.scheduler.now, () => {});
      await this.#reach('time goes on', () => this.scheduler.now >= pause);
    }
    this.disk.faults = {};
    if (this.node === undefined) await this.#reach('the server is up again', () => this.node !== undefined);
    await this.#reach('every request is answered', () => this.devices.every(({ waiting }) => waiting === 0));
    await this.#reach('everybody is online', () => this.devices.every(({ client }) => client.online));
    // A sync after the last message: what is still on its way arrives, and nothing else comes.
    const quiet = this.scheduler.now + 10_000;
    await this.#reach('all is quiet', () => this.scheduler.now >= quiet);
  }

  #act(): void {
    const device = this.devices[between(this.#random, 0, this.devices.length - 1)];
    const peer = USERS[between(this.#random, 0, USERS.length - 1)];
    const dice = this.#random();
    if (device === undefined || peer === undefined) return;
    if (dice < 0.32) device.groups.act(USERS);
    else if (dice < 0.5) {
      if (peer !== device.user) device.send(peer);
    } else if (dice < 0.64) device.change();
    else if (dice < 0.72) device.read();
    else if (dice < 0.8) this.#network.cutOne();
    else if (dice < 0.86) this.#network.stallOne();
    else if (dice < 0.92) this.disk.faults.slowMs = between(this.#random, 0, 80);
    else if (dice < 0.96) this.#failWrites();
    else this.#crash();
  }

  #failWrites(): void {
    this.disk.faults.failWith = new Error('the simulated disk refuses');
    this.scheduler.after(between(this.#random, 1, 200), () => {
      this.disk.faults.failWith = undefined;
    });
  }

  #crash(): void {
    if (this.node === undefined) return;
    this.#trace('crash');
    this.#scope?.die();
    this.#network.crash();
    this.node = undefined;
    this.disk.faults.tornTailBytes = between(this.#random, 0, 60);
    this.disk.crash();
    this.scheduler.after(between(this.#random, 1, 400), () => this.#start());
  }

  #start(): void {
    const scope = this.scheduler.scope();
    this.#scope = scope;
    startNode(this.scheduler, scope, this.disk, this.store, (problem) => this.reports.push(problem)).then(
      (node) => {
        if (!scope.alive) return;
        this.node = node;
        this.#network.server = node.behavior;
      },
      (error: unknown) => this.reports.push(error),
    );
  }

  async #reach(what: string, condition: () => boolean): Promise<void> {
    if (await this.scheduler.until(condition, MAX_STEPS)) return;
    const waiting = this.devices.map(({ name, waiting, client }) => `${name}: ${waiting}, online ${client.online}`);
    throw new Error(`not reached: ${what} (${waiting.join('; ')}; ${this.reports.map(String).join('; ')})`);
  }

  #trace(line: string): void {
    this.transcript.push(`${this.scheduler.now - START} ${line}`);
  }
}

const START = new Scheduler().now;
