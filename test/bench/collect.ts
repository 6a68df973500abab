import { once } from 'node:events';
import { WebSocket } from 'ws';

/**
 * Has a process collect its garbage, through its inspector (`--inspect-port=0` and SIGUSR1). What is weighed then is what
 * it needs, not what it happened to have thrown away.
 */
export async function collectGarbage(inspectorUrl: string): Promise<void> {
  const socket = new WebSocket(inspectorUrl);
  await once(socket, 'open');
  socket.send(JSON.stringify({ id: 1, method: 'HeapProfiler.collectGarbage' }));
  await once(socket, 'message');
  socket.close();
  await once(socket, 'close');
}
