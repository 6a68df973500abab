import { accountCommands } from './accounts.ts';
import { c2cCommands } from './c2c.ts';
import { conversationCommands } from './conversations.ts';
import type { Dependencies } from './dependencies.ts';
import { groupDataCommands } from './group-data.ts';
import { groupMemberCommands } from './group-members.ts';
import { groupMessageCommands } from './group-messages.ts';
import { groupRecyclingCommands } from './group-recycling.ts';
import { groupLifeCommands } from './groups.ts';
import { liveCommands } from './live-rooms.ts';
import { mergedCommands } from './merged.ts';
import { messageCommands } from './messages.ts';
import { permissionCommands } from './permission-groups.ts';
import { presenceCommands } from './presence.ts';
import { sessionCommands } from './sessions.ts';
import { topicCommands } from './topics.ts';
import type { Commands } from './types.ts';

/** The one list of everything a caller may ask for. */
export function createCommands(dependencies: Dependencies): Commands {
  const messages = messageCommands(dependencies);
  return {
    ...sessionCommands(dependencies),
    ...accountCommands(dependencies),
    ...c2cCommands(dependencies),
    ...conversationCommands(dependencies, messages.clearHistory),
    ...groupLifeCommands(dependencies),
    ...groupMemberCommands(dependencies),
    ...groupMessageCommands(dependencies),
    ...messages,
    ...topicCommands(dependencies),
    ...permissionCommands(dependencies),
    ...groupDataCommands(dependencies),
    ...liveCommands(dependencies),
    ...groupRecyclingCommands(dependencies),
    ...mergedCommands(dependencies),
    ...presenceCommands(dependencies),
  };
}
