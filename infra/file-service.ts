import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { BlobStore } from '../gateway/files/blob-store.ts';
import { findFfmpeg } from '../gateway/files/covers.ts';
import { Files } from '../gateway/files/files.ts';
import { LocalBlobs } from '../gateway/files/local-blobs.ts';
import { FileRecords } from '../gateway/files/records.ts';
import { FileRights } from '../gateway/files/rights.ts';
import { S3Blobs } from '../gateway/files/s3-blobs.ts';
import { httpRecognizer, httpTranslator } from '../gateway/language/http.ts';
import { Language } from '../gateway/language/language.ts';
import type { Logger } from '../gateway/services.ts';
import type { Config } from './config/secret-key.ts';

const MB = 1024 * 1024;
/** How often unfinished uploads are looked for whose time is over. */
const SWEEP_MS = 10 * 60 * 1000;

/**
 * Opens the files of the server: records and, by default, bytes below `<data>/files`. `secretOf`: key of an app that may be
 * used now, undefined for any other: its addresses open nothing.
 */
export async function openFiles(
  { settings }: Pick<Config, 'settings'>,
  clock: { now(): number },
  secretOf: (app: number) => string | undefined,
): Promise<Files> {
  const folder = join(settings.data, 'files');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const [small, large] = [settings.maxImageMb * MB, settings.maxFileMb * MB];
  return new Files({
    store: await storeOf(settings, folder),
    records: new FileRecords(join(folder, 'records')),
    rights: new FileRights(secretOf),
    clock,
    newId: () => randomBytes(16).toString('hex'),
    limits: { image: small, sound: small, video: large, file: large },
    publicUrl: settings.filesUrl?.replace(/\/+$/, ''),
    scheme: settings.tlsCert === undefined ? 'http' : 'https',
    uploadSeconds: settings.uploadUrlLifetime,
    urlSeconds: settings.fileUrlLifetime,
    covers: findFfmpeg(),
  });
}

async function storeOf(settings: Config['settings'], folder: string): Promise<BlobStore> {
  if (settings.files === 'local') return LocalBlobs.open(folder);
  // That all of them are there was checked when the configuration was loaded.
  const { s3Endpoint = '', s3Bucket = '', s3Region, s3AccessKey = '', s3SecretKey = '' } = settings;
  return new S3Blobs({
    endpoint: s3Endpoint,
    bucket: s3Bucket,
    region: s3Region,
    accessKeyId: s3AccessKey,
    secretAccessKey: s3SecretKey,
  });
}

/** Gives up uploads that nobody goes on with. Returns how to stop. */
export function keepSweepingDrafts(
  files: Files,
  clock: { now(): number },
  report: (error: unknown) => void,
): () => void {
  const sweep = () => void files.store.sweepDrafts(clock.now() - files.uploadMs).catch(report);
  sweep();
  const timer = setInterval(sweep, SWEEP_MS);
  timer.unref();
  return () => clearInterval(timer);
}

/** The language services that are configured. */
export function languageOf({ settings }: Config, files: Files, logger: Logger): Language {
  const { translateUrl, speechUrl, languageTimeoutMs } = settings;
  return new Language({
    translator: translateUrl === undefined ? undefined : httpTranslator(translateUrl, languageTimeoutMs),
    recognizer: speechUrl === undefined ? undefined : httpRecognizer(speechUrl, languageTimeoutMs),
    files,
    logger,
  });
}
