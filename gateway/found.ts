import { groupRules } from '../actors/group/types.ts';
import type { GroupView } from '../projections/queries/group-types.ts';
import type { Profile } from '../projections/queries/relation-types.ts';
import type { FoundMember } from '../projections/queries/search-types.ts';
import { profileTags } from './relations/tags.ts';

/** What searches by name are asked and answer, in the fields of the web SDK and of REST (wire-users.md §12, rest-api.md §26). */
interface Names {
  readonly Keywords: string[];
  readonly KeywordMatchType?: number;
  readonly Count?: number;
  readonly Cursor?: string;
}

/** `count`: of a page, where none is named. */
export function namesOf({ Keywords, KeywordMatchType, Count, Cursor }: Names, count: number) {
  const match = KeywordMatchType === 1 ? ('all' as const) : ('any' as const);
  return { keywords: Keywords, match, count: Count ?? count, cursor: Cursor };
}

/** One, or several; '' is none. */
export function gendersOf(value: string | readonly string[] = []): readonly string[] {
  return (typeof value === 'string' ? [value] : value).filter((gender) => gender !== '');
}

export function foundUser(profile: Profile) {
  const ProfileItems = profileTags(profile).map(({ Tag, Value }) =>
    typeof Value === 'number' ? { Tag, IntValue: Value } : { Tag, StrValue: Value },
  );
  return { UserID: profile.user, ProfileItems };
}

/** The fields of a group that both have. */
export function foundGroup(group: GroupView) {
  return {
    GroupID: group.groupId,
    GroupName: group.name,
    GroupType: groupRules[group.type].wireName,
    GroupFaceUrl: group.faceUrl,
    GroupIntroduction: group.introduction,
    GroupOwnerUserID: group.owner,
    GroupMemberNum: group.memberCount,
  };
}

export function foundMember({ group, member, account }: FoundMember) {
  return {
    GroupID: group.groupId,
    GroupName: group.name,
    GroupType: groupRules[group.type].wireName,
    GroupFaceUrl: group.faceUrl,
    GroupMemberUserID: member.user,
    GroupMemberUserName: account?.nick ?? '',
    GroupMemberNameCard: member.nameCard,
    GroupMemberAvatar: account?.faceUrl ?? '',
  };
}
