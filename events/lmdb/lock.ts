import { createHash } from 'node:crypto';
import { realpathSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Longest path of a Unix socket on Linux, one less on macOS. */
const MAX_SOCKET_PATH = 103;

/**
 * Makes sure that one process uses a directory: two would give out the same positions. A listening socket, because the
 * system closes it whatever way the process ends, kill -9 included. Returns how to unlock.
 */
export async function lockDirectory(directory: string): Promise<() => Promise<void>> {
  const path = socketPath(realpathSync(directory));
  if (await answers(path)) throw new Error(`${directory} is in use by another yanshu process`);
  if (process.platform !== 'win32') rmSync(path, { force: true });
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
  server.unref();
  return () => new Promise((resolve) => server.close(() => resolve()));
}

function socketPath(directory: string): string {
  const inside = join(directory, 'lock.sock');
  if (process.platform !== 'win32' && inside.length <= MAX_SOCKET_PATH) return inside;
  const name = `yanshu-${createHash('sha256').update(directory).digest('hex').slice(0, 24)}.sock`;
  return process.platform === 'win32' ? `\\\\.\\pipe\\${name}` : join(tmpdir(), name);
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
