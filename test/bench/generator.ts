import { type DialectName, dialects } from './dialects.ts';
import { type GroupResult, type GroupTask, groupLoad } from './group-load.ts';
import { type LoadResult, type LoadTask, load, openMany } from './load.ts';
import { type LoginResult, type LoginTask, loginLoad } from './login-load.ts';
import type { RawSocket } from './raw-socket.ts';

/** Opens idle connections and keeps them until the next task. */
export interface IdleTask {
  readonly task: 'idle';
  readonly dialect: DialectName;
  readonly port: number;
  readonly connections: number;
}

export type Task = LoadTask | IdleTask | GroupTask | LoginTask;
export type Outcome =
  | { readonly load: LoadResult }
  | { readonly groups: GroupResult }
  | { readonly logins: LoginResult }
  | { readonly opened: number }
  | { readonly failed: string };

/** The load generator's process: one task at a time, from its parent. */
let idle: readonly RawSocket[] = [];

async function run(task: Task): Promise<Outcome> {
  for (const socket of idle) socket.close();
  idle = [];
  if (task.task === 'load') return { load: await load(task) };
  if (task.task === 'groups') return { groups: await groupLoad(task) };
  if (task.task === 'logins') {
    const { result, sockets } = await loginLoad(task);
    idle = sockets;
    return { logins: result };
  }
  idle = await openMany(task.connections, (n) => dialects[task.dialect].open(task.port, n));
  let open = idle.length;
  for (const socket of idle) socket.onClose = () => open--;
  await new Promise((resolve) => setTimeout(resolve, 100));
  return { opened: open };
}

process.on('message', (task: Task) => {
  run(task).then(
    (outcome) => process.send?.(outcome),
    (error: unknown) => process.send?.({ failed: String(error) }),
  );
});
