import type { ConversationEvents } from './conversations.ts';
import type { FollowEvents } from './follows.ts';
import type { PresenceEvents } from './presence.ts';
import type { ProfileFields } from './profile.ts';
import type { RelationEvents } from './relations.ts';

/**
 * Facts of the `user` entity: the account and its logged-in instances.
 * Stream: `user-<sdkappid>.<userId>`. Source: product.md §2.1, §2.2, rest-api.md §4.
 */
export type Platform = 'Android' | 'iPhone' | 'iPad' | 'Windows' | 'Mac' | 'Linux' | 'Web' | 'MiniProgram' | 'Server';

/** Why an instance ended without its own logout. Numbers are the wire's KickType (wire-core.md §3.6). */
export type KickReason = 'multipleAccount' | 'multipleDevice' | 'restApi';

export interface UserEvents extends ConversationEvents, FollowEvents, PresenceEvents, RelationEvents {
  /** The account exists from here on; `by` says whether a login or an import created it, or as a bot it was asked for. */
  AccountCreated: { readonly by: 'login' | 'import' | 'robot'; readonly nick: string; readonly faceUrl: string };
  /** Nickname and face URL as they are now. `fields`: the others that have changed, '' for what is taken away. */
  ProfileChanged: { readonly nick: string; readonly faceUrl: string; readonly fields?: ProfileFields };
  /** The account, its logins and its lists are gone. Only an import makes it anew: until then it cannot log in. */
  AccountDeleted: Record<string, never>;
  InstanceLoggedIn: {
    /** Number of the instance, unique in this user, from 1 (the wire's InstId). */
    readonly instance: number;
    readonly platform: Platform;
    /** The client's own id of the page or device: a reload has a new one, a reconnect the old one. */
    readonly device: string;
  };
  InstanceLoggedOut: { readonly instance: number };
  /** `byPlatform`: what the login came from that pushed it out, '' for an administrator's kick. */
  InstanceKicked: { readonly instance: number; readonly reason: KickReason; readonly byPlatform: Platform | '' };
  /** Notices about groups that the user has taken away, by position, and mentions of him, by group and seq. */
  NoticesDropped: {
    readonly notices: readonly number[];
    readonly mentions: readonly (readonly [group: string, seq: number])[];
  };
  /** UserSigs issued at or before `issuedUpTo` (Unix seconds) are refused from here on. */
  SignaturesRevoked: { readonly issuedUpTo: number };
}
