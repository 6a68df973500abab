import { randomBytes } from 'node:crypto';
import t, { type Test } from 'tap';
import { picture } from '../conformance/checks/media.ts';
import { TestServer } from '../conformance/server.ts';
import { type Json, WireClient } from './wire-client.ts';

const server = await TestServer.start({ YANSHU_MAX_IMAGE_MB: '2' });
t.teardown(() => server.stop());

/** A logged-in client, and its packets with the head that uploads have: identifier and UserSig. */
async function login(t: Test, user: string, on = server) {
  const wire = await WireClient.open(on.wsUrl, '/binfo', `instanceid=${randomBytes(16).toString('hex')}`);
  t.teardown(() => wire.close());
  const usersig = on.sign(user);
  const answer = await wire.login(user, { usersig });
  t.equal(answer.ErrorCode, 0);
  const ask = (command: string, body: Json = {}, head: Json = {}) =>
    wire.ask(`im_cos_msg.${command}`, body, { identifier: user, usersig, a2: undefined, tinyid: undefined, ...head });
  return { wire, ask, answer, usersig };
}

const upload = (url: unknown, content: Uint8Array | string) =>
  fetch(String(url), { method: 'PUT', body: typeof content === 'string' ? content : new Uint8Array(content) });

t.test('#217 pre_sig says where to upload and where the file will be', async (t) => {
  const { ask } = await login(t, 'alice');
  const image = await ask('pre_sig', { file_type: 1, file_name: 'a.jpg', upload_method: 0, Duration: 900 });
  t.match(image, { ErrorCode: 0, upload_url: new RegExp(`^${server.httpUrl}/files/upload/`), exist_flag: 0 });
  t.match(image.download_url, new RegExp(`^${server.httpUrl}/files/1400000001/`));
  t.equal(image.thumb_url, `${image.download_url}?imageView2/3/w/198/h/198`);
  t.equal(image.large_url, `${image.download_url}?imageView2/3/w/720/h/720`);
  t.ok(Math.abs(Number(image.expired_time) - Date.now() / 1000 - 900) < 10);
  t.equal((await upload(image.upload_url, await picture(400, 300))).status, 200);
  t.equal((await fetch(String(image.download_url))).status, 200);
  const file = await ask('pre_sig', { file_type: 255, file_name: 'a.zip' });
  t.notOk('thumb_url' in file);
  t.notOk('snapshot_url' in file);
});

t.test('the public mode is answered too', async (t) => {
  const { ask, wire } = await login(t, 'alice');
  const body = { rpt_upload_object: [{ uint32_file_id: 4, uint32_file_type: 1, str_file_name: 'a.jpg' }] };
  const { rpt_pre_sig } = await ask('simple_sig', body);
  const [signed] = rpt_pre_sig as readonly Json[];
  t.match(signed, { uint32_file_id: 4, str_upload_url: String, str_download_url: String, uint32_exist_flag: 0 });
  t.equal((await upload(signed?.str_upload_url, await picture(1440, 1000))).status, 200);
  const { rpt_msg_image_info: sizes } = await ask('get_imageinfo', { str_image_url: signed?.str_download_url });
  t.match(sizes, [
    { uint32_image_type: 1, uint32_width: 285, uint32_height: 198, str_image_format: 'jpeg' },
    { uint32_image_type: 2, uint32_width: 1037, uint32_height: 720 },
    { uint32_image_type: 3, uint32_width: 1440, uint32_height: 1000, str_url: signed?.str_download_url },
  ]);
  t.match(await ask('get_final_ip', { str_domain: 'x' }), { ErrorCode: 0, str_final_ip: '' });
  const { usersig } = await login(t, 'bob');
  t.match(await wire.ask('im_cos_sign_svr.cos', {}, { identifier: 'bob', usersig }), { ErrorCode: 60009 });
});

t.test('who is not logged in, or not who he says, gets no right to upload', async (t) => {
  const { ask, wire, usersig } = await login(t, 'alice');
  const body = { file_type: 1, file_name: 'a.png' };
  t.match(await ask('pre_sig', body, { usersig: '', identifier: '' }), { ErrorCode: 60004 });
  t.match(await ask('pre_sig', body, { identifier: 'bob' }), { ErrorCode: 70013 });
  t.match(await ask('pre_sig', body, { usersig: `${usersig.slice(0, -8)}AAAAAAA_` }), { ErrorCode: Number });
  t.match(await ask('pre_sig', body, { identifier: 'nobody', usersig: server.sign('nobody') }), { ErrorCode: 60004 });
  const gone = server.sign('alice', { expire: 10, time: 1_700_000_000 });
  t.match(await ask('pre_sig', body, { usersig: gone }), { ErrorCode: 70001 });
  t.match(await wire.ask('im_open_status.wslogout'), { ErrorCode: 0 });
  t.match(await ask('pre_sig', body), { ErrorCode: 60004 });
});

t.test('mistyped bodies are refused with a code', async (t) => {
  const { ask, wire } = await login(t, 'alice');
  const bad: readonly (readonly [string, Json])[] = [
    ['pre_sig', {}],
    ['pre_sig', { file_type: 1 }],
    ['pre_sig', { file_type: '1', file_name: 'a' }],
    ['pre_sig', { file_type: 9, file_name: 'a' }],
    ['pre_sig', { file_type: 1, file_name: '' }],
    ['pre_sig', { file_type: 1, file_name: 'x'.repeat(2000) }],
    ['video_cover', {}],
    ['video_cover', { snapshot_url: 'http://elsewhere.example/film.mp4' }],
    ['simple_sig', { rpt_upload_object: [] }],
    ['simple_sig', { rpt_upload_object: [{ uint32_file_type: 7, str_file_name: 'a' }] }],
    ['get_imageinfo', { str_image_url: 'http://elsewhere.example/a.png' }],
  ];
  for (const [name, body] of bad)
    t.match(
      await ask(name, body),
      { ErrorCode: 114011, ErrorInfo: /./ },
      `${name} ${JSON.stringify(body).slice(0, 60)}`,
    );
  const long: readonly (readonly [string, Json])[] = [
    ['save_relay_json_msg', {}],
    ['save_relay_json_msg', { MsgList: [] }],
    ['get_relay_json_msg', {}],
    ['get_relay_json_msg', { JsonMsgKey: '../../secret' }],
  ];
  for (const [name, body] of long) t.match(await wire.ask(`im_long_msg.${name}`, body), { ErrorCode: 90002 }, name);
});

t.test('#281 300 messages of 10 KB are kept, and the socket stays', async (t) => {
  const { wire } = await login(t, 'alice');
  const MsgList = Array.from({ length: 300 }, (_, i) => ({
    From_Account: 'alice',
    Id: `144115200000000001-${i}-${i}`,
    MsgBody: [{ MsgType: 'TIMTextElem', MsgContent: { Text: `${i}${'x'.repeat(10_000)}` } }],
  }));
  const { JsonMsgKey } = await wire.ask('im_long_msg.save_relay_json_msg', { MsgList });
  const found = await wire.ask('im_long_msg.get_relay_json_msg', { JsonMsgKey });
  t.match(
    found.MsgList,
    MsgList.map((message) => ({ ...message, TinyId: '144115200000000001' })),
  );
});

t.test(
  'clients are told the largest sizes; a language that nobody knows is said in the form they understand',
  async (t) => {
    const { wire, answer } = await login(t, 'alice');
    const config = await wire.ask('im_sdk_config_mgr.fetch_config', { uint64_version: 0 });
    const cloud = JSON.parse(String(config.str_json_config)) as Record<string, string>;
    t.strictSame(JSON.parse(cloud.upload_size_limit ?? ''), { i: 2, a: 2, v: 100, f: 100 });
    t.notOk('file_dn_list' in cloud);
    t.notOk('RichMsgAuthKey' in answer);
    t.match(
      await wire.ask('im_open_translate.ws_batch_trans_text', { SourceText: ['x'], Source: 'auto', Target: 'en' }),
      {
        ErrorCode: 0,
        CmdErrorCode: { ErrorCode: 60020, ErrorInfo: /not configured/ },
      },
    );
    t.match(await wire.ask('im_open_speech.ws_sentence_recognition', { BytesUrl: 'http://x/a.mp3' }), {
      CmdErrorCode: { ErrorCode: 60020 },
    });
  },
);

t.test('#218 where URLs are good for some time, clients get a key for what is older', async (t) => {
  const env = { YANSHU_FILE_URL_LIFETIME: '1', YANSHU_FILES_URL: 'http://localhost:1/im/' };
  const short = await TestServer.start(env);
  t.teardown(() => short.stop());
  const { wire, ask, answer } = await login(t, 'alice', short);
  const config = await wire.ask('im_sdk_config_mgr.fetch_config', { uint64_version: 0 });
  t.strictSame(JSON.parse(JSON.parse(String(config.str_json_config)).file_dn_list), ['localhost']);
  const { upload_url, download_url } = await ask('pre_sig', { file_type: 255, file_name: 'a.txt' });
  t.ok(String(upload_url).startsWith('http://localhost:1/im/files/upload/'), 'the address is as it was set');
  const here = (url: unknown) => String(url).replace('http://localhost:1/im', short.httpUrl);
  t.equal((await upload(here(upload_url), 'text')).status, 200);
  const status = async (query = '') => (await fetch(`${here(download_url)}${query}`)).status;
  for (let i = 0; i < 50 && (await status()) === 200; i++) await new Promise((resolve) => setTimeout(resolve, 100));
  t.equal(await status(), 403);
  t.equal(await status(`?authKey=${answer.RichMsgAuthKey}`), 200);
});
