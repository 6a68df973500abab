import Type, { type Static } from 'typebox';
import type { Caller } from '../../events/caller.ts';
import { Refused } from '../../events/refused.ts';
import { SHORT_SECONDS } from '../files/files.ts';
import type { FileRecord } from '../files/records.ts';
import type { Services } from '../services.ts';
import { command, type RestTable } from './command.ts';

const url = Type.String({ minLength: 1, maxLength: 4096 });
const oneFile = Type.Object({ RawURL: url });
const manyFiles = Type.Object({
  RawURLs: Type.Array(Type.Object({ ResourceID: Type.Optional(Type.Integer()), RawURL: url }), {
    minItems: 1,
    maxItems: 100,
  }),
});

/** "Parameter wrong" of the file codes, and "missing" (error-codes.md §16). */
const faults = { otherwise: 114011 };
const MISSING = 114000;

/** `Status` (rest-api.md §25.15). */
const status = { open: 0, blocked: 1, gone: 2 } as const;

/** Files of messages (rest-api.md §25.13–25.15). */
export const fileCommands: RestTable = {
  'im_cos_msg/forbid_illegal_object': command({ schema: oneFile, faults }, setBlocked(true)),
  'im_cos_msg/allow_banned_object': command({ schema: oneFile, faults }, setBlocked(false)),
  'im_cos_msg/get_cos_sig': command(
    { schema: manyFiles, faults },
    async ({ files }, caller, { RawURLs }: Static<typeof manyFiles>) => ({
      PreSigURLs: RawURLs.map(({ ResourceID = 0, RawURL }) => {
        const record = files.find(caller.app, RawURL);
        if (record === undefined) {
          const Desc = 'no file of this app has this URL';
          return { ResourceID, Code: MISSING, Desc, PreSigURL: '', Status: status.gone };
        }
        // A blocked file has a URL too, which opens it once it is allowed again.
        const PreSigURL = files.urlOf(record, new URL(RawURL).origin, SHORT_SECONDS);
        return { ResourceID, Code: 0, Desc: '', PreSigURL, Status: record.blocked ? status.blocked : status.open };
      }),
    }),
  ),
};

function setBlocked(blocked: boolean) {
  return async ({ files }: Services, caller: Caller, { RawURL }: Static<typeof oneFile>) => {
    await files.block(fileOf(files.find(caller.app, RawURL)), blocked);
    return {};
  };
}

function fileOf(record: FileRecord | undefined): FileRecord {
  if (record === undefined) throw new Refused(MISSING, 'no file of this app has this URL');
  return record;
}
