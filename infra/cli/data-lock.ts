import { createHash } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BadConfig } from '../config/errors.ts';

/** Longest path of a local socket that every system takes, in bytes. */
const MAX_SOCKET_PATH = 100;
/** A file system without local sockets cannot keep the lock: then nothing guards the folder, as with any other program. */
const unsupported: ReadonlySet<string> = new Set(['ENOTSUP', 'EOPNOTSUPP', 'EPERM', 'EINVAL']);

/**
 * Keeps a second server off the same data folder: two of them would write one log with two ideas of its end. The lock is
 * a listening local socket, because the system lets go of it when the process dies, however it dies.
 * Resolves to what releases it. Throws `BadConfig` when another process holds it or the folder cannot be used.
 */
export async function lockDataFolder(folder: string): Promise<() => void> {
  const path = socketPath(folder);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const server = (await listen(path)) ?? (await takeOver(folder, path));
    return () => server.close();
  } catch (cause) {
    if (cause instanceof BadConfig) throw cause;
    if (cause instanceof Error && unsupported.has((cause as NodeJS.ErrnoException).code ?? '')) return () => {};
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new BadConfig(`data folder: ${folder} cannot be used: ${why}`, { cause });
  }
}

async function takeOver(folder: string, path: string): Promise<Server> {
  const holder = await ask(path);
  if (holder === undefined) {
    // Left behind by a process that was killed.
    rmSync(path, { force: true });
    const server = await listen(path);
    if (server !== undefined) return server;
  }
  throw new BadConfig(
    `data folder: ${folder} is in use by another server (process ${holder ?? 'unknown'}): stop it, or choose another --data`,
  );
}

function socketPath(folder: string): string {
  const path = join(folder, 'lock');
  if (Buffer.byteLength(path) <= MAX_SOCKET_PATH) return path;
  const name = createHash('sha256').update(folder).digest('hex').slice(0, 32);
  return join(tmpdir(), `yanshu-${name}`);
}

/** Undefined when somebody holds the socket, alive or not. */
function listen(path: string): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.end(String(process.pid)));
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(undefined);
      else reject(error);
    });
    server.listen(path, () => resolve(server.unref()));
  });
}

/** Process id of the holder; undefined when nobody answers. */
function ask(path: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(path);
    socket.setEncoding('utf8').on('data', (text: string) => {
      answer += text;
    });
    socket.once('error', () => resolve(undefined));
    socket.once('end', () => resolve(answer));
  });
}
