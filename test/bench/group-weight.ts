import { groupDecider } from '../../actors/group/decider.ts';
import { EMPTY_PROFILE, type NewMember } from '../../events/group/events.ts';
import { userOf } from './dialects.ts';
import { usedBytes } from './heap.ts';

/** What the actor of a group needs in memory for each of so many members: the heap with it and without it, and its buffers. */
export function bytesPerMember(members: number): number {
  const created = {
    groupId: '@TGS#_0',
    type: 'Community',
    owner: '',
    profile: EMPTY_PROFILE,
    supportTopic: false,
  } as const;
  const before = usedBytes();
  let state = groupDecider.initial(['@TGS#_0']);
  const happened = <T extends 'GroupCreated' | 'MembersJoined'>(type: T, data: object) => {
    state = groupDecider.evolve(state, { type, data } as Parameters<typeof groupDecider.evolve>[1]);
  };
  happened('GroupCreated', { ...created, createdAt: 0, imported: false, by: '' });
  for (let n = 0; n < members; n++) {
    const member: NewMember = { user: userOf(n), role: 'Member', joinedAt: 0, custom: [] };
    happened('MembersJoined', { members: [member], how: 'invited', by: '', seq: 0 });
  }
  const bytes = (usedBytes() - before) / members;
  // Used, so that it lives until it is weighed.
  if (state.members.count !== members) throw new Error('not everybody has come in');
  return bytes;
}
