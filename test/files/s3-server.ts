import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();
const escaped = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

/**
 * The signature that a presigned URL must carry (AWS Signature Version 4, query form, unsigned payload, host header
 * only), computed from its published description alone.
 */
export function signatureOf(method: string, url: URL, secret: string): string {
  const query = [...url.searchParams].filter(([name]) => name !== 'X-Amz-Signature');
  const canonicalQuery = query
    .map(([name, value]) => `${escaped(name)}=${escaped(value)}`)
    .sort()
    .join('&');
  const canonical = [method, url.pathname, canonicalQuery, `host:${url.host}`, '', 'host', 'UNSIGNED-PAYLOAD'].join(
    '\n',
  );
  const [, date = '', region = '', service = ''] = url.searchParams.get('X-Amz-Credential')?.split('/') ?? [];
  const scope = `${date}/${region}/${service}/aws4_request`;
  const hash = createHash('sha256').update(canonical).digest('hex');
  const text = ['AWS4-HMAC-SHA256', url.searchParams.get('X-Amz-Date'), scope, hash].join('\n');
  const key = [region, service, 'aws4_request'].reduce<Buffer>(hmac, hmac(`AWS4${secret}`, date));
  return hmac(key, text).toString('hex');
}

export const credentials = { region: 'eu-test-1', accessKeyId: 'AKIDTEST', secretAccessKey: 'the secret of the store' };

/** An object store that takes presigned URLs and nothing else. */
export class S3Server {
  readonly objects = new Map<string, { readonly bytes: Buffer; readonly type: string }>();
  readonly refused: string[] = [];
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
    server.on('request', (request, response) => void this.#answer(request, response));
  }

  static async start(): Promise<S3Server> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new S3Server(server);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const url = new URL(request.url ?? '', `http://${request.headers.host}`);
    const method = request.method ?? '';
    const problem = this.#problemOf(method, url);
    if (problem !== undefined) {
      this.refused.push(problem);
      response.writeHead(403).end(problem);
      return;
    }
    const key = url.pathname;
    const found = this.objects.get(key);
    if (method === 'PUT') {
      this.objects.set(key, { bytes: Buffer.concat(chunks), type: request.headers['content-type'] ?? '' });
      response.writeHead(200).end();
    } else if (method === 'DELETE') {
      this.objects.delete(key);
      response.writeHead(204).end();
    } else if (found === undefined) {
      response.writeHead(404).end();
    } else {
      const headers: Record<string, string> = { 'content-length': String(found.bytes.length) };
      headers['content-type'] = url.searchParams.get('response-content-type') ?? found.type;
      const disposition = url.searchParams.get('response-content-disposition');
      if (disposition !== null) headers['content-disposition'] = disposition;
      response.writeHead(200, headers).end(method === 'HEAD' ? undefined : found.bytes);
    }
  }

  #problemOf(method: string, url: URL): string | undefined {
    const parameter = (name: string) => url.searchParams.get(name) ?? '';
    const made = parameter('X-Amz-Date').replace(/^(....)(..)(..)T(..)(..)(..)Z$/, '$1-$2-$3T$4:$5:$6Z');
    const { region, accessKeyId, secretAccessKey } = credentials;
    if (parameter('X-Amz-Algorithm') !== 'AWS4-HMAC-SHA256') return 'algorithm';
    if (!parameter('X-Amz-Credential').startsWith(`${accessKeyId}/`)) return 'credential';
    if (parameter('X-Amz-Credential').split('/')[2] !== region) return 'region';
    if (parameter('X-Amz-SignedHeaders') !== 'host') return 'signed headers';
    if (!(Date.parse(made) + Number(parameter('X-Amz-Expires')) * 1000 > Date.now())) return 'expired';
    return parameter('X-Amz-Signature') === signatureOf(method, url, secretAccessKey) ? undefined : 'signature';
  }
}
