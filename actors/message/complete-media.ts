import { Refused } from '../../events/refused.ts';
import { decodeBody, type MessageElement } from './body.ts';

/** `there`: a text that is not empty; `measure`: a number above 0; `flag`: 2, "download by URL". */
type Need = 'there' | 'measure' | 'flag';

/**
 * What a server has to say of media that it sends, because nobody completes it (product.md §2.7, rest-api.md §3.3). Messages
 * of old clients lack it and pass: only senders by REST are asked for it.
 */
const needs: Readonly<Record<string, Readonly<Record<string, Need>>>> = {
  TIMImageElem: { UUID: 'there' },
  TIMSoundElem: { Url: 'there', UUID: 'there', Download_Flag: 'flag' },
  TIMFileElem: { Url: 'there', UUID: 'there', Download_Flag: 'flag' },
  TIMVideoFileElem: {
    VideoUrl: 'there',
    VideoUUID: 'there',
    VideoDownloadFlag: 'flag',
    ThumbUrl: 'there',
    ThumbUUID: 'there',
    ThumbWidth: 'measure',
    ThumbHeight: 'measure',
    ThumbDownloadFlag: 'flag',
  },
};

/** Every size of an image. */
const imageNeeds: Readonly<Record<string, Need>> = { URL: 'there', Width: 'measure', Height: 'measure' };

const fulfilled: Readonly<Record<Need, (value: unknown) => boolean>> = {
  there: (value) => typeof value === 'string' && value !== '',
  measure: (value) => typeof value === 'number' && value > 0,
  flag: (value) => value === 2,
};

/** @throws Refused 90002 naming the first field of a media element that is missing. The body has been checked before. */
export function requireCompleteMedia(body: Uint8Array): void {
  for (const { MsgType, MsgContent } of decodeBody(body).elements) {
    const missing = missingOf(MsgContent, needs[MsgType] ?? {}) ?? missingOfImages(MsgType, MsgContent);
    if (missing !== undefined) throw new Refused(90002, `${MsgType} sent by a server needs ${missing}`);
  }
}

function missingOf(content: MessageElement['MsgContent'], needed: Readonly<Record<string, Need>>): string | undefined {
  const missing = Object.entries(needed).find(([name, need]) => !fulfilled[need](content[name]));
  return missing && (missing[1] === 'flag' ? `${missing[0]} 2` : missing[0]);
}

function missingOfImages(type: string, { ImageInfoArray: images }: MessageElement['MsgContent']): string | undefined {
  if (type !== 'TIMImageElem') return undefined;
  if (!Array.isArray(images) || images.length === 0) return 'ImageInfoArray';
  for (const image of images) {
    const missing = typeof image === 'object' && image !== null ? missingOf(image, imageNeeds) : 'URL';
    if (missing !== undefined) return `${missing} of every image`;
  }
  return undefined;
}
