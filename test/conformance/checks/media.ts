import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import sharp from 'sharp';
import { type Checks, codeOf } from '../check.ts';
import type { OfficialClient } from '../official-client.ts';
import { download } from '../page.ts';
import type { SdkMessage } from '../sdk-types.ts';
import type { World } from '../world.ts';

/** An image that does not compress away. */
export function picture(width: number, height: number, format: 'png' | 'jpeg' = 'jpeg'): Promise<Buffer> {
  const noise = {
    create: { width, height, channels: 3, background: '#888', noise: { type: 'gaussian', mean: 120, sigma: 40 } },
  } as const;
  return sharp(noise).toFormat(format).toBuffer();
}

export const fileOf = (content: Uint8Array, name: string, type: string) =>
  new File([new Uint8Array(content)], name, { type });

/** A client as in a page: what is uploaded there is a `File`. */
const uploaders = new WeakMap<World, Promise<OfficialClient>>();
function uploader(world: World): Promise<OfficialClient> {
  const client = uploaders.get(world) ?? world.client(world.newName(), { inPage: true });
  uploaders.set(world, client);
  return client;
}

interface Sent {
  readonly got: SdkMessage;
  readonly progress: readonly number[];
}

/** Creates, uploads and sends a media message; what the other side has got of it. */
async function roundTrip(world: World, method: string, file: File, fields: object = {}): Promise<Sent> {
  const { bob } = world;
  const alice = await uploader(world);
  const progress: number[] = [];
  const sent = alice.call(method, {
    to: bob.userID,
    conversationType: 'C2C',
    payload: { file: Object.assign(file, fields) },
    onProgress: (part: number) => progress.push(part),
  }) as SdkMessage;
  assert.equal((await alice.chat.sendMessage(sent)).code, 0);
  const got = await bob.hearMessage((message) => message.ID === sent.ID);
  assert.equal(got.type, sent.type);
  return { got, progress };
}

interface ImageInfo {
  readonly url: string;
  readonly imageUrl: string;
  readonly width: number;
  readonly height: number;
  readonly size: number;
}

async function image(world: World): Promise<void> {
  const content = await picture(1200, 900);
  const { got, progress } = await roundTrip(world, 'createImageMessage', fileOf(content, 'photo.jpg', 'image/jpeg'));
  assert.equal(progress.at(-1), 1);
  const [original, thumb, large] = got.payload.imageInfoArray as [ImageInfo, ImageInfo, ImageInfo];
  assert.deepEqual([original.width, original.height, original.size], [1200, 900, content.length]);
  assert.ok((await download(original.url)).equals(content), 'the very bytes');
  for (const [version, short, long] of [
    [large, 720, 960],
    [thumb, 198, 264],
  ] as const) {
    assert.deepEqual([version.width, version.height], [long, short]);
    const found = await sharp(await download(version.url)).metadata();
    assert.deepEqual([found.width, found.height], [long, short], 'the URL gives what the message says');
  }
}

async function sound(world: World): Promise<void> {
  const content = randomBytes(50_000);
  const { got } = await roundTrip(world, 'createAudioMessage', fileOf(content, 'voice.mp3', 'audio/mpeg'), {
    duration: 3000,
  });
  assert.equal(got.payload.size, content.length);
  assert.ok((await download(String(got.payload.remoteAudioUrl))).equals(content));
}

async function video(world: World): Promise<void> {
  const content = randomBytes(200_000);
  const { got } = await roundTrip(world, 'createVideoMessage', fileOf(content, 'film.mp4', 'video/mp4'), {
    duration: 7,
  });
  assert.equal(got.payload.videoSize, content.length);
  assert.ok((await download(String(got.payload.remoteVideoUrl))).equals(content));
}

async function file(world: World): Promise<void> {
  const content = randomBytes(300_000);
  const { got, progress } = await roundTrip(world, 'createFileMessage', fileOf(content, '报告.pdf', 'application/pdf'));
  assert.equal(got.payload.fileName, '报告.pdf');
  assert.equal(got.payload.fileSize, content.length);
  assert.ok((await download(String(got.payload.fileUrl))).equals(content));
  assert.equal(progress.at(-1), 1);
}

export const media: Checks = { B3: image, B4: sound, B5: video, B8: file };

/** As messages of every kind: a file to a group, which its members load. */
export async function sendMedia(world: World): Promise<void> {
  const { bob } = world;
  const alice = await uploader(world);
  const groupID = `media-${world.sdk}`;
  const { code } = await alice.chat.createGroup({
    type: 'Public',
    name: groupID,
    groupID,
    memberList: [{ userID: bob.userID }],
  });
  assert.equal(code, 0);
  const content = randomBytes(20_000);
  const sent = alice.call('createFileMessage', {
    to: groupID,
    conversationType: 'GROUP',
    payload: { file: fileOf(content, 'plan.zip', 'application/zip') },
  }) as SdkMessage;
  assert.equal((await alice.chat.sendMessage(sent)).code, 0);
  const got = await bob.hearMessage((message) => message.ID === sent.ID);
  assert.ok((await download(String(got.payload.fileUrl))).equals(content));
}

/** A media message that could not be sent is sent again, and its file is there. */
export async function resendMedia(world: World): Promise<void> {
  const alice = await uploader(world);
  const name = world.newName();
  const content = randomBytes(10_000);
  const message = alice.call('createFileMessage', {
    to: name,
    conversationType: 'C2C',
    payload: { file: fileOf(content, 'again.bin', 'application/octet-stream') },
  }) as SdkMessage;
  assert.equal(await codeOf(alice.chat.sendMessage(message)), 20003, 'nobody of this name yet');
  const newcomer = await world.client(name);
  const answer = (await alice.call('resendMessage', message)) as { readonly code: number };
  assert.equal(answer.code, 0);
  const got = await newcomer.hearMessage((one) => one.payload.fileName === 'again.bin');
  assert.ok((await download(String(got.payload.fileUrl))).equals(content));
}
