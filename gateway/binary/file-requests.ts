import type { UploadKind } from '../files/files.ts';
import { nameMerged } from '../merged-messages.ts';
import { listOf, need, oneOf, text } from './fields.ts';
import { Request, type UploadTicket } from './protocol.ts';
import type { Handler } from './requests.ts';

const kind = oneOf<UploadKind>('image', 'video', 'sound', 'file');
const name = text(1024, 1);
const address = text(4096, 1);
const word = text(32, 1);
const key = text(128, 1);
const texts = listOf(text(50_000), 100);
const messages = listOf((value) => (typeof value === 'object' && value !== null ? value : undefined), 1000);

/** Requests about files, long merged messages and languages. Adding one is adding a row. */
export const fileRequests: readonly (readonly [number, Handler])[] = [
  [
    Request.upload,
    // Without a base: the client knows best where it has found this server.
    async ({ files }, caller, [, , what, called]): Promise<UploadTicket> => {
      const wish = { kind: need(kind, 'kind', what), name: need(name, 'name', called) };
      const { uploadUrl, downloadUrl, expiresAt, largeUrl, thumbUrl, snapshot } = await files.ticket(caller, wish, '');
      return [uploadUrl, downloadUrl, expiresAt, largeUrl ?? '', thumbUrl ?? '', snapshot ?? ''];
    },
  ],
  [
    Request.downloadUrl,
    ({ files }, caller, [, , url]) => {
      const record = files.find(caller.app, need(address, 'url', url));
      return record === undefined || record.blocked ? '' : files.urlOf(record, '');
    },
  ],
  [
    Request.videoCover,
    async ({ files }, caller, [, , snapshot]) => {
      const cover = await files.cover(caller, need(address, 'snapshot', snapshot), '');
      return cover === undefined ? [] : [cover.url, cover.width, cover.height];
    },
  ],
  [
    Request.saveMerged,
    ({ commands, auth }, caller, [, , list]) =>
      commands.saveMerged(caller, nameMerged(auth, caller.app, need(messages, 'list', list))),
  ],
  [Request.openMerged, ({ commands }, caller, [, , id]) => commands.openMerged(caller, need(key, 'key', id))],
  [
    Request.translate,
    ({ language }, _caller, [, , list, source, target]) =>
      language.translate({
        texts: need(texts, 'texts', list),
        source: need(word, 'source', source),
        target: need(word, 'target', target),
      }),
  ],
  [
    Request.recognize,
    ({ language }, caller, [, , url, format, spoken]) =>
      language.recognize(caller, {
        url: need(address, 'url', url),
        format: need(word, 'format', format),
        language: need(word, 'language', spoken),
      }),
  ],
];
