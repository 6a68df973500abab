import Type, { type Static } from 'typebox';
import { Refused } from '../../events/refused.ts';
import { URL_SECONDS, urlOf } from '../history-files/history-files.ts';
import { command, type RestTable } from './command.ts';

const body = Type.Object({
  ChatType: Type.Enum(['C2C', 'Group']),
  /** `YYYYMMDDHH`, UTC. */
  MsgTime: Type.String({ pattern: '^\\d{10}$' }),
});

const HOUR_S = 3600;

/**
 * Message logs by the hour (rest-api.md §27.4). A file is made when it is first asked for, and answered as not produced yet
 * until it is there.
 */
export const historyFileCommands: RestTable = {
  'open_msg_svc/get_history': command(
    { rate: 'exports', schema: body, faults: { otherwise: 1002 } },
    async ({ historyFiles, clock }, caller, { ChatType, MsgTime }: Static<typeof body>) => {
      const hour = hourOf(MsgTime);
      const now = Math.floor(clock.now() / 1000);
      if (Number.isNaN(hour)) throw new Refused(1002, 'MsgTime must be YYYYMMDDHH');
      if ((hour + 1) * HOUR_S > now) throw new Refused(1004, 'this hour is not over', true);
      if (hour < Math.floor(now / HOUR_S) - historyFiles.keptHours) {
        throw new Refused(1005, `message logs are there for ${historyFiles.keptHours} hours`);
      }
      const file = await historyFiles.find(caller.app, ChatType, hour);
      if (file === undefined) throw new Refused(1004, 'the file is being made, ask again in a moment', true);
      if (file === 'empty') throw new Refused(1004, 'there is no message in this hour');
      const expires = now + URL_SECONDS;
      const File = {
        URL: urlOf(historyFiles, file.name, expires),
        ExpireTime: new Date(expires * 1000).toISOString().slice(0, 19).replace('T', ' '),
        FileSize: file.size,
        FileMD5: file.md5,
        GzipSize: file.gzipSize,
        GzipMD5: file.gzipMd5,
      };
      return { File: [File] };
    },
  ),
};

/** Unix hours; NaN for no time. */
function hourOf(text: string): number {
  const [, year, month, day, hour] = /^(\d{4})(\d{2})(\d{2})(\d{2})$/.exec(text) ?? [];
  return Date.parse(`${year}-${month}-${day}T${hour}:00:00Z`) / (HOUR_S * 1000);
}
