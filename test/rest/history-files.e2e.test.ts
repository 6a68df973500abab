import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import t from 'tap';
import { encodeBody } from '../../actors/message/body.ts';
import type { EventData, NewEvent } from '../../events/envelope.ts';
import { openLmdbLog } from '../../events/lmdb/open.ts';
import { c2cStream, groupStream } from '../../events/stream.ts';
import { signUserSig } from '../../gateway/auth/usersig.ts';
import { APP, TestServer } from '../binary/server.ts';

const SECRET_KEY = 'a key that every test knows, long enough';
const HOUR_S = 3600;
const hour = Math.floor(Date.now() / 1000 / HOUR_S) - 3;
const start = hour * HOUR_S;

const hourText = (hours: number) => new Date(hours * HOUR_S * 1000).toISOString().replace(/\D/g, '').slice(0, 10);
const body = (Text: string) =>
  encodeBody({ elements: [{ MsgType: 'TIMTextElem', MsgContent: { Text } }], cloudCustomData: '' });

/** A log as if the server had run for some hours. */
async function fill(data: string): Promise<void> {
  const log = await openLmdbLog({ path: join(data, 'log'), durability: 'relaxed' });
  const revisions = new Map<string, number>();
  const append = async <E extends NewEvent['type']>(stream: string, type: E, event: EventData[E], time: number) => {
    const revision = revisions.get(stream) ?? -1;
    revisions.set(stream, revision + 1);
    const meta = { actor: 'test', instance: 0, requestId: '', causation: '' };
    // The union of NewEvent pairs each type with its data, and so do the parameters.
    await log.append(stream, revision, [{ type, data: event } as NewEvent], { time: time * 1000, meta });
  };
  const shown = { nick: '', faceUrl: '', offlinePush: '', flags: 0, clientTime: 0 };
  const talk = c2cStream(APP, 'alice', 'bob');
  for (const [at, time] of [start - 1, start, start + 1800, start + HOUR_S - 1, start + HOUR_S].entries()) {
    const message = {
      from: 'alice',
      to: 'bob',
      seq: at + 1,
      msgSeq: 100 + at,
      random: 7 + at,
      time,
      body: body(`m${at}`),
    };
    await append(talk, 'C2cMessageSent', { ...shown, ...message }, time);
  }
  const message = { from: 'alice', seq: 1, msgSeq: 1, random: 9, time: start + 5, body: body('大家好') };
  const group = { ...shown, ...message, priority: 'Normal', nameCard: '', at: [], to: [] } as const;
  await append(groupStream(APP, 'club'), 'GroupMessageSent', group, start + 5);
  await log.close();
}

t.test('message logs by the hour, for seven days, one-to-one and of groups #367', async (t) => {
  const data = t.testdir();
  await fill(data);
  const server = await TestServer.start(data, undefined, { YANSHU_REST_EXPORTS_PER_SECOND: '0' });
  t.teardown(() => server.stop());
  const ask = async (ChatType: string, MsgTime: string) => {
    const query = new URLSearchParams({
      sdkappid: String(APP),
      identifier: 'administrator',
      usersig: signUserSig(APP, 'administrator', SECRET_KEY, { time: Math.floor(Date.now() / 1000) }),
      random: '1',
      contenttype: 'json',
    });
    const init = { method: 'POST', body: JSON.stringify({ ChatType, MsgTime }) };
    return (await fetch(`${server.url}/v4/open_msg_svc/get_history?${query}`, init)).json() as Promise<Answer>;
  };
  interface Answer {
    readonly ErrorCode: number;
    readonly File?: readonly {
      URL: string;
      ExpireTime: string;
      FileSize: number;
      FileMD5: string;
      GzipSize: number;
      GzipMD5: string;
    }[];
  }
  const fileOf = async (chat: string) => {
    for (let tries = 0; tries < 400; tries++) {
      const [file] = (await ask(chat, hourText(hour))).File ?? [];
      if (file) return file;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    throw new Error(`no file: ${server.stderr}`);
  };

  t.match(await ask('C2C', hourText(hour)), { ErrorCode: 1004 }, 'it is made when it is asked for');
  const file = await fileOf('C2C');
  const response = await fetch(file.URL);
  const zipped = Buffer.from(await response.arrayBuffer());
  const text = gunzipSync(zipped);
  const md5 = (bytes: Buffer) => createHash('md5').update(bytes).digest('hex');
  t.match(file, { FileSize: text.length, FileMD5: md5(text), GzipSize: zipped.length, GzipMD5: md5(zipped) });
  t.match(file.ExpireTime, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
  const lines = text.toString().split('\n');
  t.equal(lines[0], `{"SdkAppId":${APP},"ChatType":"C2C","MsgTime":"${hourText(hour)}","MsgList":[`);
  t.equal(lines.at(-1), ']}');
  t.same(
    lines.slice(1, -1).map((line) => JSON.parse(line.replace(/,$/, ''))),
    [1, 2, 3].map((at) => ({
      From_Account: 'alice',
      To_Account: 'bob',
      MsgTimestamp: [0, start, start + 1800, start + HOUR_S - 1][at],
      MsgSeq: 100 + at,
      MsgRandom: 7 + at,
      MsgBody: [{ MsgType: 'TIMTextElem', MsgContent: { Text: `m${at}` } }],
    })),
  );
  t.match(JSON.parse(text.toString()), { MsgList: { length: 3 } });

  const groups = await fetch((await fileOf('Group')).URL);
  t.match(JSON.parse(gunzipSync(Buffer.from(await groups.arrayBuffer())).toString()), {
    MsgList: [{ GroupId: 'club', From_Account: 'alice', MsgSeq: 1 }],
  });

  t.equal((await fetch(file.URL.replace(/expires=\d+/, 'expires=9999999999'))).status, 403, 'an address is signed');
  t.equal((await fetch(file.URL.replace('C2C', '../secret-key'))).status, 404);
  const now = Math.floor(Date.now() / 1000 / HOUR_S);
  for (const [MsgTime, code] of [
    [hourText(now), 1004],
    [hourText(now - 24 * 7 - 1), 1005],
    ['2025999999', 1002],
    ['yesterday', 1002],
  ] as const) {
    t.match(await ask('C2C', MsgTime), { ErrorCode: code }, MsgTime);
  }
  t.match(await ask('Other', hourText(hour)), { ErrorCode: 1002 });
});
