import { accountCommands } from './accounts.ts';
import { appCommands } from './apps.ts';
import { c2cCommands } from './c2c.ts';
import { conversationCommands } from './conversations.ts';
import type { Dependencies } from './dependencies.ts';
import { followCommands } from './follows.ts';
import { groupDataCommands } from './group-data.ts';
import { groupMemberCommands } from './group-members.ts';
import { groupMessageCommands } from './group-messages.ts';
import { groupRecyclingCommands } from './group-recycling.ts';
import { groupLifeCommands } from './groups.ts';
import { liveCommands } from './live-rooms.ts';
import { mergedCommands } from './merged.ts';
import { messageCommands } from './messages.ts';
import { officialCommands } from './official-accounts.ts';
import { permissionCommands } from './permission-groups.ts';
import { presenceCommands } from './presence.ts';
import { profileCommands } from './profiles.ts';
import { relationCommands } from './relations.ts';
import { RememberedSettings } from './remembered-settings.ts';
import { robotCommands } from './robots.ts';
import { sessionCommands } from './sessions.ts';
import { topicCommands } from './topics.ts';
import type { Commands } from './types.ts';

/** The one list of everything a caller may ask for. */
export function createCommands(dependencies: Dependencies): Commands {
  const settings = new RememberedSettings(dependencies);
  const messages = messageCommands(dependencies);
  const members = groupMemberCommands(dependencies);
  const accounts = accountCommands(dependencies, members.quitGroup);
  return {
    ...sessionCommands(dependencies),
    ...appCommands(dependencies, settings),
    ...accounts,
    ...robotCommands(dependencies, accounts.deleteAccount),
    ...c2cCommands(dependencies, settings),
    ...conversationCommands(dependencies, messages.clearHistory),
    ...followCommands(dependencies),
    ...groupLifeCommands(dependencies),
    ...members,
    ...groupMessageCommands(dependencies),
    ...messages,
    ...topicCommands(dependencies),
    ...permissionCommands(dependencies),
    ...groupDataCommands(dependencies),
    ...liveCommands(dependencies),
    ...groupRecyclingCommands(dependencies),
    ...mergedCommands(dependencies),
    ...profileCommands(dependencies),
    ...relationCommands(dependencies),
    ...officialCommands(dependencies, messages.revokeMessages),
    ...presenceCommands(dependencies),
  };
}
