import type { FollowNotice } from '../delivery/follow-notices.ts';
import { followTypeOf } from '../follows/fields.ts';
import type { PushEvent } from './protocol.ts';

/** Lists of the user who is told, one entry per user they are about (wire-users.md §7.8). */
export function followEvent({ added, time, changes }: FollowNotice): PushEvent {
  const IsAdd = added ? 1 : 0;
  return {
    Event: 30,
    FollowChangeList: changes.map(({ person: { user, nick, faceUrl }, lists }) => ({
      From_Account: user,
      Nick: nick,
      FaceUrl: faceUrl,
      FollowTime: time,
      FollowDiffList: lists.map((list) => ({ IsAdd, FollowType: followTypeOf[list] })),
    })),
  };
}
