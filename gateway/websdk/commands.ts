import type { Dialect } from '../sessions.ts';
import type { Command } from './command.ts';
import { configCommands } from './config.ts';
import { conversationCommands } from './conversations.ts';
import { groupHistoryCommands } from './group-history.ts';
import { groupJoiningCommands } from './group-joining.ts';
import { groupLifeCommands } from './group-life.ts';
import { groupListCommands } from './group-lists.ts';
import { groupMemberListCommands } from './group-member-lists.ts';
import { groupMemberCommands } from './group-members.ts';
import { groupNoticeCommands } from './group-notices.ts';
import { groupReadingCommands } from './group-reading.ts';
import { groupSendingCommands } from './group-sending.ts';
import { historyCommands } from './history.ts';
import { loginCommands } from './login.ts';
import { notBuiltYet } from './not-built-yet.ts';
import { profileCommands } from './profiles.ts';
import { readingCommands } from './reading.ts';
import { sendingCommands } from './sending.ts';
import { syncCommands } from './sync.ts';

/** Every command this dialect answers, by `servcmd`. A feature's own table wins over `notBuiltYet`. */
export function commandTable(dialect: Dialect): ReadonlyMap<string, Command> {
  const families = [
    notBuiltYet,
    loginCommands(dialect),
    configCommands,
    profileCommands,
    conversationCommands,
    syncCommands,
    historyCommands,
    readingCommands,
    sendingCommands,
    groupListCommands,
    groupLifeCommands,
    groupJoiningCommands,
    groupMemberCommands,
    groupMemberListCommands,
    groupSendingCommands,
    groupHistoryCommands,
    groupReadingCommands,
    groupNoticeCommands,
  ];
  return new Map(families.flatMap((family) => Object.entries(family)));
}
