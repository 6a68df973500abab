import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { TestProvider } from '../../language/provider.ts';
import type { SdkName } from '../bundle.ts';
import { type Checks, codeOf } from '../check.ts';
import type { OfficialClient } from '../official-client.ts';
import type { SdkMessage } from '../sdk-types.ts';
import { TestServer } from '../server.ts';
import { startClient, type World } from '../world.ts';
import { fileOf } from './media.ts';

export const mergedAndLanguages: Checks = {
  C6: downloadMerged,
  C7: (world) => withProvider(world, translate),
  C8: (world) => withProvider(world, recognize),
};

/** Sends something that was created, and returns what the other side has got. */
async function pass(from: OfficialClient, to: OfficialClient, method: string, payload: object): Promise<SdkMessage> {
  const sent = from.call(method, { to: to.userID, conversationType: 'C2C', payload }) as SdkMessage;
  assert.equal((await from.chat.sendMessage(sent)).code, 0);
  return to.hearMessage((message) => message.ID === sent.ID);
}

/** What is longer than a message may be is kept apart; also merged messages in merged messages. */
async function downloadMerged({ alice, bob }: World): Promise<void> {
  const inner: SdkMessage[] = [];
  for (let i = 0; i < 30; i++) inner.push(await alice.say(bob, `${i} ${'很长的一句话'.repeat(40)}`));
  const short = await pass(bob, alice, 'createMergerMessage', {
    messageList: [inner[0]],
    title: 'short',
    abstractList: ['one'],
    compatibleText: 'old',
  });
  const merged = {
    messageList: [...inner, short],
    title: 'T',
    abstractList: ['a', 'b'],
    compatibleText: 'for old clients',
  };
  const got = await pass(alice, bob, 'createMergerMessage', merged);
  assert.ok(got.payload.downloadKey, 'it has a key');
  assert.deepEqual([got.payload.title, got.payload.abstractList], ['T', ['a', 'b']]);
  const whole = (await bob.call('downloadMergerMessage', got)) as SdkMessage;
  const list = whole.payload.messageList as readonly { ID: string; from: string; messageBody: readonly SdkMessage[] }[];
  assert.equal(list.length, 31);
  for (const [i, message] of inner.entries()) {
    assert.equal(list[i]?.ID, message.ID, 'inner messages keep their IDs');
    assert.equal(list[i]?.from, alice.userID);
    assert.deepEqual(list[i]?.messageBody[0]?.payload, message.payload);
  }
  const nested = list[30]?.messageBody[0]?.payload.messageList as readonly { ID: string }[];
  assert.equal(nested[0]?.ID, inner[0]?.ID, 'also inside of one that was merged');
}

/** A server whose languages are looked after by a provider, and one where nobody does. */
async function withProvider(
  world: World,
  check: (client: OfficialClient, provider: TestProvider, server: TestServer, sdk: SdkName) => Promise<void>,
): Promise<void> {
  const provider = await TestProvider.start();
  const env = {
    YANSHU_TRANSLATE_URL: `${provider.url}/translate`,
    YANSHU_SPEECH_URL: `${provider.url}/speech`,
    YANSHU_LANGUAGE_TIMEOUT_MS: '2000',
  };
  const server = await TestServer.start(env);
  const client = await startClient(server, world.sdk, 'speaker', { inPage: true });
  try {
    await check(client, provider, server, world.sdk);
    const refused = world.alice.call('translateText', {
      sourceTextList: ['x'],
      sourceLanguage: 'auto',
      targetLanguage: 'en',
    });
    assert.equal(await codeOf(refused as Promise<unknown>), told(world.sdk, 60020), 'not configured');
  } finally {
    await client.close();
    await server.stop();
    provider.stop();
  }
}

/** 2.27.6 says of every translation that failed only that it did. */
const told = (sdk: SdkName, code: number) => (sdk === 'chat' ? code : 2117);

async function translate(
  client: OfficialClient,
  provider: TestProvider,
  _server: TestServer,
  sdk: SdkName,
): Promise<void> {
  const ask = () =>
    client.call('translateText', { sourceTextList: ['hello', '世界'], sourceLanguage: 'auto', targetLanguage: 'zh' });
  const { data } = (await ask()) as { readonly data: { readonly translatedTextList: readonly string[] } };
  assert.deepEqual(data.translatedTextList, ['zh: olleh', 'zh: 界世']);
  provider.instead = { status: 500, body: '{"error":"broken"}' };
  assert.equal(await codeOf(ask() as Promise<unknown>), told(sdk, 20005));
}

async function recognize(client: OfficialClient, _provider: TestProvider, server: TestServer): Promise<void> {
  const listener = await startClient(server, 'chat', 'listener');
  const file = Object.assign(fileOf(randomBytes(4321), 'voice.mp3', 'audio/mpeg'), { duration: 3000 });
  const got = await pass(client, listener, 'createAudioMessage', { file });
  const { data } = (await listener.call('convertVoiceToText', { message: got })) as {
    readonly data: { readonly result: string };
  };
  assert.equal(data.result, '4321 bytes of mp3');
  await listener.close();
}
