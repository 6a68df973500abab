import { Request } from '../../gateway/binary/protocol.ts';

const source = 'AddSource_Type_Fuzz';

/** A good request of every kind about profiles and lists of people, to a server with the account `friend`. */
export const peopleRequests: readonly (readonly unknown[])[] = [
  [Request.profiles, 5, ['friend', 'nobody']],
  [Request.changeProfile, 5, { nick: 'n', faceUrl: 'u', fields: { Gender: 'Gender_Type_Male', BirthDay: 20190419 } }],
  [Request.friends, 5, 20, 0],
  [Request.friendEntries, 5, ['friend', 'nobody']],
  [Request.addFriends, 5, [{ peer: 'friend', source, wording: 'w', remark: 'r', group: 'g' }], true],
  [Request.changeFriends, 5, [{ peer: 'friend', remark: 'r', groups: ['g'], custom: {} }]],
  [Request.deleteFriends, 5, ['friend'], true],
  [Request.checkFriends, 5, ['friend', 'nobody'], true],
  [Request.friendRequests, 5],
  [Request.answerFriendRequest, 5, 'friend', 'agreeAndAdd', 'r', 'g'],
  [Request.deleteFriendRequests, 5, ['friend'], 'in'],
  [Request.readFriendRequests, 5, 1_795_000_000],
  [Request.friendGroups, 5, ['g', 'h']],
  [Request.createFriendGroups, 5, ['g', 'h'], ['friend']],
  [Request.deleteFriendGroups, 5, ['h']],
  [Request.renameFriendGroup, 5, 'g', 'h'],
  [Request.changeFriendGroup, 5, 'g', ['friend'], true],
  [Request.blocklist, 5, 20, 0],
  [Request.blockUsers, 5, ['friend']],
  [Request.unblockUsers, 5, ['friend']],
  [Request.checkBlocked, 5, ['friend'], false],
];

/** Codes of theirs (error-codes.md §5, §6). */
export const ofPeople = [30001, 30003, 30008, 30010, 30011, 30014, 30614, 40001, 40008, 40009, 40601, 40605, 40610];
