import uWS from 'uWebSockets.js';
import { randomBytes } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { connect as connectSocket, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { BlobStore } from '../../gateway/files/blob-store.ts';
import type { FrameGrabber } from '../../gateway/files/covers.ts';
import { type FileOptions, Files, type Ticket, type UploadKind } from '../../gateway/files/files.ts';
import { LocalBlobs } from '../../gateway/files/local-blobs.ts';
import { mountFiles } from '../../gateway/files/mount.ts';
import { FileRecords } from '../../gateway/files/records.ts';
import { FileRights } from '../../gateway/files/rights.ts';
import type { Services } from '../../gateway/services.ts';
import { missing } from '../missing.ts';

export const APP = 1400000001;
export const OTHER_APP = 1400000002;

/** The files of a server alone: real disk, real sockets, a clock that a test turns. */
export class ServedFiles {
  /** Unix milliseconds added to the real clock. */
  skewMs = 0;
  readonly problems: string[] = [];

  private constructor(
    readonly folder: string,
    readonly files: Files,
    readonly rights: FileRights,
    readonly records: FileRecords,
    readonly base: string,
    readonly close: () => Promise<void>,
  ) {}

  static async start(
    folder: string,
    options: Partial<FileOptions> & { readonly blobs?: BlobStore; readonly ffmpeg?: FrameGrabber } = {},
  ): Promise<ServedFiles> {
    let served: ServedFiles | undefined;
    const clock = { now: () => Date.now() + (served?.skewMs ?? 0) };
    const rights = new FileRights((app) => ({ [APP]: 'one secret', [OTHER_APP]: 'another secret' })[app]);
    const records = new FileRecords(join(folder, 'records'));
    const files = new Files({
      store: options.blobs ?? (await LocalBlobs.open(folder)),
      records,
      rights,
      clock,
      newId: () => randomBytes(16).toString('hex'),
      limits: { image: 1_000_000, sound: 1_000_000, video: 3_000_000, file: 3_000_000 },
      publicUrl: undefined,
      scheme: 'http',
      uploadSeconds: 900,
      urlSeconds: 0,
      covers: options.ffmpeg,
      ...options,
    });
    const app = uWS.App();
    const problems: string[] = [];
    const logger = {
      debug() {},
      info() {},
      warn() {},
      error: (fields: object) => void problems.push(String(Reflect.get(fields, 'err'))),
    };
    mountFiles(app, missing<Services>({ files, logger }));
    const port = await new Promise<number>((resolve, reject) => {
      app.listen('127.0.0.1', 0, (socket) =>
        socket ? resolve(uWS.us_socket_local_port(socket)) : reject(new Error('no port')),
      );
    });
    const close = async () => {
      app.close();
      await files.close();
    };
    served = new ServedFiles(folder, files, rights, records, `http://127.0.0.1:${port}`, close);
    Object.assign(served, { problems });
    return served;
  }

  ticket(kind: UploadKind = 'file', name = 'a.bin', app = APP, user = 'alice'): Promise<Ticket> {
    return this.files.ticket({ app, user }, { kind, name }, this.base);
  }

  /** Uploads and returns the URL of the file. */
  async put(content: Uint8Array | string, name = 'a.bin', kind: UploadKind = 'file', type?: string): Promise<string> {
    const { uploadUrl, downloadUrl } = await this.ticket(kind, name);
    const answer = await fetch(uploadUrl, {
      method: 'PUT',
      body: typeof content === 'string' ? Buffer.from(content) : new Uint8Array(content),
      headers: type === undefined ? {} : { 'Content-Type': type },
    });
    if (answer.status !== 200) throw new Error(`${answer.status} ${await answer.text()}`);
    await answer.arrayBuffer();
    return downloadUrl;
  }

  /** Every file of bytes on the disk: its path and size. */
  stored(): readonly string[] {
    return ['blobs', 'drafts'].flatMap((name) =>
      readdirSync(join(this.folder, name), { recursive: true, encoding: 'utf8' })
        .filter((path) => statSync(join(this.folder, name, path)).isFile())
        .map((path) => `${name}/${path}`),
    );
  }

  /** Once an upload that was cut off has been noticed, or 3 s later. */
  async settled(wanted: () => boolean): Promise<void> {
    for (let i = 0; i < 300 && !wanted(); i++) await pause(10);
  }

  /** A raw connection: for what no HTTP client would send. */
  async raw(text: string | Uint8Array): Promise<{ socket: Socket; answer: () => string }> {
    const socket = connectSocket(Number(new URL(this.base).port), '127.0.0.1');
    let said = '';
    socket.on('data', (chunk) => {
      said += chunk.toString('latin1');
    });
    socket.on('error', () => {});
    await new Promise((resolve) => socket.once('connect', resolve));
    socket.write(text);
    return { socket, answer: () => said };
  }
}
