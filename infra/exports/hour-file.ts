import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { decodeBody } from '../../actors/message/body.ts';
import { MessageFlag } from '../../events/c2c/events.ts';
import type { Envelope } from '../../events/envelope.ts';
import type { LogReader } from '../../events/lmdb/reader.ts';
import { parseStream } from '../../events/stream.ts';
import type { ChatType } from '../../gateway/history-files/history-files.ts';

export interface HourFile {
  readonly app: number;
  readonly chat: ChatType;
  /** Unix hours. */
  readonly hour: number;
  /** Position of the last event. */
  readonly last: number;
  /** Where the file goes; what is known of it goes beside it, as `<path>.json`. */
  readonly path: string;
}

const HOUR_MS = 3_600_000;
/** Events are written a little before or behind the time of their message. */
const SLACK_MS = 60_000;
const PART_BYTES = 64 * 1024;

/** Writes the messages of one hour, in the order of the log; those that were moved in from elsewhere are of another time. */
export async function writeHourFile(log: LogReader, file: HourFile): Promise<void> {
  const [text, zipped] = [createHash('md5'), createHash('md5')];
  let [size, gzipSize, messages] = [0, 0, 0];
  async function* parts() {
    for await (const { part, count } of partsOf(log, file)) {
      const bytes = Buffer.from(part);
      text.update(bytes);
      size += bytes.length;
      messages += count;
      yield bytes;
    }
  }
  async function* counted(source: AsyncIterable<Buffer>) {
    for await (const bytes of source) {
      zipped.update(bytes);
      gzipSize += bytes.length;
      yield bytes;
    }
  }
  const draft = `${file.path}.draft`;
  await pipeline(Readable.from(parts()), createGzip(), counted, createWriteStream(draft));
  await rename(draft, file.path);
  const about = { messages, size, md5: text.digest('hex'), gzipSize, gzipMd5: zipped.digest('hex') };
  await writeFile(`${file.path}.json`, JSON.stringify(about), { flush: true });
}

/** The text of rest-api.md §27.4: a head, one line per message, an end. */
async function* partsOf(
  log: LogReader,
  file: HourFile,
): AsyncGenerator<{ readonly part: string; readonly count: number }> {
  const { app, chat, hour } = file;
  const MsgTime = new Date(hour * HOUR_MS).toISOString().replace(/\D/g, '').slice(0, 10);
  const head = JSON.stringify({ SdkAppId: app, ChatType: chat, MsgTime, MsgList: [] });
  let part = `${head.slice(0, -2)}\n`;
  let [count, all] = [0, 0];
  const end = (hour + 1) * HOUR_MS;
  for await (const event of log.readAll({ after: await positionBefore(log, file, hour * HOUR_MS - SLACK_MS) })) {
    if (event.time >= end + SLACK_MS) break;
    const line = lineOf(event, file);
    if (line === undefined) continue;
    part += `${all === 0 ? '' : ',\n'}${line}`;
    count++;
    all++;
    if (part.length < PART_BYTES) continue;
    yield { part, count };
    part = '';
    count = 0;
  }
  yield { part: `${part}${all === 0 ? '' : '\n'}]}`, count };
}

/** A position before every event of this time or later. The order of time is that of the log, but for clocks put back. */
async function positionBefore(log: LogReader, { last }: HourFile, time: number): Promise<number> {
  let [low, high] = [0, last];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const at = await firstBehind(log, middle);
    if (at === undefined || at.time >= time) high = middle;
    else low = at.position;
  }
  return low;
}

async function firstBehind(log: LogReader, after: number): Promise<Envelope | undefined> {
  for await (const event of log.readAll({ after })) return event;
  return undefined;
}

function lineOf(event: Envelope, { app, chat, hour }: HourFile): string | undefined {
  const wanted = chat === 'C2C' ? event.type === 'C2cMessageSent' : event.type === 'GroupMessageSent';
  if (!wanted) return undefined;
  const { data, stream } = event as Envelope<'C2cMessageSent' | 'GroupMessageSent'>;
  const { app: of, ids } = parseStream(stream);
  const inHour = Math.floor((data.time * 1000) / HOUR_MS) === hour;
  if (of !== app || !inHour || data.flags & MessageFlag.imported) return undefined;
  const { elements, cloudCustomData } = decodeBody(data.body);
  return JSON.stringify(
    {
      From_Account: data.from,
      ...(typeof data.to === 'string' ? { To_Account: data.to } : { GroupId: ids[0] }),
      MsgTimestamp: data.time,
      MsgSeq: typeof data.to === 'string' ? data.msgSeq : data.seq,
      MsgRandom: data.random,
      MsgBody: elements,
      ...(cloudCustomData && { CloudCustomData: cloudCustomData }),
    },
    // Clients of the binary protocol may send numbers that JSON does not have.
    (_name, value: unknown) => (typeof value === 'bigint' ? String(value) : value),
  );
}
