import { createHmac, timingSafeEqual } from 'node:crypto';

/** Which messages: between two users, or in groups. */
export type ChatType = 'C2C' | 'Group';

/** The messages of one hour, as a gzip file. */
export interface HistoryFile {
  readonly name: string;
  /** Of the text. */
  readonly size: number;
  /** Hex. */
  readonly md5: string;
  readonly gzipSize: number;
  readonly gzipMd5: string;
}

/** Message logs by the hour: made when they are asked for, kept for a week. */
export interface HistoryFiles {
  /** Undefined: it is being made. `empty`: there was no message. `hour`: Unix hours, one that is over. */
  find(app: number, chat: ChatType, hour: number): Promise<HistoryFile | 'empty' | undefined>;
  /** The bytes of a file, in pieces; undefined when there is none. */
  read(name: string): AsyncIterable<Uint8Array> | undefined;
  /** How many hours back can be asked for. */
  readonly keptHours: number;
  /** Where clients reach this server. */
  readonly baseUrl: string;
  /** Signs addresses of files. */
  readonly secret: string;
}

/** How long the address of a file is good, in seconds. */
export const URL_SECONDS = 3600;

/** The address of a file until a time (Unix seconds). */
export function urlOf(files: HistoryFiles, name: string, expires: number): string {
  return `${files.baseUrl}/files/history/${name}?expires=${expires}&sign=${signOf(files, name, expires)}`;
}

/** The app whose messages are in a file of this name. */
export const appOfFile = (name: string): number => Number(name.split('-')[0]);

export function isSigned(files: HistoryFiles, name: string, expires: number, sign: string): boolean {
  const [expected, given] = [Buffer.from(signOf(files, name, expires)), Buffer.from(sign)];
  return expected.length === given.length && timingSafeEqual(expected, given);
}

function signOf({ secret }: HistoryFiles, name: string, expires: number): string {
  const key = createHmac('sha256', secret).update('yanshu history file 1').digest();
  return createHmac('sha256', key).update(`${name} ${expires}`).digest('base64url');
}
