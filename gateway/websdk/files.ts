import Type, { type Static } from 'typebox';
import { Refused } from '../../events/refused.ts';
import type { Owner, UploadKind } from '../files/files.ts';
import type { FileRecord } from '../files/records.ts';
import { type CommandTable, type Context, forVisitors, type Reply } from './command.ts';
import { refuse } from './errors.ts';
import { anyBody, uint32 } from './schemas.ts';

/** `file_type` (wire-core.md §5.2). */
const kinds: Readonly<Record<number, UploadKind>> = { 1: 'image', 2: 'video', 3: 'sound', 255: 'file' };

const fileName = Type.String({ minLength: 1, maxLength: 1024 });
const address = Type.String({ minLength: 1, maxLength: 4096 });

const preSig = Type.Object({ file_type: uint32, file_name: fileName });
const videoCover = Type.Object({ snapshot_url: address });
const simpleSig = Type.Object({
  rpt_upload_object: Type.Array(
    Type.Object({ uint32_file_id: Type.Optional(uint32), uint32_file_type: uint32, str_file_name: fileName }),
    { minItems: 1, maxItems: 20 },
  ),
});
const imageInfo = Type.Object({ str_image_url: address });

/** "Parameter wrong" of the file codes (error-codes.md §16). */
const faults = { otherwise: 114011 };

/** Uploads (wire-core.md §5). These packets carry identifier and UserSig instead of a session key. */
export const fileCommands: CommandTable = {
  'im_cos_msg.pre_sig': forVisitors(preSig, faults, async (context, body): Promise<Reply> => {
    const { ticket } = await ticketFor(context, body.file_type, body.file_name);
    return {
      upload_url: ticket.uploadUrl,
      download_url: ticket.downloadUrl,
      expired_time: ticket.expiresAt,
      request_id: String(context.head.seq),
      exist_flag: 0,
      ...(ticket.thumbUrl !== undefined && { thumb_url: ticket.thumbUrl, large_url: ticket.largeUrl }),
      ...(ticket.snapshot !== undefined && { snapshot_url: ticket.snapshot }),
    };
  }),
  'im_cos_msg.video_cover': forVisitors(videoCover, faults, async (context, body): Promise<Reply> => {
    const owner = uploaderOf(context);
    const cover = await context.services.files.cover(owner, body.snapshot_url, baseOf(context));
    if (cover === undefined) throw new Refused(114011, 'no cover can be made of this video');
    return { error_code: 0, error_msg: '', download_url: cover.url };
  }),
  'im_cos_msg.simple_sig': forVisitors(simpleSig, faults, publicTickets),
  'im_cos_msg.get_imageinfo': forVisitors(imageInfo, faults, async (context, body): Promise<Reply> => {
    const { app } = uploaderOf(context);
    const record = context.services.files.find(app, body.str_image_url);
    if (record?.kind !== 'image') throw new Refused(114011, 'the URL is none of an image of this server');
    return { rpt_msg_image_info: versions(context, record, body.str_image_url) };
  }),
  // Uploads go to names, never to addresses found out before.
  'im_cos_msg.get_final_ip': forVisitors(anyBody, faults, (context): Reply => {
    uploaderOf(context);
    return { str_final_ip: '' };
  }),
  // Temporary keys of the vendor's own object store.
  'im_cos_sign_svr.cos': forVisitors(anyBody, faults, () => {
    throw new Refused(60009, 'this server has no object store of that kind: register tim-upload-plugin');
  }),
};

/** How the public mode asks (wire-core.md §5.5). */
async function publicTickets(context: Context, body: Static<typeof simpleSig>): Promise<Reply> {
  const rpt_pre_sig = [];
  for (const { uint32_file_id: id = 0, uint32_file_type: type, str_file_name: name } of body.rpt_upload_object) {
    const { ticket } = await ticketFor(context, type, name);
    rpt_pre_sig.push({
      uint32_file_id: id,
      str_upload_url: ticket.uploadUrl,
      str_download_url: ticket.downloadUrl,
      str_file_key: '',
      uint32_exist_flag: 0,
      ...(ticket.snapshot !== undefined && { str_snapshot_url: ticket.snapshot }),
    });
  }
  return { rpt_pre_sig };
}

async function ticketFor(context: Context, type: number, name: string) {
  const owner = uploaderOf(context);
  const kind = kinds[type];
  if (kind === undefined) throw new Refused(114011, 'file_type must be 1, 2, 3 or 255');
  return { ticket: await context.services.files.ticket(owner, { kind, name }, baseOf(context)) };
}

/** The three sizes (§5.5): 1 small, 2 large, 3 original. */
function versions({ services }: Context, { width, height, type }: FileRecord, url: string): readonly object[] {
  const format = type.split('/')[1] ?? '';
  const smaller = services.files.smallerUrls(url);
  const of = (uint32_image_type: number, str_url: string, least: number | undefined) => {
    const shrink = least === undefined ? 1 : Math.min(1, least / Math.max(1, Math.min(width, height)));
    return {
      uint32_image_type,
      str_url,
      uint32_width: Math.round(width * shrink),
      uint32_height: Math.round(height * shrink),
      str_image_format: format,
    };
  };
  return [of(1, smaller.thumbUrl, 198), of(2, smaller.largeUrl, 720), of(3, url, undefined)];
}

/**
 * Whose UserSig the packet carries. He must be logged in here too: a UserSig stays good when its user is kicked out.
 * @throws Refused what `verifyUserSig` throws, 60004 without credentials or a login.
 */
function uploaderOf({ services, head }: Context): Owner {
  const { sdkappid: app, identifier: user, usersig } = head;
  if (user === '' || usersig === '') throw refuse('noCredentials');
  services.auth.verifyUserSig(app, user, usersig);
  if (services.sessions.of(app, user).length === 0) throw refuse('loggedOut');
  return { app, user };
}

function baseOf({ socket }: Context): string {
  return socket.origin.base;
}
