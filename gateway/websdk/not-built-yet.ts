import { type CommandTable, forSession } from './command.ts';
import type { Body } from './protocol.ts';
import { anyBody } from './schemas.ts';

/**
 * What both clients ask for by themselves after a login, of features that do not exist yet: correctly empty answers with
 * the end markers without which the clients ask for ever (wire-core.md §3.3, §8). The issue that builds a feature takes
 * its row away from here.
 */
const emptyAnswers: Readonly<Record<string, Body>> = {
  'openim.authkey': {},
  'im_msg_audit_mgr.get_local_words': {
    msg_cmd_error_code: { uint32_code: 0, str_err_msg: '' },
    msg_scene_ctl_config: {},
    rpt_msg_dirty_word: [],
    uint64_complete_flag: 1,
    uint64_version: 1,
    uint64_expired_time: 86_400,
  },
};

export const notBuiltYet: CommandTable = Object.fromEntries(
  Object.entries(emptyAnswers).map(([servcmd, answer]) => [
    servcmd,
    forSession(anyBody, { otherwise: 60003 }, () => answer),
  ]),
);
