import type { Command } from './command.ts';
import { configCommands } from './config.ts';
import { conversationSettingCommands } from './conversation-settings.ts';
import { conversationCommands } from './conversations.ts';
import type { DialectOf } from './dialect.ts';
import { fileCommands } from './files.ts';
import { followCommands } from './follows.ts';
import { friendRequestCommands } from './friend-requests.ts';
import { groupAttributeCommands } from './group-attributes.ts';
import { groupCounterCommands } from './group-counters.ts';
import { groupHistoryCommands } from './group-history.ts';
import { groupJoiningCommands } from './group-joining.ts';
import { groupLifeCommands } from './group-life.ts';
import { groupListCommands } from './group-lists.ts';
import { groupMemberListCommands } from './group-member-lists.ts';
import { groupMemberCommands } from './group-members.ts';
import { groupNoticeCommands } from './group-notices.ts';
import { groupPinCommands } from './group-pins.ts';
import { groupReadingCommands } from './group-reading.ts';
import { groupSendingCommands } from './group-sending.ts';
import { historyCommands } from './history.ts';
import { languageCommands } from './language.ts';
import { liveMemberCommands } from './live-members.ts';
import { livePollingCommands } from './live-polling.ts';
import { loginCommands } from './login.ts';
import { mergedCommands } from './merged.ts';
import { messageChangeCommands } from './message-changes.ts';
import { messageExtraCommands } from './message-extras.ts';
import { messageReceiptCommands } from './message-receipts.ts';
import { notBuiltYet } from './not-built-yet.ts';
import { presenceCommands } from './presence.ts';
import { profileCommands } from './profiles.ts';
import { pushStateCommands } from './push-state.ts';
import { readingCommands } from './reading.ts';
import { receiveOptionCommands } from './receive-options.ts';
import { relationCommands } from './relations.ts';
import { searchCommands } from './search.ts';
import { sendingCommands } from './sending.ts';
import { syncCommands } from './sync.ts';
import { topicCommands } from './topics.ts';

/** Every command this dialect answers, by `servcmd`. A feature's own table wins over `notBuiltYet`. */
export function commandTable(dialectOf: DialectOf): ReadonlyMap<string, Command> {
  const families = [
    notBuiltYet,
    loginCommands(dialectOf),
    configCommands,
    profileCommands,
    presenceCommands,
    pushStateCommands,
    relationCommands,
    friendRequestCommands,
    conversationCommands,
    conversationSettingCommands,
    receiveOptionCommands,
    syncCommands,
    historyCommands,
    messageChangeCommands,
    messageReceiptCommands,
    messageExtraCommands,
    readingCommands,
    sendingCommands,
    followCommands,
    groupListCommands,
    groupLifeCommands,
    groupJoiningCommands,
    groupMemberCommands,
    groupMemberListCommands,
    groupSendingCommands,
    groupHistoryCommands,
    groupReadingCommands,
    topicCommands,
    groupAttributeCommands,
    groupCounterCommands,
    groupPinCommands,
    liveMemberCommands,
    livePollingCommands,
    groupNoticeCommands,
    searchCommands,
    fileCommands,
    mergedCommands,
    languageCommands,
  ];
  return new Map(families.flatMap((family) => Object.entries(family)));
}
