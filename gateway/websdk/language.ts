import Type from 'typebox';
import { Refused } from '../../events/refused.ts';
import { type CommandTable, forSession, type Reply } from './command.ts';
import type { Body } from './protocol.ts';

const translate = Type.Object({
  SourceText: Type.Array(Type.String()),
  Source: Type.Optional(Type.String({ maxLength: 32 })),
  Target: Type.String({ minLength: 1, maxLength: 32 }),
});
const recognize = Type.Object({
  BytesUrl: Type.String({ minLength: 1, maxLength: 4096 }),
  BytesVoiceFormat: Type.Optional(Type.String({ maxLength: 16 })),
  BytesEngServiceType: Type.Optional(Type.String({ maxLength: 32 })),
});

/** Translation and voice to text (wire-messages.md §12.1, §12.2). */
export const languageCommands: CommandTable = {
  'im_open_translate.ws_batch_trans_text': forSession(translate, { otherwise: 20001 }, ({ services, head }, body) =>
    withCode('RequestId', head.seq, async () => {
      const { SourceText: texts, Source: source = 'auto', Target: target } = body;
      return { TargetText: await services.language.translate({ texts, source, target }) };
    }),
  ),
  'im_open_speech.ws_sentence_recognition': forSession(
    recognize,
    { otherwise: 20001 },
    ({ services, head, caller }, body) =>
      withCode('BytesRequestid', head.seq, async () => {
        const { BytesUrl: url, BytesVoiceFormat: format = '', BytesEngServiceType: language = '16k_zh' } = body;
        return { BytesResult: await services.language.recognize(caller, { url, format, language }) };
      }),
  ),
};

/** These two tell what became of them in an object of their own: the common code is not looked at. */
async function withCode(idField: string, id: number | string, work: () => Promise<Body>): Promise<Reply> {
  try {
    return { CmdErrorCode: { ErrorCode: 0, ErrorInfo: '' }, [idField]: String(id), ...(await work()) };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { CmdErrorCode: { ErrorCode: error.code, ErrorInfo: error.message }, [idField]: String(id) };
  }
}
