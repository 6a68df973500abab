import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Takes a picture out of a video. */
export interface FrameGrabber {
  /** The first frame as JPEG; `source` is a path or a URL. @throws Error when the video cannot be read. */
  grab(source: string): Promise<Buffer>;
}

const TIMEOUT_MS = 15_000;
const MAX_BYTES = 8 * 1024 * 1024;

/**
 * Only the two containers that clients send, and nothing but the file itself: other formats let a video name files and
 * addresses that are to be read.
 */
const argumentsFor = (source: string) =>
  `-nostdin -v error -threads 1 -protocol_whitelist file,http,https,tcp,tls -f mov -i ${'\0'} -frames:v 1 -f image2pipe -c:v mjpeg pipe:1`
    .split(' ')
    .map((word) => (word === '\0' ? source : word));

/** The `ffmpeg` of this machine, undefined when there is none: videos have no cover then. */
export function findFfmpeg(path = process.env.PATH ?? ''): FrameGrabber | undefined {
  const program = path
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, 'ffmpeg'))
    .find(isProgram);
  return program === undefined ? undefined : { grab: (source) => run(program, argumentsFor(source)) };
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function run(program: string, args: readonly string[]): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: TIMEOUT_MS,
      killSignal: 'SIGKILL',
    });
    const chunks: Buffer[] = [];
    let size = 0;
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > MAX_BYTES) child.kill('SIGKILL');
      else chunks.push(chunk);
    });
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (code === 0 && size > 0) resolve(Buffer.concat(chunks));
      else reject(new Error(`${program} ended with ${signal ?? code}`));
    });
  });
}
