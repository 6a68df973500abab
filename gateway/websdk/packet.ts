import type { Body, Head, Packet } from './protocol.ts';

/**
 * Reads one frame. Undefined when it cannot even be answered: not JSON, no head, or a head without `servcmd` and `seq`
 * (wire-core.md §1.2). Must be called before the uWebSockets handler returns: the buffer is detached then.
 */
export function readPacket(frame: ArrayBuffer): Packet | undefined {
  const parsed = parseJson(Buffer.from(frame).toString('utf8'));
  if (!isRecord(parsed) || !isRecord(parsed.head)) return undefined;
  const head = readHead(parsed.head);
  if (head === undefined) return undefined;
  const body = parsed.body;
  return { head, body: isRecord(body) ? body : undefined };
}

/** An answer: the head echoes the request's `servcmd` and `seq` exactly (wire-core.md §1.4, §1.5). */
export function answerFrame(head: Head, body: Body): string {
  return JSON.stringify({ head: { servcmd: head.servcmd, seq: head.seq }, body });
}

/** A frame the server sends on its own; `seq` is not read by any client (wire-core.md §1.10). */
export function pushFrame(servcmd: string, body: Body): string {
  return JSON.stringify({ head: { servcmd, seq: 0 }, body });
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function readHead(head: Record<string, unknown>): Head | undefined {
  const { servcmd, seq } = head;
  if (typeof servcmd !== 'string' || servcmd === '' || servcmd.length > 100) return undefined;
  if (typeof seq !== 'number' && !(typeof seq === 'string' && /^\d{1,20}$/.test(seq))) return undefined;
  return {
    servcmd,
    seq,
    sdkappid: integer(head.sdkappid),
    platform: integer(head.platform),
    identifier: string(head.identifier),
    usersig: token(head.usersig),
    a2: token(head.a2),
    tinyid: token(head.tinyid),
  };
}

function string(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** What this server issues is printable ASCII: anything else is none of it. */
function token(value: unknown): string {
  return typeof value === 'string' && /^[!-~]*$/.test(value) ? value : '';
}

function integer(value: unknown): number {
  return Number.isSafeInteger(value) ? Number(value) : 0;
}
