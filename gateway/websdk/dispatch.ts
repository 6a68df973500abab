import type { Command, Context, Reply } from './command.ts';
import { authenticate, knownCaller } from './credentials.ts';
import { errorAnswer, refusals, refuse } from './errors.ts';
import { overFor } from './login.ts';
import { answerFrame } from './packet.ts';
import { type Body, HEARTBEAT, type Packet } from './protocol.ts';

/**
 * Takes one packet to its command and answers it. Never throws, never silent: an unknown command gets 60009 and one log
 * line per socket (wire-core.md §2.1). Answers may leave in another order than the packets came (§1.5).
 */
export function dispatch(commands: ReadonlyMap<string, Command>, context: Context, packet: Packet): void {
  const { connection } = context.socket;
  const { pendingPerSocket } = context.services.limits;
  const command = commands.get(packet.head.servcmd);
  if (command === undefined) {
    fail(context, refuse('unknownCommand'));
    return;
  }
  if (pendingPerSocket > 0 && connection.pending >= pendingPerSocket && packet.head.servcmd !== HEARTBEAT) {
    fail(context, refuse('tooManyPending'));
    return;
  }
  void answer(command, context, packet);
}

/** Never rejects. */
async function answer(command: Command, context: Context, { body }: Packet): Promise<void> {
  const { connection } = context.socket;
  connection.pending++;
  try {
    succeed(context, await run(command, context, body));
  } catch (error) {
    fail(context, error);
  } finally {
    connection.pending--;
  }
}

/** The usual case, a packet of this socket's own login, waits for nothing but its command. */
function run(command: Command, context: Context, body: Body | undefined): Reply | Promise<Reply> {
  if (command.access === 'anybody') return command.handle(context, body);
  const caller = knownCaller(context);
  if (caller !== undefined) return command.handle({ ...context, caller }, body);
  return authenticate(context).then((caller) => command.handle({ ...context, caller }, body));
}

function succeed({ socket, head }: Context, reply: Reply): void {
  if (reply === undefined) return;
  socket.connection.answer(answerFrame(head, { ActionStatus: 'OK', ErrorCode: 0, ErrorInfo: '', ...reply }));
}

function fail(context: Context, error: unknown): void {
  const { services, socket, head } = context;
  const { body, unexpected } = errorAnswer(error);
  const code = body.ErrorCode;
  socket.connection.answer(answerFrame(head, body));
  if (code === refusals.badSession[0] || code === refusals.expired[0]) overFor(context);
  if (unexpected) services.logger.error({ err: error, command: head.servcmd }, 'web SDK command failed');
  if (code === refusals.unknownCommand[0] && socket.firstComplaint(head.servcmd)) {
    services.logger.warn({ command: head.servcmd, user: socket.session?.caller.user }, 'unknown web SDK command');
  }
}
