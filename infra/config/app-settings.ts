import type { AppSettings } from '../../events/app/events.ts';
import type { Limits } from '../../events/app/limits.ts';
import { openFields } from './keywords.ts';
import type { SettingKey, Settings } from './schema.ts';

/** Number of the limits → its setting. */
const limitSettings = {
  groupMembers: 'limitGroupMembers',
  communityMembers: 'limitCommunityMembers',
  joinedGroups: 'limitJoinedGroups',
  joinedCommunities: 'limitJoinedCommunities',
  groups: 'limitGroups',
  liveRooms: 'limitLiveRooms',
  communities: 'limitCommunities',
  newGroupsPerDay: 'limitNewGroupsPerDay',
  recentConversations: 'limitRecentConversations',
  unreadConversations: 'limitUnreadConversations',
  unreadPerConversation: 'limitUnreadPerConversation',
  conversationGroups: 'limitConversationGroups',
  markedConversations: 'limitMarkedConversations',
  following: 'limitFollowing',
  followers: 'limitFollowers',
  mutualFollows: 'limitMutualFollows',
  officialAccounts: 'limitOfficialAccounts',
  officialSubscribers: 'limitOfficialSubscribers',
  subscriptions: 'limitSubscriptions',
  broadcastsPerSecond: 'limitBroadcastsPerSecond',
  broadcastsPerHour: 'limitBroadcastsPerHour',
} as const satisfies Readonly<Record<keyof Limits, SettingKey>>;

/** What the configuration says of every app; an app's own settings win over it. */
export function appSettingsOf(settings: Settings): AppSettings {
  const limits = Object.entries(limitSettings).flatMap(([name, key]) => {
    const value = settings[key];
    return value === undefined ? [] : [[name, value] as const];
  });
  const {
    recycleIdleGroupsAfter: recycleAfterSeconds,
    limitProfile,
    liveRoomHistory,
    profileFields,
    friendFields,
  } = settings;
  return {
    recycleAfterSeconds,
    liveRoomHistory,
    loginPolicy: settings.loginPolicy,
    webInstances: settings.webInstances,
    nativeInstances: settings.nativeInstances,
    doNotDisturb: settings.doNotDisturb === 'on' ? 1 : 0,
    userStatus: settings.userStatus === 'on' ? 1 : 0,
    friendStatusNotices: settings.friendStatusNotices === 'on' ? 1 : 0,
    liveRoomKick: settings.liveRoomKick === 'on' ? 1 : 0,
    friendsOnly: settings.friendsOnly === 'on' ? 1 : 0,
    tellBlocked: settings.tellBlocked === 'on' ? 1 : 0,
    ...(profileFields && { profileFields: openFields(profileFields) }),
    ...(friendFields && { friendFields: openFields(friendFields) }),
    recallSeconds: settings.recallSeconds,
    ...(limitProfile && { limitProfile }),
    limits: Object.fromEntries(limits),
  };
}
