import t from 'tap';
import WebSocket from 'ws';
import { BinaryClient } from '../../gateway/binary/client/index.ts';
import { APP, TestServer } from '../conformance/server.ts';

const server = await TestServer.start();
t.teardown(() => server.stop());
await server.rest('im_open_login_svc/multiaccount_import', { Accounts: ['alice', 'bob'] });
const client = new BinaryClient({
  url: `${server.wsUrl}/ws`,
  app: APP,
  user: 'alice',
  userSig: () => server.sign('alice'),
  platform: 'Android',
  device: 'phone',
  WebSocket,
});
await client.connect();
t.teardown(() => client.close());

type Json = Record<string, unknown>;
let random = 0;
const send = (MsgType: string, MsgContent: Json, more: Json = {}) =>
  server.rest('openim/sendmsg', {
    From_Account: 'alice',
    To_Account: 'bob',
    MsgRandom: ++random,
    MsgBody: [{ MsgType, MsgContent }],
    ...more,
  });
const stored = async () => {
  const body = { Operator_Account: 'bob', Peer_Account: 'alice', MaxCnt: 100, MinTime: 0, MaxTime: 4_000_000_000 };
  const { MsgList } = await server.rest('openim/admin_getroammsg', body);
  return MsgList as readonly { readonly MsgBody: readonly { readonly MsgContent: Json }[] }[];
};
const without = (content: Json, name: string) =>
  Object.fromEntries(Object.entries(content).filter(([key]) => key !== name));

const image = (size: Json = {}) => ({
  UUID: 'u',
  ImageFormat: 1,
  ImageInfoArray: [1, 2, 3].map((Type) => ({ Type, Size: 9, Width: 4, Height: 3, URL: 'http://x/1', ...size })),
});
const sound = { Url: 'http://x/1', UUID: 'u', Size: 9, Second: 2, Download_Flag: 2 };
const file = { Url: 'http://x/1', UUID: 'u', FileSize: 9, FileName: 'a.txt', Download_Flag: 2 };
const video = {
  VideoUrl: 'http://x/1',
  VideoUUID: 'u',
  VideoSize: 9,
  VideoSecond: 0,
  VideoFormat: 'mp4',
  VideoDownloadFlag: 2,
  ThumbUrl: 'http://x/2',
  ThumbUUID: 'v',
  ThumbSize: 3,
  ThumbWidth: 4,
  ThumbHeight: 3,
  ThumbFormat: 'JPG',
  ThumbDownloadFlag: 2,
};

t.test('#165 #169 #171 #173 #174 complete media pass and come back unchanged', async (t) => {
  const all = [
    ['TIMImageElem', image()],
    ['TIMSoundElem', sound],
    ['TIMVideoFileElem', video],
    ['TIMFileElem', file],
  ] as const;
  for (const [type, content] of all) t.match(await send(type, content), { ErrorCode: 0 }, type);
  t.strictSame(
    (await stored()).map(({ MsgBody }) => MsgBody[0]?.MsgContent),
    all.map(([, content]) => content),
  );
});

t.test('#167 every number of an image format is accepted', async (t) => {
  for (const ImageFormat of [1, 2, 3, 4, 255]) {
    t.match(await send('TIMImageElem', { ...image(), ImageFormat }), { ErrorCode: 0 }, `${ImageFormat}`);
  }
});

t.test('#168 #170 #172 #175 media that lack what a server must say are refused, and nothing is stored', async (t) => {
  const before = (await stored()).length;
  const needed: readonly (readonly [string, Json, readonly string[]])[] = [
    ['TIMImageElem', image(), ['UUID', 'ImageInfoArray']],
    ['TIMSoundElem', sound, ['Url', 'UUID', 'Download_Flag']],
    ['TIMFileElem', file, ['Url', 'UUID', 'Download_Flag']],
    [
      'TIMVideoFileElem',
      video,
      [
        'VideoUrl',
        'VideoUUID',
        'VideoDownloadFlag',
        'ThumbUrl',
        'ThumbUUID',
        'ThumbWidth',
        'ThumbHeight',
        'ThumbDownloadFlag',
      ],
    ],
  ];
  for (const [type, content, names] of needed) {
    for (const name of names) {
      t.match(
        await send(type, without(content, name)),
        { ErrorCode: 90002, ErrorInfo: new RegExp(name) },
        `${type} ${name}`,
      );
    }
  }
  for (const size of [{ URL: '' }, { URL: undefined }, { Width: 0 }, { Height: undefined }, { Width: '4' }]) {
    t.match(await send('TIMImageElem', image(size)), { ErrorCode: 90002 }, JSON.stringify(size));
  }
  t.match(await send('TIMImageElem', { ...image(), ImageInfoArray: [] }), { ErrorCode: 90002 });
  t.match(await send('TIMSoundElem', { ...sound, Download_Flag: 1 }), { ErrorCode: 90002 });
  t.equal((await stored()).length, before);
});

t.test('the same is asked of messages to groups', async (t) => {
  const group = { Type: 'Public', Name: 'g', GroupId: 'media', Owner_Account: 'alice' };
  t.match(await server.rest('group_open_http_svc/create_group', group), { ErrorCode: 0 });
  const sent = (MsgContent: Json) =>
    server.rest('group_open_http_svc/send_group_msg', {
      GroupId: 'media',
      From_Account: 'alice',
      Random: ++random,
      MsgBody: [{ MsgType: 'TIMFileElem', MsgContent }],
    });
  t.match(await sent(without(file, 'Url')), { ErrorCode: 10004, ErrorInfo: /Url/ });
  t.match(await sent(file), { ErrorCode: 0 });
});

t.test('#187 media of old clients, without URL and flag, pass unchanged', async (t) => {
  const old = { UUID: 'u', Size: 9, Second: 2 };
  const sent = await client.send('bob', { elements: [{ MsgType: 'TIMSoundElem', MsgContent: old }] });
  t.ok(sent.seq);
  t.strictSame((await stored()).at(-1)?.MsgBody[0]?.MsgContent, old);
  const body = {
    SyncFromOldSystem: 2,
    From_Account: 'alice',
    To_Account: 'bob',
    MsgRandom: ++random,
    MsgTimeStamp: 1_700_000_000,
    MsgBody: [{ MsgType: 'TIMFileElem', MsgContent: { UUID: 'u', FileSize: 9, FileName: 'old.txt' } }],
  };
  t.match(await server.rest('openim/importmsg', body), { ErrorCode: 0 }, 'and come in from elsewhere');
});

t.test('a file can be blocked and allowed, and an administrator gets a URL of it', async (t) => {
  const ticket = await client.files.ticket('file', 'a.txt');
  await client.files.upload(ticket, Buffer.from('content'));
  const RawURL = ticket.downloadUrl;
  const signed = async () =>
    (await server.rest('im_cos_msg/get_cos_sig', { RawURLs: [{ ResourceID: 7, RawURL }] })).PreSigURLs;
  const [open] = (await signed()) as readonly [{ readonly PreSigURL: string }];
  t.match(open, { ResourceID: 7, Code: 0, Status: 0 });
  t.not(open.PreSigURL, RawURL);
  t.equal(await (await fetch(open.PreSigURL)).text(), 'content');

  t.match(await server.rest('im_cos_msg/forbid_illegal_object', { RawURL }), { ErrorCode: 0 });
  t.equal((await fetch(RawURL)).status, 403);
  t.match(await (await fetch(RawURL)).text(), /blocked/);
  t.equal((await fetch(open.PreSigURL)).status, 403);
  t.match(await signed(), [{ Status: 1 }]);
  t.equal(await client.files.downloadUrl(RawURL), '');
  t.match(await server.rest('im_cos_msg/allow_banned_object', { RawURL }), { ErrorCode: 0 });
  t.equal(await (await fetch(RawURL)).text(), 'content');
});

t.test('what is no file of this app has no URL, and bad input changes nothing', async (t) => {
  const foreign = 'https://elsewhere.example/a.png';
  const answer = await server.rest('im_cos_msg/get_cos_sig', {
    RawURLs: [{ ResourceID: 1, RawURL: foreign }, { RawURL: 'x' }],
  });
  t.match(answer.PreSigURLs, [{ ResourceID: 1, Code: 114000, Status: 2, PreSigURL: '' }, { Code: 114000 }]);
  const bad: readonly (readonly [string, Json, number])[] = [
    ['get_cos_sig', {}, 114011],
    ['get_cos_sig', { RawURLs: [] }, 114011],
    ['get_cos_sig', { RawURLs: ['x'] }, 114011],
    ['forbid_illegal_object', {}, 114011],
    ['forbid_illegal_object', { RawURL: 5 }, 114011],
    ['forbid_illegal_object', { RawURL: foreign }, 114000],
    ['allow_banned_object', { RawURL: '' }, 114011],
  ];
  for (const [name, body, code] of bad)
    t.match(await server.rest(`im_cos_msg/${name}`, body), { ErrorCode: code }, name);
});
