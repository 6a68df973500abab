import { AwsClient } from 'aws4fetch';
import type { PresignedBlobs } from './blob-store.ts';

export interface S3Options {
  /** `https://s3.example.org`: buckets are addressed by path, which every S3-compatible store understands. */
  readonly endpoint: string;
  readonly bucket: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** How long the server itself, or a program it starts, may use a URL. */
const OWN_SECONDS = 300;
const TIMEOUT_MS = 30_000;

/** Blobs in an S3-compatible store: clients use presigned URLs (AWS Signature Version 4, query form), the server too. */
export class S3Blobs implements PresignedBlobs {
  readonly way = 'presigned';
  readonly #client: AwsClient;
  readonly #base: string;

  constructor({ endpoint, bucket, region, accessKeyId, secretAccessKey }: S3Options) {
    this.#client = new AwsClient({ accessKeyId, secretAccessKey, region, service: 's3', retries: 0 });
    this.#base = `${endpoint.replace(/\/+$/, '')}/${bucket}`;
  }

  uploadUrl(key: string, seconds: number): Promise<string> {
    return this.#presign('PUT', key, seconds);
  }

  downloadUrl(key: string, seconds: number, headers: { type: string; disposition: string }): Promise<string> {
    return this.#presign('GET', key, seconds, {
      'response-content-type': headers.type,
      'response-content-disposition': headers.disposition,
    });
  }

  async put(key: string, bytes: Uint8Array, type: string): Promise<void> {
    const body = new Blob([new Uint8Array(bytes)], { type });
    await this.#call('PUT', key, { body, headers: { 'Content-Type': type } });
  }

  async get(key: string): Promise<Buffer | undefined> {
    const answer = await this.#call('GET', key);
    return answer && Buffer.from(await answer.arrayBuffer());
  }

  async size(key: string): Promise<number | undefined> {
    const answer = await this.#call('HEAD', key);
    return answer && Number(answer.headers.get('content-length'));
  }

  source(key: string): Promise<string> {
    return this.#presign('GET', key, OWN_SECONDS);
  }

  async remove(key: string): Promise<void> {
    await this.#call('DELETE', key);
  }

  /** An upload that is cut off leaves nothing in such a store. */
  async sweepDrafts(): Promise<void> {}

  async #presign(method: string, key: string, seconds: number, query: Readonly<Record<string, string>> = {}) {
    const url = new URL(`${this.#base}/${key}`);
    url.searchParams.set('X-Amz-Expires', String(seconds));
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    return (await this.#client.sign(url.href, { method, aws: { signQuery: true } })).url;
  }

  /** Undefined for a key that is not there. @throws Error for any other answer that is no success. */
  async #call(method: string, key: string, init: RequestInit = {}): Promise<Response | undefined> {
    const url = await this.#presign(method, key, OWN_SECONDS);
    const answer = await fetch(url, { ...init, method, signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (answer.ok) return answer;
    await answer.body?.cancel();
    if (answer.status === 404) return undefined;
    throw new Error(`the file store answered ${answer.status} to ${method}`);
  }
}
