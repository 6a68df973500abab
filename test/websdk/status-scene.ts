import { randomBytes } from 'node:crypto';
import type { Test } from 'tap';
import type { TestServer } from '../conformance/server.ts';
import { type Json, WireClient } from './wire-client.ts';

/** A device of a user that speaks the web SDK's wire form, as any platform, and what it is told of status. */
export interface Device {
  readonly wire: WireClient;
  readonly user: string;
  ask(command: string, body?: Json): Promise<Json>;
  /** What it has been told of somebody, in order: `1 busy`. */
  told(user: string): readonly string[];
  /** Resolves when it has been told of somebody so, again: behind what `since` of it had come before. */
  hears(user: string, status: string, since?: number): Promise<void>;
  /** Comes back with the same login on a new socket. */
  back(): Promise<Device>;
}

/** `head.platform` (wire-core.md §1.1). */
export const platforms = { Android: 2, iPhone: 3, Mac: 4, Windows: 5, Web: 7, MiniProgram: 8, iPad: 13 } as const;

export async function device(
  t: Test,
  server: TestServer,
  user: string,
  platform: keyof typeof platforms = 'Web',
): Promise<Device> {
  const number = platforms[platform];
  const open = () =>
    WireClient.open(server.wsUrl, '/binfo', `instanceid=${randomBytes(16).toString('hex')}&platform=${number}`);
  const wire = await open();
  t.teardown(() => wire.close());
  const answer = await wire.login(user, { usersig: server.sign(user), platform: number });
  if (answer.ErrorCode !== 0) throw new Error(`no login for ${user}: ${answer.ErrorInfo}`);
  return speaking(t, wire, user, open);
}

function speaking(t: Test, wire: WireClient, user: string, open: () => Promise<WireClient>): Device {
  const told = (other: string) =>
    wire.pushes
      .flatMap(({ body }) => statusItems(body))
      .flatMap((item) => (item.To_Account === other ? shown(item) : []));
  return {
    wire,
    user,
    ask: (command, body = {}) => wire.ask(`im_open_status.${command}`, body),
    told,
    hears: (other, status, since = 0) => wire.until(() => told(other).slice(since).includes(status)),
    async back() {
      const again = await open();
      t.teardown(() => again.close());
      Object.assign(again, { a2: wire.a2, tinyid: wire.tinyid });
      const answer = await again.ask('im_open_status.wslogin', { State: 'Online' });
      if (answer.ErrorCode !== 0) throw new Error(`${user} is not back: ${answer.ErrorInfo}`);
      return speaking(t, again, user, open);
    },
  };
}

function statusItems(body: Json): readonly Json[] {
  const events = (body.EventArray ?? []) as readonly Json[];
  return events.flatMap((event) => (event.UserStatusList ?? []) as readonly Json[]);
}

export function shown({ Status, CustomStatus }: Json): string {
  return `${Status} ${Buffer.from(String(CustomStatus), 'base64').toString()}`.trim();
}

/** From now on nothing is read and nothing is answered, and the other side does not know. */
export function deafen({ wire }: Device): void {
  Reflect.get(wire.socket, '_socket').pause();
}
